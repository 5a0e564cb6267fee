package io.zvonok.media.api;

import java.util.Locale;

/**
 * A certificate fingerprint (RFC 8122).
 *
 * @param algorithm hash name in lower case, as in SDP: {@code sha-256}
 * @param value upper-case hexadecimal bytes with colons
 */
public record Fingerprint(String algorithm, String value) {
    public Fingerprint {
        algorithm = algorithm.toLowerCase(Locale.ROOT);
        value = value.toUpperCase(Locale.ROOT);
    }
}
