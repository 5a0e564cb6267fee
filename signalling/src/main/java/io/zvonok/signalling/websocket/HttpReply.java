package io.zvonok.signalling.websocket;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A small answer to a plain HTTP request.
 *
 * @param contentType empty when there is no body
 * @param entityTag strong ETag with its quotes, empty for answers that are not to be cached
 * @param headers further ones, in order
 */
public record HttpReply(
        int status, String contentType, byte[] body, String entityTag, List<Map.Entry<String, String>> headers) {
    public HttpReply {
        headers = List.copyOf(headers);
    }

    HttpReply(int status, String contentType, byte[] body, String entityTag) {
        this(status, contentType, body, entityTag, List.of());
    }

    public static HttpReply text(int status, String text) {
        return new HttpReply(status, "text/plain; charset=utf-8", utf8(text + "\n"), "");
    }

    public static HttpReply json(int status, String json) {
        return new HttpReply(status, "application/json", utf8(json), "");
    }

    public static HttpReply of(String contentType, String body) {
        return of(200, contentType, body);
    }

    public static HttpReply of(int status, String contentType, String body) {
        return new HttpReply(status, contentType, utf8(body), "");
    }

    public static HttpReply empty(int status) {
        return new HttpReply(status, "", new byte[0], "");
    }

    public HttpReply with(String header, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(header, value));
        return new HttpReply(status, contentType, body, entityTag, more);
    }

    /** @param header in the case in which it was given */
    public HttpReply without(String header) {
        List<Map.Entry<String, String>> others =
                headers.stream().filter(other -> !other.getKey().equals(header)).toList();
        return new HttpReply(status, contentType, body, entityTag, others);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
