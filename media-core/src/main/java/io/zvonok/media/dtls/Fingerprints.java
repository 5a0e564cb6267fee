package io.zvonok.media.dtls;

import io.zvonok.media.api.Fingerprint;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Certificate fingerprints: made, and compared.
 *
 * <p>Spec: RFC 8122 section 5. Thread: any; no state.
 */
final class Fingerprints {
    private static final HexFormat WITH_COLONS = HexFormat.ofDelimiter(":").withUpperCase();

    /** The hash names we take, the strongest first. */
    private static final List<String> STRONGEST_FIRST = List.of("sha-512", "sha-384", "sha-256");

    private Fingerprints() {}

    static Fingerprint of(String algorithm, byte[] encodedCertificate) {
        return new Fingerprint(algorithm, WITH_COLONS.formatHex(hash(algorithm, encodedCertificate)));
    }

    /**
     * True if the certificate has one of the fingerprints made with the strongest hash among those offered. Weaker ones
     * are not looked at; without any hash we take the answer is no (P9).
     */
    static boolean matches(List<Fingerprint> offered, byte[] encodedCertificate) {
        for (String algorithm : STRONGEST_FIRST) {
            List<Fingerprint> candidates = offered.stream()
                    .filter(f -> f.algorithm().equals(algorithm))
                    .toList();
            if (!candidates.isEmpty()) {
                byte[] actual = hash(algorithm, encodedCertificate);
                boolean matches = false;
                for (Fingerprint candidate : candidates) {
                    matches |= MessageDigest.isEqual(actual, bytes(candidate.value()));
                }
                return matches;
            }
        }
        return false;
    }

    private static byte[] bytes(String value) {
        try {
            return WITH_COLONS.parseHex(value);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] hash(String algorithm, byte[] input) {
        try {
            return MessageDigest.getInstance(algorithm.toUpperCase(Locale.ROOT)).digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no " + algorithm, e);
        }
    }
}
