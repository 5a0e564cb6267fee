package io.zvonok.signalling.websocket;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a page of ours may load and do: everything from here, nothing inline, camera and microphone for itself only.
 * Only this host and the configured sites may show it in a frame, and it may connect to those: another server of ours may
 * be among them.
 *
 * <p>Spec: Content Security Policy Level 3. {@code connect-src} names the socket too, since older browsers do not count
 * {@code ws:} as {@code 'self'}.
 * <p>Thread: any; immutable.
 */
final class ContentPolicy {
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?");

    private final String frameAncestors;
    private final String otherSockets;

    ContentPolicy(OriginRule origins) {
        StringBuilder ancestors = new StringBuilder("'self'");
        StringBuilder sockets = new StringBuilder();
        origins.listed().stream().sorted().forEach(origin -> {
            ancestors.append(' ').append(origin);
            sockets.append(' ').append(origin.replaceFirst("^http", "ws"));
        });
        frameAncestors = ancestors.toString();
        otherSockets = sockets.toString();
    }

    Map<String, String> headers(@Nullable String host) {
        boolean known = host != null && HOST.matcher(host).matches();
        String sockets = known ? " ws://" + host + " wss://" + host : "";
        return Map.of(
                "content-security-policy",
                "default-src 'self'; connect-src 'self'" + sockets + otherSockets
                        + "; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'"
                        + "; form-action 'self'; frame-ancestors " + frameAncestors,
                "permissions-policy",
                "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), geolocation=()",
                "vary",
                "host");
    }
}
