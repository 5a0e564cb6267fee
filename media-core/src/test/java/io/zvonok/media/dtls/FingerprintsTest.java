package io.zvonok.media.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
    private static final byte[] CERTIFICATE = "abc".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OTHER = "abd".getBytes(StandardCharsets.US_ASCII);

    @Test
    void writesUpperCaseHexadecimalWithColons() {
        assertThat(Fingerprints.of("sha-256", CERTIFICATE))
                .isEqualTo(
                        new Fingerprint(
                                "sha-256",
                                "BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD"));
    }

    @Test
    void matchesAnyFingerprintOfOneHash() {
        assertThat(matches(Fingerprints.of("sha-256", OTHER), Fingerprints.of("sha-256", CERTIFICATE)))
                .isTrue();
        assertThat(matches(Fingerprints.of("sha-256", OTHER))).isFalse();
    }

    @Test
    void looksOnlyAtTheStrongestHash_P9() {
        assertThat(matches(Fingerprints.of("sha-256", CERTIFICATE), Fingerprints.of("sha-512", OTHER)))
                .isFalse();
        assertThat(matches(Fingerprints.of("sha-256", OTHER), Fingerprints.of("sha-384", CERTIFICATE)))
                .isTrue();
    }

    @Test
    void failsClosed_P9() {
        assertThat(matches()).isFalse();
        assertThat(matches(Fingerprints.of("sha-1", CERTIFICATE))).isFalse();
        assertThat(matches(new Fingerprint("sha-256", ""))).isFalse();
        assertThat(matches(new Fingerprint("sha-256", "no hex at all"))).isFalse();
        assertThat(matches(new Fingerprint("sha-256", "BA:78"))).isFalse();
    }

    @Test
    void ignoresHashesItDoesNotKnow() {
        assertThat(matches(Fingerprints.of("sha-1", OTHER), Fingerprints.of("sha-256", CERTIFICATE)))
                .isTrue();
    }

    private static boolean matches(Fingerprint... offered) {
        return Fingerprints.matches(List.of(offered), CERTIFICATE);
    }
}
