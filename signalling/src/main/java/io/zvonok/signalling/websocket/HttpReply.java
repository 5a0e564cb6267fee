package io.zvonok.signalling.websocket;

import java.nio.charset.StandardCharsets;

/**
 * A small answer to a plain HTTP request.
 *
 * @param entityTag strong ETag with its quotes, empty for answers that are not to be cached
 */
public record HttpReply(int status, String contentType, byte[] body, String entityTag) {
    public static HttpReply text(int status, String text) {
        return new HttpReply(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8), "");
    }

    public static HttpReply json(int status, String json) {
        return new HttpReply(status, "application/json", json.getBytes(StandardCharsets.UTF_8), "");
    }

    public static HttpReply of(String contentType, String body) {
        return new HttpReply(200, contentType, body.getBytes(StandardCharsets.UTF_8), "");
    }
}
