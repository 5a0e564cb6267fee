package io.zvonok.signalling.http;

import io.zvonok.signalling.websocket.HttpReply;

/**
 * Lets pages of any site ask: what proves a request is its token, which no browser sends by itself.
 *
 * <p>Spec: the Fetch standard, CORS protocol; RFC 9725 section 4.2.
 */
public final class CrossOrigin {
    private CrossOrigin() {}

    public static HttpReply allow(HttpReply reply) {
        return reply.with("access-control-allow-origin", "*")
                .with("access-control-allow-methods", "POST, PUT, PATCH, DELETE, GET, HEAD, OPTIONS")
                .with("access-control-allow-headers", "authorization, content-type, if-match, idempotency-key, accept")
                .with("access-control-expose-headers", "location, etag, link, accept-patch, retry-after, zvonok-notice")
                .with("access-control-max-age", "600");
    }
}
