package io.zvonok.signalling.websocket;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as a route sees it.
 *
 * @param path as it came, without the query
 * @param query as it came, without the question mark; empty if there is none
 * @param headers the first value of each; names in lower case
 */
public record HttpAsk(String path, String query, Map<String, String> headers) {
    public @Nullable String header(String name) {
        return headers.get(name);
    }
}
