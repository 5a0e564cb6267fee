package io.zvonok.media.srtp;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * SRTP written straight from RFC 3711 and RFC 7714, slow and stateless: what the real thing is compared with. It is
 * itself checked with the vectors of those documents.
 */
final class ReferenceSrtp {
    private final SrtpProfile profile;
    private final byte[][] sessionKeys = new byte[6][];

    /** From a master key, as RFC 3711 section 4.3 derives. */
    ReferenceSrtp(SrtpProfile profile, byte[] key, byte[] salt) {
        this.profile = profile;
        int[] lengths = {16, 20, profile.saltLength()};
        for (int label = 0; label < 6; label++) {
            sessionKeys[label] = derive(key, salt, label, lengths[label % 3]);
        }
    }

    /** With session keys given, as the vectors of RFC 7714 are. */
    static ReferenceSrtp ofSessionKeys(SrtpProfile profile, byte[] key, byte[] salt) {
        ReferenceSrtp reference = new ReferenceSrtp(profile, new byte[16], new byte[profile.saltLength()]);
        reference.sessionKeys[0] = key;
        reference.sessionKeys[2] = salt;
        reference.sessionKeys[3] = key;
        reference.sessionKeys[5] = salt;
        return reference;
    }

    static byte[] derive(byte[] key, byte[] salt, int label, int length) {
        byte[] counter = Arrays.copyOf(salt, 16);
        counter[7] ^= (byte) label;
        return counterMode(key, counter, new byte[length]);
    }

    byte[] protectRtp(byte[] packet, long index) {
        int header = 12 + 4 * (packet[0] & 15);
        if ((packet[0] & 0x10) != 0) {
            header += 4 + 4 * ByteBuffer.wrap(packet).getShort(header + 2);
        }
        int ssrc = ByteBuffer.wrap(packet).getInt(8);
        byte[] plain = Arrays.copyOfRange(packet, header, packet.length);
        byte[] head = Arrays.copyOf(packet, header);
        if (profile == SrtpProfile.AEAD_AES_128_GCM) {
            byte[] iv = ByteBuffer.allocate(12)
                    .putShort((short) 0)
                    .putInt(ssrc)
                    .putInt((int) (index >>> 16))
                    .putShort((short) index)
                    .array();
            return concat(head, gcm(sessionKeys[0], xor(iv, sessionKeys[2]), head, plain));
        }
        byte[] counter = ByteBuffer.allocate(16)
                .putInt(0)
                .putInt(ssrc)
                .putLong(index << 16)
                .array();
        byte[] body = counterMode(sessionKeys[0], xor(counter, sessionKeys[2]), plain);
        byte[] roc = ByteBuffer.allocate(4).putInt((int) (index >>> 16)).array();
        return concat(head, body, hmac(sessionKeys[1], concat(head, body, roc)));
    }

    byte[] protectRtcp(byte[] packet, int index) {
        int ssrc = ByteBuffer.wrap(packet).getInt(4);
        byte[] head = Arrays.copyOf(packet, 8);
        byte[] plain = Arrays.copyOfRange(packet, 8, packet.length);
        byte[] word = ByteBuffer.allocate(4).putInt(index | 0x80000000).array();
        if (profile == SrtpProfile.AEAD_AES_128_GCM) {
            byte[] iv = ByteBuffer.allocate(12)
                    .putShort((short) 0)
                    .putInt(ssrc)
                    .putShort((short) 0)
                    .putInt(index)
                    .array();
            return concat(head, gcm(sessionKeys[3], xor(iv, sessionKeys[5]), concat(head, word), plain), word);
        }
        byte[] counter = ByteBuffer.allocate(16)
                .putInt(0)
                .putInt(ssrc)
                .putLong((long) index << 16)
                .array();
        byte[] body = counterMode(sessionKeys[3], xor(counter, sessionKeys[5]), plain);
        return concat(head, body, word, hmac(sessionKeys[4], concat(head, body, word)));
    }

    /** With the E flag clear: authenticated only (RFC 3711 section 3.4, RFC 7714 section 9.3). */
    byte[] authenticateRtcp(byte[] packet, int index) {
        byte[] word = ByteBuffer.allocate(4).putInt(index).array();
        if (profile == SrtpProfile.AEAD_AES_128_GCM) {
            ByteBuffer iv = ByteBuffer.allocate(12)
                    .putShort((short) 0)
                    .put(packet, 4, 4)
                    .putShort((short) 0);
            byte[] nonce = xor(iv.putInt(index).array(), sessionKeys[5]);
            return concat(packet, gcm(sessionKeys[3], nonce, concat(packet, word), new byte[0]), word);
        }
        return concat(packet, word, hmac(sessionKeys[4], concat(packet, word)));
    }

    static byte[] counterMode(byte[] key, byte[] counter, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding", "SunJCE");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(counter));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] gcm(byte[] key, byte[] iv, byte[] associated, byte[] plain) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, iv));
            cipher.updateAAD(associated);
            return cipher.doFinal(plain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, byte[] input) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1", "SunJCE");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            return Arrays.copyOf(mac.doFinal(input), 10);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] xor(byte[] a, byte[] salt) {
        byte[] out = a.clone();
        for (int i = 0; i < salt.length; i++) {
            out[i] ^= salt[i];
        }
        return out;
    }

    private static byte[] concat(byte[]... parts) {
        ByteBuffer out =
                ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
        for (byte[] part : parts) {
            out.put(part);
        }
        return out.array();
    }
}
