package io.zvonok.signalling.whip;

import org.jspecify.annotations.Nullable;

/**
 * A STUN or TURN server that clients are told of.
 *
 * @param url {@code stun:host:port} or {@code turn:host:port?transport=udp}
 * @param username null for STUN
 * @param credential null for STUN
 */
public record IceServer(
        String url, @Nullable String username, @Nullable String credential) {
    public IceServer {
        if (!url.matches("(stun|stuns|turn|turns):[A-Za-z0-9.:\\[\\]_-]+(\\?transport=(udp|tcp))?")) {
            throw new IllegalArgumentException("an ICE server is stun:..., stuns:..., turn:... or turns:...");
        }
        for (String text : new String[] {username, credential}) {
            if (text != null && !text.matches("[\\x21\\x23-\\x5B\\x5D-\\x7E]+")) {
                throw new IllegalArgumentException("username and credential are printable, without quotes");
            }
        }
    }

    /** The value of a {@code Link} header (RFC 9725 section 4.6). */
    String link() {
        StringBuilder link = new StringBuilder("<").append(url).append(">; rel=\"ice-server\"");
        if (username != null && credential != null) {
            link.append("; username=\"")
                    .append(username)
                    .append("\"; credential=\"")
                    .append(credential);
            link.append("\"; credential-type=\"password\"");
        }
        return link.toString();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return url;
    }
}
