package io.zvonok.signalling.token;

import io.zvonok.media.api.ZvonokException;
import java.time.Instant;
import java.util.Map;

/**
 * Decides whether a token is genuine and valid now. Supply your own to accept other keys or algorithms.
 *
 * <p>Thread: called on signalling threads, several at once; must not block.
 */
public interface TokenVerifier {
    /**
     * Throws {@link ZvonokException}: TOKEN_EXPIRED for a genuine token whose time is over, UNAUTHORIZED for everything
     * else that is wrong. Messages are shown to the client: no secrets, nothing out of the token.
     */
    Claims verify(String token, Instant now);

    /** HS256 with these secrets by key id; each secret has at least 32 bytes. */
    static TokenVerifier hs256(Map<String, String> secretsByKeyId) {
        return new Hs256TokenVerifier(secretsByKeyId);
    }
}
