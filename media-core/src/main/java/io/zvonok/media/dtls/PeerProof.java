package io.zvonok.media.dtls;

import io.zvonok.media.api.Fingerprint;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/**
 * What both roles ask of a handshake. There is no way to the keys but through a certificate with the offered fingerprint
 * and a negotiated SRTP profile (P9); that its holder has the private key is proved by the library before it reports the
 * handshake complete.
 *
 * <p>Spec: RFC 5764 sections 4.1 and 4.2, RFC 8122. Thread: the one that runs the handshake.
 */
final class PeerProof {
    /** In the order of our preference. */
    static final int[] SRTP_PROFILES = {
        SRTPProtectionProfile.SRTP_AEAD_AES_128_GCM, SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80
    };

    static final int[] GROUPS = {NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1};

    private static final int KEY_LENGTH = 16;
    private static final int NO_PROFILE = -1;

    /** Self-signed certificates take 300 to 1400 bytes; this bounds the size of keys we compute with. */
    private static final int MAX_CERTIFICATE_BYTES = 4096;

    private final List<Fingerprint> expected;
    private boolean certificateMatches;
    private int profile = NO_PROFILE;

    PeerProof(List<Fingerprint> expected) {
        this.expected = expected;
    }

    static Vector<SignatureAndHashAlgorithm> signatureAlgorithms() {
        return new Vector<>(List.of(
                SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa),
                SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha384, SignatureAlgorithm.ecdsa),
                SignatureAndHashAlgorithm.rsa_pss_rsae_sha256,
                SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.rsa),
                SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha384, SignatureAlgorithm.rsa),
                SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha512, SignatureAlgorithm.rsa)));
    }

    void checkCertificate(@Nullable Certificate chain) throws IOException {
        if (chain == null || chain.isEmpty()) {
            throw new HandshakeRefused(AlertDescription.handshake_failure, "the peer sent no certificate");
        }
        byte[] encoded = chain.getCertificateAt(0).getEncoded();
        if (encoded.length > MAX_CERTIFICATE_BYTES) {
            throw new HandshakeRefused(AlertDescription.bad_certificate, "the peer's certificate is too large");
        }
        if (!Fingerprints.matches(expected, encoded)) {
            throw new HandshakeRefused(
                    AlertDescription.bad_certificate,
                    "the peer's certificate does not have the fingerprint of its SDP");
        }
        certificateMatches = true;
    }

    /** Our most preferred profile among those offered, or the one that the server chose. */
    void chooseProfile(@Nullable UseSRTPData offered) throws IOException {
        if (offered == null) {
            throw new HandshakeRefused(AlertDescription.handshake_failure, "the peer does not offer SRTP (use_srtp)");
        }
        for (int ours : SRTP_PROFILES) {
            if (Arrays.stream(offered.getProtectionProfiles()).anyMatch(theirs -> theirs == ours)) {
                profile = ours;
                return;
            }
        }
        throw new HandshakeRefused(AlertDescription.handshake_failure, "no SRTP profile in common");
    }

    int profile() throws IOException {
        if (profile == NO_PROFILE) {
            throw new HandshakeRefused(AlertDescription.handshake_failure, "the peer does not offer SRTP (use_srtp)");
        }
        return profile;
    }

    /** To be called when the library says the handshake is complete. Order of the material: RFC 5764 section 4.2. */
    DtlsKeys exportKeys(TlsContext context) throws IOException {
        if (!certificateMatches) {
            throw new HandshakeRefused(AlertDescription.internal_error, "the peer is not authenticated");
        }
        int saltLength = profile() == SRTPProtectionProfile.SRTP_AEAD_AES_128_GCM ? 12 : 14;
        byte[] material = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 2 * (KEY_LENGTH + saltLength));
        byte[] clientKey = Arrays.copyOfRange(material, 0, KEY_LENGTH);
        byte[] serverKey = Arrays.copyOfRange(material, KEY_LENGTH, 2 * KEY_LENGTH);
        byte[] clientSalt = Arrays.copyOfRange(material, 2 * KEY_LENGTH, 2 * KEY_LENGTH + saltLength);
        byte[] serverSalt = Arrays.copyOfRange(material, 2 * KEY_LENGTH + saltLength, material.length);
        Arrays.fill(material, (byte) 0);
        return context.isServer()
                ? new DtlsKeys(profile, serverKey, serverSalt, clientKey, clientSalt)
                : new DtlsKeys(profile, clientKey, clientSalt, serverKey, serverSalt);
    }
}
