package io.zvonok.media.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Objects;
import java.util.Vector;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.util.Integers;
import org.jspecify.annotations.Nullable;

/**
 * The active role, for peers that offer {@code a=setup:passive} (FFmpeg).
 *
 * <p>Thread: the one that runs the handshake. (Raw types are the library's.)
 */
@SuppressWarnings({"rawtypes", "unchecked"})
final class ClientHandshake extends DefaultTlsClient implements DtlsHandshake {
    private final DtlsEngine engine;
    private final PeerProof proof;
    private @Nullable DtlsKeys keys;

    ClientHandshake(DtlsEngine engine, PeerProof proof) {
        super(engine.crypto());
        this.engine = engine;
        this.proof = proof;
    }

    @Override
    public DTLSTransport run(DatagramTransport transport) throws IOException {
        return new DTLSClientProtocol().connect(this, transport);
    }

    @Override
    public DtlsKeys keys() {
        return Objects.requireNonNull(keys, "the handshake is not complete");
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
    protected Vector getSupportedGroups(Vector roles) {
        Vector<Integer> groups = new Vector<>();
        for (int group : PeerProof.GROUPS) {
            groups.add(Integers.valueOf(group));
        }
        return groups;
    }

    @Override
    protected Vector getSupportedSignatureAlgorithms() {
        return PeerProof.signatureAlgorithms();
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
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    public Hashtable getClientExtensions() throws IOException {
        Hashtable extensions = super.getClientExtensions();
        TlsSRTPUtils.addUseSRTPExtension(
                extensions, new UseSRTPData(PeerProof.SRTP_PROFILES.clone(), TlsUtils.EMPTY_BYTES));
        return extensions;
    }

    @Override
    public void processServerExtensions(Hashtable extensions) throws IOException {
        super.processServerExtensions(extensions);
        proof.chooseProfile(extensions == null ? null : TlsSRTPUtils.getUseSRTPExtension(extensions));
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
                proof.checkCertificate(server.getCertificate());
            }

            @Override
            public @Nullable TlsCredentials getClientCredentials(CertificateRequest request) {
                for (short type : request.getCertificateTypes()) {
                    if (type == ClientCertificateType.ecdsa_sign) {
                        return engine.certificate().signer(context);
                    }
                }
                return null;
            }
        };
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        keys = proof.exportKeys(context);
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return engine.config().deadlineMillis();
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return engine.config().firstResendMillis();
    }
}
