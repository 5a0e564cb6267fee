package io.zvonok.signalling.websocket;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which sites' pages may open a socket here: those of this very host, and the configured ones (P29). Clients that are no
 * browsers send no origin; what proves anybody is the token.
 *
 * <p>Spec: RFC 6454 (Origin), RFC 6455 section 10.2.
 * <p>Thread: any; immutable.
 */
final class Origins {
    private static final Pattern ORIGIN = Pattern.compile("(https?)://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?");
    private static final Pattern DEFAULT_PORT = Pattern.compile(":(80|443)$");

    private final Set<String> allowed;

    Origins(Collection<String> configured) {
        allowed = configured.stream().map(Origins::normalise).collect(Collectors.toUnmodifiableSet());
    }

    private static String normalise(String origin) {
        String trimmed = origin.endsWith("/") ? origin.substring(0, origin.length() - 1) : origin;
        if (!ORIGIN.matcher(trimmed).matches()) {
            throw new IllegalArgumentException(
                    "an origin is written https://host or https://host:port, not \"" + origin + "\"");
        }
        return trimmed.toLowerCase(Locale.ROOT);
    }

    /** @param host the {@code Host} header; a proxy in front may have taken TLS off, so the scheme is not compared */
    boolean allows(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return true;
        }
        String lower = origin.toLowerCase(Locale.ROOT);
        Matcher parts = ORIGIN.matcher(lower);
        if (!parts.matches()) {
            return false;
        }
        String authority = lower.substring(lower.indexOf("://") + 3);
        return allowed.contains(lower)
                || host != null && withoutDefaultPort(authority).equals(withoutDefaultPort(host.toLowerCase(Locale.ROOT)));
    }

    private static String withoutDefaultPort(String authority) {
        return DEFAULT_PORT.matcher(authority).replaceFirst("");
    }

    Set<String> configured() {
        return allowed;
    }
}
