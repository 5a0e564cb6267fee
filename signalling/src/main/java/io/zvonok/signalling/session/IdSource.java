package io.zvonok.signalling.session;

import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * Makes identifiers. In production the generator is a {@code SecureRandom}: a session's id proves the session (P35).
 *
 * <p>Thread: as its generator; {@code SecureRandom} may be used by any.
 */
final class IdSource {
    private static final int SESSION_BYTES = 24;
    private static final int SHORT_BYTES = 9;

    private final RandomGenerator random;

    IdSource(RandomGenerator random) {
        this.random = random;
    }

    /** Secret; 192 bits. */
    String sessionId() {
        return id("s-", SESSION_BYTES);
    }

    String participantId() {
        return id("p-", SHORT_BYTES);
    }

    String messageId() {
        return id("m-", SHORT_BYTES);
    }

    private String id(String prefix, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
