package io.zvonok.signalling.websocket;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to an {@link HttpService}, whole.
 *
 * @param path as it came, still percent-encoded
 * @param query without its mark, empty if there is none
 * @param headers by name in lower case; a header that came twice is joined by commas
 */
public record HttpCall(String method, String path, String query, Map<String, String> headers, byte[] body) {
    /** @param name in lower case */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** Nothing of what a header or a body says goes to a log (P30). */
    @Override
    public String toString() {
        return "HttpCall[" + method + "]";
    }
}
