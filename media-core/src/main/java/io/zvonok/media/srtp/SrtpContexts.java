package io.zvonok.media.srtp;

import java.security.GeneralSecurityException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.srtp.crypto.Aes;

/**
 * Derives the library's contexts of one direction: one for each SSRC, since a context holds the rollover counter. The
 * session keys do not depend on the SSRC (RFC 3711 section 4.3), so a context that has not opened a packet yet serves
 * any.
 *
 * <p>Thread: the owning media loop.
 */
final class SrtpContexts {
    private static final int HMAC_SHA1_KEY_LENGTH = 20;

    /** Held here so that its level is not forgotten: the library tells of its start, and of packets below INFO. */
    private static final Logger LIBRARY_LOG = Logger.getLogger("org.jitsi");

    static {
        LIBRARY_LOG.setLevel(Level.WARNING);
        // Unless named, the library elects a provider by a race of 1-2 s whose winner varies. Bouncy Castle costs 10x.
        Aes.setFactoryClassName("SunJCE");
    }

    private final SrtpContextFactory factory;

    SrtpContexts(SrtpKeys keys, boolean sender) {
        SrtpPolicy policy = policy(keys.profile());
        factory = new SrtpContextFactory(sender, keys.key(), keys.salt(), policy, policy, QuietLogger.INSTANCE);
    }

    SrtpCryptoContext rtp(int ssrc, int rolloverCounter) throws GeneralSecurityException {
        return factory.deriveContext(ssrc, rolloverCounter);
    }

    SrtcpCryptoContext rtcp(int ssrc) throws GeneralSecurityException {
        return factory.deriveControlContext(ssrc);
    }

    private static SrtpPolicy policy(SrtpProfile profile) {
        boolean gcm = profile == SrtpProfile.AEAD_AES_128_GCM;
        SrtpPolicy policy = new SrtpPolicy(
                gcm ? SrtpPolicy.AESGCM_ENCRYPTION : SrtpPolicy.AESCM_ENCRYPTION,
                profile.keyLength(),
                gcm ? SrtpPolicy.NULL_AUTHENTICATION : SrtpPolicy.HMACSHA1_AUTHENTICATION,
                gcm ? 0 : HMAC_SHA1_KEY_LENGTH,
                profile.tagLength(),
                profile.saltLength());
        // The library's windows are 64 packets wide; ours stand in front. (Its SRTCP one cannot be turned off.)
        policy.setSendReplayEnabled(false);
        policy.setReceiveReplayEnabled(false);
        return policy;
    }
}
