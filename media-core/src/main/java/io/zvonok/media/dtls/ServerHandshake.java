package io.zvonok.media.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Objects;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/**
 * The passive role: asks for the client's certificate and picks the SRTP profile.
 *
 * <p>Thread: the one that runs the handshake. (Raw types are the library's.)
 */
@SuppressWarnings("rawtypes")
final class ServerHandshake extends DefaultTlsServer implements DtlsHandshake {
    private final DtlsEngine engine;
    private final PeerProof proof;
    private @Nullable DtlsKeys keys;

    ServerHandshake(DtlsEngine engine, PeerProof proof) {
        super(engine.crypto());
        this.engine = engine;
        this.proof = proof;
    }

    @Override
    public DTLSTransport run(DatagramTransport transport) throws IOException {
        // No HelloVerifyRequest: ICE has proved the path, and the library's verifier drops fragmented hellos.
        return new DTLSServerProtocol().accept(this, transport);
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
        return new int[] {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};
    }

    /** The library would take any curve that the client lists first. */
    @Override
    protected int selectECDH(int minimumCurveBits) {
        int[] offered = context.getSecurityParametersHandshake().getClientSupportedGroups();
        if (offered == null) {
            return selectECDHDefault(minimumCurveBits);
        }
        for (int ours : PeerProof.GROUPS) {
            for (int theirs : offered) {
                if (ours == theirs) {
                    return ours;
                }
            }
        }
        return -1;
    }

    @Override
    public int[] getSupportedGroups() {
        return PeerProof.GROUPS.clone();
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() {
        return engine.certificate().signer(context);
    }

    /** Chrome aborts unless {@code ecdsa_sign} is listed; RSA is for peers like GStreamer. */
    @Override
    public CertificateRequest getCertificateRequest() {
        short[] types = {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign};
        return new CertificateRequest(types, PeerProof.signatureAlgorithms(), null);
    }

    @Override
    public void notifyClientCertificate(Certificate certificate) throws IOException {
        proof.checkCertificate(certificate);
    }

    /** Self-signed: what the certificate was signed with is of no interest. */
    @Override
    public boolean shouldCheckSigAlgOfPeerCerts() {
        return false;
    }

    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    public void processClientExtensions(Hashtable extensions) throws IOException {
        super.processClientExtensions(extensions);
        proof.chooseProfile(TlsSRTPUtils.getUseSRTPExtension(extensions));
    }

    @Override
    public Hashtable getServerExtensions() throws IOException {
        Hashtable extensions = super.getServerExtensions();
        TlsSRTPUtils.addUseSRTPExtension(
                extensions, new UseSRTPData(new int[] {proof.profile()}, TlsUtils.EMPTY_BYTES));
        return extensions;
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
