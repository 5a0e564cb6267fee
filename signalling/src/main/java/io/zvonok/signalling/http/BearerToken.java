package io.zvonok.signalling.http;

import io.zvonok.signalling.websocket.HttpCall;
import java.util.Locale;

/** Reads {@code Authorization: Bearer ...} (RFC 6750 section 2.1). Tokens in a query are refused: addresses are logged. */
public final class BearerToken {
    static final String MISSING = "token_missing";
    private static final String SCHEME = "bearer ";

    private BearerToken() {}

    /** Throws 401 if there is none. */
    public static String of(HttpCall call) {
        if (call.query().toLowerCase(Locale.ROOT).contains("token=")) {
            throw new Problem(
                    400, "bad_message", "a token belongs into the Authorization header, never into an address");
        }
        String header = call.header("authorization");
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw new Problem(401, MISSING, "a token is needed: Authorization: Bearer ...");
        }
        return header.substring(SCHEME.length()).strip();
    }
}
