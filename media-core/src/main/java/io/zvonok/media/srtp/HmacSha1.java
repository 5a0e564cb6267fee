package io.zvonok.media.srtp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC-SHA1 out of the digest, because {@code javax.crypto.Mac} makes two arrays for each packet. Begins anew after
 * {@link #finish}.
 *
 * <p>Spec: RFC 2104 section 2. Thread: the owning media loop.
 */
final class HmacSha1 {
    /** RFC 3711 section 5.2. */
    static final int KEY_LENGTH = 20;

    private static final int BLOCK = 64;
    private static final int DIGEST = 20;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5C;

    private final MessageDigest digest = MessageDigest.getInstance("SHA-1");
    private final byte[] inner;
    private final byte[] outer;
    private final byte[] result = new byte[DIGEST];

    HmacSha1(byte[] key) throws GeneralSecurityException {
        inner = pad(key, INNER);
        outer = pad(key, OUTER);
        digest.update(inner);
    }

    private static byte[] pad(byte[] key, byte with) {
        byte[] block = Arrays.copyOf(key, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            block[i] ^= with;
        }
        return block;
    }

    void update(byte[] array, int offset, int length) {
        digest.update(array, offset, length);
    }

    /** Writes the first bytes of the code. */
    void finish(byte[] out, int offset, int length) throws GeneralSecurityException {
        digest.digest(result, 0, DIGEST);
        digest.update(outer);
        digest.update(result);
        digest.digest(result, 0, DIGEST);
        System.arraycopy(result, 0, out, offset, length);
        digest.update(inner);
    }
}
