package io.zvonok.media.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Derives session keys from a master key, with a key derivation rate of zero: once and for ever.
 *
 * <p>Spec: RFC 3711 section 4.3.1, RFC 7714 section 11. Thread: any; no state.
 */
final class SessionKeys {
    /** Labels of RFC 3711 section 4.3.2: cipher key, authentication key and salt, of RTP and of RTCP. */
    static final int RTP_KEY = 0;

    static final int RTP_AUTHENTICATION = 1;
    static final int RTP_SALT = 2;
    static final int RTCP_KEY = 3;
    static final int RTCP_AUTHENTICATION = 4;
    static final int RTCP_SALT = 5;

    /** The provider of all of our sending: Bouncy Castle, which serves DTLS, would cost ten times as much. */
    static final String PROVIDER = "SunJCE";

    private static final int BLOCK = 16;
    private static final int LABEL_AT = 7;

    private SessionKeys() {}

    /** The output of AES in counter mode at the place that label and master salt name. */
    static byte[] derive(SrtpKeys master, int label, int length) throws GeneralSecurityException {
        byte[] counter = Arrays.copyOf(master.salt(), BLOCK);
        counter[LABEL_AT] ^= (byte) label;
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding", PROVIDER);
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(master.key(), "AES"), new IvParameterSpec(counter));
        return cipher.doFinal(new byte[length]);
    }
}
