package io.zvonok.media.stun;

import java.security.GeneralSecurityException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Numbers and checksums of the STUN wire format. Spec: RFC 8489 sections 5, 14 and 18; RFC 8445 section 16. */
final class StunWire {
    static final int HEADER_LENGTH = 20;
    static final int ATTRIBUTE_HEADER_LENGTH = 4;
    static final int TRANSACTION_ID_OFFSET = 8;
    static final int TRANSACTION_ID_LENGTH = 12;
    static final int MAGIC_COOKIE = 0x2112A442;

    static final int BINDING_REQUEST = 0x0001;
    static final int BINDING_INDICATION = 0x0011;
    static final int BINDING_SUCCESS = 0x0101;
    static final int BINDING_ERROR = 0x0111;

    static final int MAPPED_ADDRESS = 0x0001;
    static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int ERROR_CODE = 0x0009;
    static final int UNKNOWN_ATTRIBUTES = 0x000A;
    static final int REALM = 0x0014;
    static final int NONCE = 0x0015;
    static final int MESSAGE_INTEGRITY_SHA256 = 0x001C;
    static final int PASSWORD_ALGORITHM = 0x001D;
    static final int USERHASH = 0x001E;
    static final int XOR_MAPPED_ADDRESS = 0x0020;
    static final int PRIORITY = 0x0024;
    static final int USE_CANDIDATE = 0x0025;
    static final int FINGERPRINT = 0x8028;
    static final int ICE_CONTROLLED = 0x8029;
    static final int ICE_CONTROLLING = 0x802A;

    static final int INTEGRITY_LENGTH = 20;
    static final int FAMILY_IPV4 = 1;
    static final int FAMILY_IPV6 = 2;

    private static final int FINGERPRINT_XOR = 0x5354554E;
    private static final String HMAC = "HmacSHA1";

    private StunWire() {}

    static int uint16(byte[] a, int at) {
        return (a[at] & 0xFF) << 8 | a[at + 1] & 0xFF;
    }

    static int int32(byte[] a, int at) {
        return uint16(a, at) << 16 | uint16(a, at + 2);
    }

    static long int64(byte[] a, int at) {
        return (long) int32(a, at) << 32 | int32(a, at + 4) & 0xFFFF_FFFFL;
    }

    static int padded(int length) {
        return length + 3 & ~3;
    }

    /** CRC-32 of a message up to its FINGERPRINT; its length field already counts that attribute (section 14.7). */
    static int fingerprint(byte[] a, int from, int to) {
        CRC32 crc = new CRC32();
        crc.update(a, from, to - from);
        return (int) crc.getValue() ^ FINGERPRINT_XOR;
    }

    /** HMAC of a message up to its MESSAGE-INTEGRITY, as if the message ended behind that attribute (section 14.5). */
    static byte[] integrity(byte[] key, byte[] a, int from, int to) {
        int length = to + ATTRIBUTE_HEADER_LENGTH + INTEGRITY_LENGTH - from - HEADER_LENGTH;
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            mac.update(a, from, 2);
            mac.update((byte) (length >> 8));
            mac.update((byte) length);
            mac.update(a, from + 4, to - from - 4);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(HMAC + " is missing from this Java runtime", e);
        }
    }
}
