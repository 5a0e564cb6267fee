package io.zvonok.signalling.websocket;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param bindAddress literal address; {@code 0.0.0.0} for all of the machine, IPv6 too
 * @param port 0 for any free one
 * @param allowedOrigins other sites whose pages may connect and embed ours: {@code https://school.example}
 * @param tlsCertificate PEM chain; null for plain HTTP
 * @param tlsKey PEM key of the certificate; null for plain HTTP
 * @param limits bounds and deadlines
 */
public record HttpConfig(
        String bindAddress,
        int port,
        List<String> allowedOrigins,
        @Nullable Path tlsCertificate,
        @Nullable Path tlsKey,
        Limits limits) {
    public HttpConfig {
        allowedOrigins = List.copyOf(allowedOrigins);
        if ((tlsCertificate == null) != (tlsKey == null)) {
            throw new IllegalArgumentException("certificate and key belong together");
        }
    }

    /**
     * @param requestMillis from the open connection to a whole first request, and between requests
     * @param responseMillis for a client to read a response
     * @param pingMillis between WebSocket pings
     * @param idleMillis a WebSocket that says nothing for so long, no answer to a ping either, is dead
     * @param closeMillis for the other side to answer a close frame
     * @param maxStrangers connections that have not proved themselves by a token; beyond, the oldest goes
     * @param maxUnreadBytes what a WebSocket's reader may leave unread
     */
    public record Limits(
            long requestMillis,
            long responseMillis,
            long pingMillis,
            long idleMillis,
            long closeMillis,
            int maxStrangers,
            int maxUnreadBytes) {
        public static final Limits DEFAULT = new Limits(10_000, 30_000, 15_000, 40_000, 2_000, 4_096, 256 * 1024);
    }
}
