package io.zvonok.bench.load.peer;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where peers go: our signalling at one URL, or a WHIP endpoint to publish to and a WHEP endpoint to watch at.
 *
 * @param publish the WebSocket of our signalling, or the WHIP endpoint
 * @param watch the WHEP endpoint; the same as {@code publish} with our signalling
 * @param bearer token for WHIP and WHEP, or null
 * @param keyId of the key that signs tokens for our signalling
 */
public record Target(
        URI publish, URI watch, boolean isWhip, @Nullable String bearer, String keyId, String secret) {

    /** Our own server. Throws {@link IllegalArgumentException} with one line. */
    public static Target lesson(String url, String keyId, String secret) {
        URI base = uri(url);
        String scheme = scheme(base);
        if (!List.of("http", "https", "ws", "wss").contains(scheme)) {
            throw new IllegalArgumentException("--url must begin with http:// or https://, not \"" + url + "\"");
        }
        String path = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/$", "");
        URI socket = URI.create(scheme.replace("http", "ws") + "://" + base.getRawAuthority()
                + (path.endsWith("/ws") ? path : path + "/ws"));
        return new Target(socket, socket, false, null, keyId, secret);
    }

    /** @param urls {@code whip://...} and {@code whep://...}; also with {@code whips} and {@code wheps} for TLS */
    public static Target whip(List<String> urls, @Nullable String bearer) {
        URI publish = null;
        URI watch = null;
        for (String url : urls) {
            URI uri = uri(url);
            String scheme = scheme(uri);
            boolean plain = scheme.equals("http") || scheme.equals("https");
            String path = (uri.getRawPath() + "?" + uri.getRawQuery()).toLowerCase(Locale.ROOT);
            if (scheme.startsWith("whip") || (plain && path.contains("whip"))) {
                publish = onHttp(uri, scheme);
            } else if (scheme.startsWith("whep") || (plain && path.contains("whep"))) {
                watch = onHttp(uri, scheme);
            } else {
                throw new IllegalArgumentException("--target must be whip://..., whep://... or an http URL with whip or"
                        + " whep in its path, not \"" + url + "\"");
            }
        }
        if (publish == null || watch == null) {
            throw new IllegalArgumentException("--target must be given twice, whip://... to publish to and whep://..."
                    + " to watch at; " + (publish == null ? "whip" : "whep") + " is missing");
        }
        return new Target(publish, watch, true, bearer, "", "");
    }

    private static URI onHttp(URI uri, String scheme) {
        boolean tls = scheme.endsWith("s");
        String rest = uri.toString().substring(uri.toString().indexOf("://"));
        return URI.create((tls ? "https" : "http") + rest);
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException malformed) {
            // said below
        }
        throw new IllegalArgumentException("\"" + text + "\" is no URL with a host");
    }

    private static String scheme(URI uri) {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }

    URI any() {
        return watch;
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return isWhip ? publish + " and " + watch : publish.toString();
    }
}
