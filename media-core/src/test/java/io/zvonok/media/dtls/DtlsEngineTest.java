package io.zvonok.media.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DtlsEngineTest {
    @Test
    void warmUpIsAHandshakeWithItself() {
        try (DtlsEngine engine = new DtlsEngine(DtlsConfig.defaults(), new SecureRandom())) {
            assertThatCode(engine::warmUp).doesNotThrowAnyException();
        }
    }

    @Test
    void warmUpTellsWhenHandshakesCannotRun() {
        DtlsEngine engine = new DtlsEngine(new DtlsConfig(300, 100, 2, 1, 1), new SecureRandom());
        engine.close();
        assertThatThrownBy(engine::warmUp).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void everyEngineHasACertificateOfItsOwn_P18() {
        try (DtlsEngine one = new DtlsEngine(DtlsConfig.defaults(), new SecureRandom());
                DtlsEngine two = new DtlsEngine(DtlsConfig.defaults(), new SecureRandom())) {
            assertThat(one.fingerprint().algorithm()).isEqualTo("sha-256");
            assertThat(one.fingerprint().value()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
            assertThat(one.fingerprint()).isNotEqualTo(two.fingerprint());
        }
    }

    @Test
    void configRefusesNonsense() {
        assertThatThrownBy(() -> new DtlsConfig(100, 300, 2, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DtlsConfig(10_000, 300, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DtlsConfig(10_000, 300, 2, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keysShowNoSecret() {
        byte[] secret = {1, 2, 3};
        assertThat(new DtlsKeys(7, secret, secret, secret, secret)).hasToString("DtlsKeys[profile 7]");
    }
}
