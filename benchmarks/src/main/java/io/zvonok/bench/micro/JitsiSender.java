package io.zvonok.bench.micro;

import io.zvonok.media.srtp.SrtpKeys;
import io.zvonok.media.srtp.SrtpProfile;
import java.security.GeneralSecurityException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.utils.ByteArrayBuffer;
import org.jitsi.utils.logging2.LoggerImpl;
import org.jspecify.annotations.Nullable;

/** One stream protected by jitsi-srtp, in place, as it is meant to be used. */
final class JitsiSender {
    private static final Logger LIBRARY_LOG = Logger.getLogger("org.jitsi");

    private final int ssrc;
    private final Region region = new Region();
    private @Nullable SrtpCryptoContext context;

    JitsiSender(int ssrc) {
        this.ssrc = ssrc;
    }

    /** @param provider for the whole process: once only */
    void start(SrtpKeys keys, String provider) throws GeneralSecurityException {
        LIBRARY_LOG.setLevel(Level.WARNING);
        Aes.setFactoryClassName(provider);
        boolean gcm = keys.profile() == SrtpProfile.AEAD_AES_128_GCM;
        SrtpPolicy policy = new SrtpPolicy(
                gcm ? SrtpPolicy.AESGCM_ENCRYPTION : SrtpPolicy.AESCM_ENCRYPTION,
                keys.profile().keyLength(),
                gcm ? SrtpPolicy.NULL_AUTHENTICATION : SrtpPolicy.HMACSHA1_AUTHENTICATION,
                gcm ? 0 : 20,
                keys.profile().tagLength(),
                keys.profile().saltLength());
        policy.setSendReplayEnabled(false);
        context = new SrtpContextFactory(true, keys.key(), keys.salt(), policy, policy, new LoggerImpl("org.jitsi"))
                .deriveContext(ssrc, 0);
    }

    int protectRtp(byte[] packet, int length) throws GeneralSecurityException {
        region.array = packet;
        region.length = length;
        if (context == null || context.transformPacket(region) != SrtpErrorStatus.OK) {
            throw new IllegalStateException("the library failed");
        }
        return region.length;
    }

    /** The beginning of an array. */
    private static final class Region implements ByteArrayBuffer {
        private byte[] array = new byte[0];
        private int length;

        @Override
        public byte[] getBuffer() {
            return array;
        }

        @Override
        public int getOffset() {
            return 0;
        }

        @Override
        public int getLength() {
            return length;
        }

        @Override
        public void setLength(int length) {
            this.length = length;
        }

        @Override
        public void setOffset(int offset) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isInvalid() {
            return false;
        }

        @Override
        public void readRegionToBuff(int from, int count, byte[] out) {
            System.arraycopy(array, from, out, 0, count);
        }

        @Override
        public void grow(int howMuch) {}

        @Override
        public void append(byte[] data, int count) {
            System.arraycopy(data, 0, array, length, count);
            length += count;
        }

        @Override
        public void shrink(int howMuch) {
            length -= howMuch;
        }
    }
}
