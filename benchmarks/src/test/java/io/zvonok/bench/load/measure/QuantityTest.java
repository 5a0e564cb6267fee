package io.zvonok.bench.load.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @Test
    void readsTimesRatesAndShares() {
        assertThat(Quantity.millis("500ms")).isEqualTo(500);
        assertThat(Quantity.millis("20")).isEqualTo(20_000);
        assertThat(Quantity.millis("1.5h")).isEqualTo(5_400_000);
        assertThat(Quantity.millis("2m")).isEqualTo(120_000);
        assertThat(Quantity.bitsPerSecond("1.5M")).isEqualTo(1_500_000);
        assertThat(Quantity.bitsPerSecond("64000")).isEqualTo(64_000);
        assertThat(Quantity.share("2%")).isEqualTo(0.02);
        assertThat(Quantity.share("0.5")).isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1s", "NaN", "1e99h", "s", "10d"})
    void refusesWhatIsNoTime(String text) {
        assertThatThrownBy(() -> Quantity.millis(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1k", "100M", "-1M", "fast"})
    void refusesBitRatesThatNoCameraHas(String text) {
        assertThatThrownBy(() -> Quantity.bitsPerSecond(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "101%", "-0.1", "2", "%"})
    void refusesSharesBeyondTheWhole(String text) {
        assertThatThrownBy(() -> Quantity.share(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
