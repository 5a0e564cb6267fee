package io.zvonok.signalling.websocket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whose pages may open a WebSocket: those this server serves, and listed ones (P29). Programs send no Origin; they need a
 * token like everybody.
 *
 * <p>Thread: any; immutable.
 */
final class OriginRule {
    private final Set<String> allowed;

    OriginRule(List<String> allowedOrigins) {
        allowed = allowedOrigins.stream()
                .map(origin -> origin.toLowerCase(Locale.ROOT).replaceAll("/+$", ""))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The listed ones. */
    Set<String> listed() {
        return allowed;
    }

    boolean allows(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return true;
        }
        String lower = origin.toLowerCase(Locale.ROOT);
        return allowed.contains(lower) || (host != null && authority(lower).equals(host.toLowerCase(Locale.ROOT)));
    }

    /** "null" and other opaque origins have none. */
    private static String authority(String origin) {
        try {
            String authority = new URI(origin).getRawAuthority();
            return authority == null ? "" : authority;
        } catch (URISyntaxException malformed) {
            return "";
        }
    }
}
