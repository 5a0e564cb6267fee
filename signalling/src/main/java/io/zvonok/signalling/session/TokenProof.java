package io.zvonok.signalling.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Knows a token again without keeping it. */
final class TokenProof {
    private final byte[] digest;

    TokenProof(String token) {
        digest = digest(token);
    }

    /** Constant time. */
    boolean isOf(String token) {
        return MessageDigest.isEqual(digest, digest(token));
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
