package io.zvonok.media.srtp;

import io.zvonok.media.rtp.BigEndian;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES_CM_128_HMAC_SHA1_80.
 *
 * <p>Spec: RFC 3711 sections 4.1.1 (counter mode), 4.2.1 (authentication) and 3.4 (RTCP). Thread: the owning media loop.
 */
final class CounterModeSealer implements PacketSealer {
    private static final int TAG_LENGTH = 10;
    private static final int RTCP_HEADER = 8;
    private static final int INDEX_LENGTH = 4;
    private static final int ENCRYPTED_FLAG = 0x80000000;

    private final Half rtp;
    private final Half rtcp;
    private final byte[] rolloverCounter = new byte[4];

    CounterModeSealer(SrtpKeys keys) throws GeneralSecurityException {
        rtp = new Half(keys, SessionKeys.RTP_KEY, SessionKeys.RTP_SALT, SessionKeys.RTP_AUTHENTICATION);
        rtcp = new Half(keys, SessionKeys.RTCP_KEY, SessionKeys.RTCP_SALT, SessionKeys.RTCP_AUTHENTICATION);
    }

    @Override
    public int sealRtp(byte[] in, int offset, int headerLength, int length, long index, byte[] out, int outOffset)
            throws GeneralSecurityException {
        rtp.encrypt(BigEndian.get32(in, offset + 8), index, in, offset, headerLength, length, out, outOffset);
        BigEndian.put32(rolloverCounter, 0, (int) (index >>> 16));
        rtp.authentication.update(out, outOffset, length);
        rtp.authentication.update(rolloverCounter, 0, rolloverCounter.length);
        rtp.authentication.finish(out, outOffset + length, TAG_LENGTH);
        return length + TAG_LENGTH;
    }

    @Override
    public int sealRtcp(byte[] in, int offset, int length, int index, byte[] out, int outOffset)
            throws GeneralSecurityException {
        rtcp.encrypt(BigEndian.get32(in, offset + 4), index, in, offset, RTCP_HEADER, length, out, outOffset);
        BigEndian.put32(out, outOffset + length, index | ENCRYPTED_FLAG);
        int authenticated = length + INDEX_LENGTH;
        rtcp.authentication.update(out, outOffset, authenticated);
        rtcp.authentication.finish(out, outOffset + authenticated, TAG_LENGTH);
        return authenticated + TAG_LENGTH;
    }

    /** Keys, salt and cipher of RTP or of RTCP. */
    private static final class Half {
        final HmacSha1 authentication;
        private final Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding", SessionKeys.PROVIDER);
        private final SecretKeySpec key;
        private final byte[] salt;
        private final Counter counter = new Counter();

        Half(SrtpKeys keys, int keyLabel, int saltLabel, int authenticationLabel) throws GeneralSecurityException {
            key = new SecretKeySpec(
                    SessionKeys.derive(keys, keyLabel, keys.profile().keyLength()), "AES");
            salt = SessionKeys.derive(keys, saltLabel, keys.profile().saltLength());
            authentication = new HmacSha1(SessionKeys.derive(keys, authenticationLabel, HmacSha1.KEY_LENGTH));
        }

        /** Copies the header and encrypts the rest. */
        void encrypt(
                int ssrc, long index, byte[] in, int offset, int headerLength, int length, byte[] out, int outOffset)
                throws GeneralSecurityException {
            counter.set(salt, ssrc, index);
            cipher.init(Cipher.ENCRYPT_MODE, key, counter);
            System.arraycopy(in, offset, out, outOffset, headerLength);
            int body = length - headerLength;
            int written = cipher.update(in, offset + headerLength, body, out, outOffset + headerLength);
            if (written != body) {
                throw new ShortBufferException("payload still plain");
            }
        }
    }

    /** Hands out its own array, where the class of the JDK would copy it twice for each packet. */
    private static final class Counter extends IvParameterSpec {
        private static final int LENGTH = 16;

        private final byte[] bytes = new byte[LENGTH];

        Counter() {
            super(new byte[LENGTH]);
        }

        /** RFC 3711 section 4.1.1: salt x 2^16 XOR SSRC x 2^64 XOR index x 2^16. */
        void set(byte[] salt, int ssrc, long index) {
            System.arraycopy(salt, 0, bytes, 0, salt.length);
            BigEndian.put32(bytes, 4, BigEndian.get32(salt, 4) ^ ssrc);
            BigEndian.put16(bytes, 8, BigEndian.get16(salt, 8) ^ (int) (index >>> 32) & 0xFFFF);
            BigEndian.put32(bytes, 10, BigEndian.get32(salt, 10) ^ (int) index);
        }

        @Override
        public byte[] getIV() {
            return bytes;
        }
    }
}
