package io.zvonok.bench.load.peer;

import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.srtp.SrtpKeys;
import io.zvonok.media.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * A browser's end of the handshake, with one SRTP profile on offer.
 *
 * <p>Spec: RFC 6347, RFC 5764. Thread: the one that runs the handshake. (Raw types are the library's.)
 */
@SuppressWarnings({"rawtypes", "unchecked"})
final class DtlsClient extends DefaultTlsClient {
    private static final int DEADLINE_MILLIS = 20_000;
    private static final int FIRST_RESEND_MILLIS = 400;

    private final DtlsIdentity identity;
    private final SrtpProfile profile;
    private final Fingerprint expected;
    private @Nullable Keys keys;

    /** SRTP keys of both directions. */
    record Keys(SrtpKeys local, SrtpKeys remote) {}

    DtlsClient(BcTlsCrypto crypto, DtlsIdentity identity, SrtpProfile profile, Fingerprint expected) {
        super(crypto);
        this.identity = identity;
        this.profile = profile;
        this.expected = expected;
    }

    Keys keys() throws IOException {
        if (keys == null) {
            throw new IOException("the handshake gave no keys");
        }
        return keys;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return new int[] {
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
        };
    }

    @Override
    protected @Nullable CertificateStatusRequest getCertificateStatusRequest() {
        return null;
    }

    @Override
    public boolean shouldCheckSigAlgOfPeerCerts() {
        return false;
    }

    @Override
    public Hashtable getClientExtensions() throws IOException {
        Hashtable extensions = super.getClientExtensions();
        TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(new int[] {profile.id()}, TlsUtils.EMPTY_BYTES));
        return extensions;
    }

    @Override
    public void processServerExtensions(Hashtable extensions) throws IOException {
        super.processServerExtensions(extensions);
        UseSRTPData chosen = extensions == null ? null : TlsSRTPUtils.getUseSRTPExtension(extensions);
        if (chosen == null || !Arrays.equals(chosen.getProtectionProfiles(), new int[] {profile.id()})) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure, "the server does not take " + profile);
        }
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
                byte[] encoded = server.getCertificate().getCertificateAt(0).getEncoded();
                String actual = DtlsIdentity.fingerprint(expected.algorithm(), encoded);
                if (!actual.equalsIgnoreCase(expected.value())) {
                    throw new TlsFatalAlert(
                            AlertDescription.bad_certificate, "the certificate is not the one of the SDP");
                }
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request) {
                return identity.signer(context);
            }
        };
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        int key = profile.keyLength();
        int salt = profile.saltLength();
        byte[] material = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 2 * (key + salt));
        keys = new Keys(
                new SrtpKeys(
                        profile,
                        Arrays.copyOfRange(material, 0, key),
                        Arrays.copyOfRange(material, 2 * key, 2 * key + salt)),
                new SrtpKeys(
                        profile,
                        Arrays.copyOfRange(material, key, 2 * key),
                        Arrays.copyOfRange(material, 2 * key + salt, material.length)));
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return DEADLINE_MILLIS;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return FIRST_RESEND_MILLIS;
    }
}
