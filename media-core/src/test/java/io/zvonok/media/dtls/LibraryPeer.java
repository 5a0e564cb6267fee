package io.zvonok.media.dtls;

import io.zvonok.media.api.Fingerprint;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Hashtable;
import java.util.Vector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** A peer that is not ours, with a certificate of its own and every bad habit that a test asks for. Blocks a thread. */
@SuppressWarnings({"rawtypes", "unchecked"})
final class LibraryPeer implements DatagramTransport {
    private static final BcTlsCrypto CRYPTO = new BcTlsCrypto(new SecureRandom());

    /** Completed with the exporter's output, or with what went wrong. */
    final CompletableFuture<byte[]> exported = new CompletableFuture<>();

    private final LinkedBlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final Consumer<byte[]> wire;
    private final String algorithm;
    private final KeyPair pair;
    private final byte[] certificate;

    /** Of the certificate that the client of this server sent. */
    volatile Fingerprint clientFingerprint;

    int[] profiles = {7, 1};
    int paddingBytes;
    int sendLimit = 1200;
    boolean sendsCertificate = true;
    boolean extendedMasterSecret = true;
    /** Signs with this instead of the certificate's key. */
    KeyPair signsWith;

    LibraryPeer(String algorithm, Consumer<byte[]> wire) {
        this.algorithm = algorithm;
        this.wire = wire;
        this.pair = newPair(algorithm);
        this.signsWith = pair;
        this.certificate = selfSigned();
    }

    static KeyPair newPair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("EC") ? 256 : 2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] selfSigned() {
        try {
            X500Name name = new X500Name("CN=peer");
            Instant now = Instant.now();
            X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                    name,
                    BigInteger.TEN,
                    Date.from(now.minusSeconds(1000)),
                    Date.from(now.plusSeconds(1000)),
                    name,
                    SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
            String signature = algorithm.equals("EC") ? "SHA256withECDSA" : "SHA512withRSA";
            return builder.build(new JcaContentSignerBuilder(signature).build(pair.getPrivate()))
                    .getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    Fingerprint fingerprint(String hash) {
        return Fingerprints.of(hash, certificate);
    }

    void onDatagram(byte[] datagram) {
        received.add(datagram);
    }

    LibraryPeer connect() {
        run(() -> new DTLSClientProtocol().connect(new Client(), this));
        return this;
    }

    LibraryPeer accept() {
        run(() -> new DTLSServerProtocol().accept(new Server(), this));
        return this;
    }

    private interface Handshake {
        void run() throws IOException;
    }

    private void run(Handshake handshake) {
        Thread thread = new Thread(() -> {
            try {
                handshake.run();
            } catch (IOException | RuntimeException e) {
                exported.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private TlsCredentialedSigner signer(TlsContext context) throws IOException {
        AsymmetricKeyParameter key =
                PrivateKeyFactory.createKey(signsWith.getPrivate().getEncoded());
        Certificate chain = new Certificate(new TlsCertificate[] {CRYPTO.createCertificate(certificate)});
        short signature = algorithm.equals("EC") ? SignatureAlgorithm.ecdsa : SignatureAlgorithm.rsa;
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                CRYPTO,
                key,
                chain,
                SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, signature));
    }

    private void export(TlsContext context) {
        exported.complete(context.exportKeyingMaterial("EXTRACTOR-dtls_srtp", null, 56));
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) {
        try {
            byte[] datagram = received.poll(waitMillis, TimeUnit.MILLISECONDS);
            if (datagram == null) {
                return -1;
            }
            System.arraycopy(datagram, 0, buffer, offset, datagram.length);
            return datagram.length;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        wire.accept(Arrays.copyOfRange(buffer, offset, offset + length));
    }

    @Override
    public int getReceiveLimit() {
        return 4000;
    }

    @Override
    public int getSendLimit() {
        return sendLimit;
    }

    @Override
    public void close() {}

    private final class Client extends DefaultTlsClient {
        Client() {
            super(CRYPTO);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        public boolean shouldUseExtendedMasterSecret() {
            return extendedMasterSecret;
        }

        @Override
        public int getHandshakeResendTimeMillis() {
            return 100;
        }

        @Override
        public int getHandshakeTimeoutMillis() {
            return 10_000;
        }

        @Override
        public Hashtable getClientExtensions() throws IOException {
            Hashtable extensions = super.getClientExtensions();
            if (profiles.length > 0) {
                TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(profiles, TlsUtils.EMPTY_BYTES));
            }
            if (paddingBytes > 0) {
                TlsExtensionsUtils.addPaddingExtension(extensions, paddingBytes);
            }
            return extensions;
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new TlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate server) {}

                @Override
                public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
                    return sendsCertificate ? signer(context) : null;
                }
            };
        }

        @Override
        public void notifyHandshakeComplete() {
            export(context);
        }
    }

    private final class Server extends DefaultTlsServer {
        Server() {
            super(CRYPTO);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {
                algorithm.equals("EC")
                        ? CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
                        : CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
            };
        }

        @Override
        protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
            return signer(context);
        }

        @Override
        protected TlsCredentialedSigner getRSASignerCredentials() throws IOException {
            return signer(context);
        }

        @Override
        public void notifyClientCertificate(Certificate chain) throws IOException {
            clientFingerprint =
                    Fingerprints.of("sha-256", chain.getCertificateAt(0).getEncoded());
        }

        @Override
        public Hashtable getServerExtensions() throws IOException {
            Hashtable extensions = super.getServerExtensions();
            if (profiles.length > 0) {
                TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(profiles, TlsUtils.EMPTY_BYTES));
            }
            return extensions;
        }

        @Override
        public CertificateRequest getCertificateRequest() {
            Vector algorithms = TlsUtils.getDefaultSupportedSignatureAlgorithms(context);
            return sendsCertificate ? new CertificateRequest(new short[] {64, 1}, algorithms, null) : null;
        }

        @Override
        public void notifyHandshakeComplete() {
            export(context);
        }
    }
}
