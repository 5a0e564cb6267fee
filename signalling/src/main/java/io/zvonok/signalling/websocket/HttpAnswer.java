package io.zvonok.signalling.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a route answers.
 *
 * @param headers beside those that every answer has; names in lower case
 */
public record HttpAnswer(int status, String contentType, byte[] body, Map<String, String> headers) {
    public HttpAnswer {
        headers = Map.copyOf(headers);
    }

    public static HttpAnswer text(int status, String body) {
        return new HttpAnswer(
                status,
                "text/plain; charset=utf-8",
                (body + "\n").getBytes(StandardCharsets.UTF_8),
                Map.of("cache-control", "no-store"));
    }

    public static HttpAnswer json(int status, String body) {
        return new HttpAnswer(
                status,
                "application/json",
                (body + "\n").getBytes(StandardCharsets.UTF_8),
                Map.of("cache-control", "no-store"));
    }
}
