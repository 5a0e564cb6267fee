package io.zvonok.bench.load.peer;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * The ECDSA P-256 certificate that all peers of a run share, made when the run starts.
 *
 * <p>Thread: any; immutable.
 */
final class DtlsIdentity {
    private static final X500Name NAME = new X500Name("CN=zvonok-loadtest");

    private final BcTlsCrypto crypto;
    private final AsymmetricKeyParameter privateKey;
    private final Certificate chain;
    private final String fingerprint;

    DtlsIdentity(SecureRandom random, BcTlsCrypto crypto) {
        this.crypto = crypto;
        try {
            ECKeyPairGenerator generator = new ECKeyPairGenerator();
            generator.init(new ECKeyGenerationParameters(
                    new ECNamedDomainParameters(
                            SECObjectIdentifiers.secp256r1, CustomNamedCurves.getByOID(SECObjectIdentifiers.secp256r1)),
                    random));
            AsymmetricCipherKeyPair pair = generator.generateKeyPair();
            byte[] encoded = selfSigned(pair, random).getEncoded();
            privateKey = pair.getPrivate();
            chain = new Certificate(new TlsCertificate[] {crypto.createCertificate(encoded)});
            fingerprint = fingerprint("SHA-256", encoded);
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a certificate", e);
        }
    }

    private static X509CertificateHolder selfSigned(AsymmetricCipherKeyPair pair, SecureRandom random)
            throws IOException, OperatorCreationException {
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                NAME,
                new BigInteger(64, random).setBit(63),
                Date.from(now.minus(1, ChronoUnit.DAYS)),
                Date.from(now.plus(30, ChronoUnit.DAYS)),
                NAME,
                SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(pair.getPublic()));
        return builder.build(new BcECContentSignerBuilder(
                        new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256withECDSA"),
                        new DefaultDigestAlgorithmIdentifierFinder().find("SHA-256"))
                .setSecureRandom(random)
                .build(pair.getPrivate()));
    }

    /** {@code AB:CD:...} of a certificate. */
    static String fingerprint(String algorithm, byte[] certificate) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(certificate);
            StringBuilder text = new StringBuilder();
            for (byte b : digest) {
                text.append(text.isEmpty() ? "" : ":").append(String.format("%02X", b));
            }
            return text.toString();
        } catch (GeneralSecurityException unknown) {
            throw new IllegalArgumentException("no such hash: " + algorithm, unknown);
        }
    }

    /** SHA-256, for the SDP. */
    String fingerprint() {
        return fingerprint;
    }

    TlsCredentialedSigner signer(TlsContext context) {
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                crypto,
                privateKey,
                chain,
                SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }
}
