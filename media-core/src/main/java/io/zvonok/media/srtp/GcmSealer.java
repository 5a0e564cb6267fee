package io.zvonok.media.srtp;

import io.zvonok.media.rtp.BigEndian;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AEAD_AES_128_GCM.
 *
 * <p>Spec: RFC 7714 sections 8 (RTP) and 9 (RTCP). Thread: the owning media loop.
 */
final class GcmSealer implements PacketSealer {
    private static final int TAG_LENGTH = 16;
    private static final int RTCP_HEADER = 8;
    private static final int INDEX_LENGTH = 4;
    private static final int ENCRYPTED_FLAG = 0x80000000;

    private final Half rtp;
    private final Half rtcp;
    private final byte[] indexWord = new byte[INDEX_LENGTH];

    GcmSealer(SrtpKeys keys) throws GeneralSecurityException {
        rtp = new Half(keys, SessionKeys.RTP_KEY, SessionKeys.RTP_SALT);
        rtcp = new Half(keys, SessionKeys.RTCP_KEY, SessionKeys.RTCP_SALT);
    }

    @Override
    public int sealRtp(byte[] in, int offset, int headerLength, int length, long index, byte[] out, int outOffset)
            throws GeneralSecurityException {
        rtp.begin(BigEndian.get32(in, offset + 8), index);
        rtp.cipher.updateAAD(in, offset, headerLength);
        System.arraycopy(in, offset, out, outOffset, headerLength);
        return headerLength
                + rtp.finish(in, offset + headerLength, length - headerLength, out, outOffset + headerLength);
    }

    @Override
    public int sealRtcp(byte[] in, int offset, int length, int index, byte[] out, int outOffset)
            throws GeneralSecurityException {
        rtcp.begin(BigEndian.get32(in, offset + 4), index);
        BigEndian.put32(indexWord, 0, index | ENCRYPTED_FLAG);
        rtcp.cipher.updateAAD(in, offset, RTCP_HEADER);
        rtcp.cipher.updateAAD(indexWord);
        System.arraycopy(in, offset, out, outOffset, RTCP_HEADER);
        int sealed =
                RTCP_HEADER + rtcp.finish(in, offset + RTCP_HEADER, length - RTCP_HEADER, out, outOffset + RTCP_HEADER);
        System.arraycopy(indexWord, 0, out, outOffset + sealed, INDEX_LENGTH);
        return sealed + INDEX_LENGTH;
    }

    /** Key, salt and cipher of RTP or of RTCP. */
    private static final class Half {
        final Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", SessionKeys.PROVIDER);
        private final SecretKeySpec key;
        private final byte[] salt;
        /** Taken in turn: the cipher keeps the last one, to notice that it comes again. */
        private Nonce nonce = new Nonce();

        private Nonce nonceBefore = new Nonce();

        Half(SrtpKeys keys, int keyLabel, int saltLabel) throws GeneralSecurityException {
            key = new SecretKeySpec(
                    SessionKeys.derive(keys, keyLabel, keys.profile().keyLength()), "AES");
            salt = SessionKeys.derive(keys, saltLabel, Nonce.LENGTH);
        }

        /** RFC 7714 sections 8.1 and 9.1: both are 16 zero bits, the SSRC and 48 bits that count packets. */
        void begin(int ssrc, long index) throws GeneralSecurityException {
            Nonce next = nonceBefore;
            nonceBefore = nonce;
            nonce = next;
            next.set(salt, ssrc, index);
            cipher.init(Cipher.ENCRYPT_MODE, key, next);
        }

        int finish(byte[] in, int offset, int length, byte[] out, int outOffset) throws GeneralSecurityException {
            int written = cipher.doFinal(in, offset, length, out, outOffset);
            if (written != length + TAG_LENGTH) {
                throw new ShortBufferException("no tag");
            }
            return written;
        }
    }

    /** Hands out its own array, where the class of the JDK would copy it twice for each packet. */
    private static final class Nonce extends GCMParameterSpec {
        static final int LENGTH = 12;

        private final byte[] bytes = new byte[LENGTH];

        Nonce() {
            super(TAG_LENGTH * 8, new byte[LENGTH]);
        }

        void set(byte[] salt, int ssrc, long index) {
            System.arraycopy(salt, 0, bytes, 0, LENGTH);
            BigEndian.put32(bytes, 2, BigEndian.get32(salt, 2) ^ ssrc);
            BigEndian.put16(bytes, 6, BigEndian.get16(salt, 6) ^ (int) (index >>> 32) & 0xFFFF);
            BigEndian.put32(bytes, 8, BigEndian.get32(salt, 8) ^ (int) index);
        }

        @Override
        public byte[] getIV() {
            return bytes;
        }
    }
}
