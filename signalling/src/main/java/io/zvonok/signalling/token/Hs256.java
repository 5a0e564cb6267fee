package io.zvonok.signalling.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * HMAC with SHA-256 as JWS writes it.
 *
 * <p>Spec: RFC 7518 section 3.2.
 * <p>Thread: any; no state.
 */
final class Hs256 {
    static final String NAME = "HS256";

    /** A key at least as long as the hash, RFC 7518 section 3.2. */
    static final int MIN_SECRET_BYTES = 32;

    private static final String MAC = "HmacSHA256";

    private Hs256() {}

    static SecretKeySpec key(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException("a secret must have at least " + MIN_SECRET_BYTES + " bytes");
        }
        return new SecretKeySpec(bytes, MAC);
    }

    static byte[] sign(SecretKeySpec key, String signingInput) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac.doFinal(signingInput.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + MAC, e);
        }
    }

    static boolean verify(SecretKeySpec key, String signingInput, byte[] signature) {
        return MessageDigest.isEqual(sign(key, signingInput), signature);
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Null unless the text is the one canonical base64url form: no padding, no spare bits. */
    static byte @Nullable [] decode(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return encode(bytes).equals(text) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
