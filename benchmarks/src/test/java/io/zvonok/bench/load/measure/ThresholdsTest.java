package io.zvonok.bench.load.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdsTest {
    private static boolean passes(String conditions, String name, double value) {
        Metrics metrics = new Metrics();
        metrics.put(name, value, "");
        return Thresholds.parse(conditions).judge(metrics).stream().allMatch(Thresholds.Verdict::passed);
    }

    @ParameterizedTest
    @CsvSource({
        "loss>0.1%, loss, 0.1, true",
        "loss>0.1%, loss, 0.11, false",
        "loss>=0.1, loss, 0.1, false",
        "p99>20ms, p99, 19.9, true",
        "p99>0.02s, p99, 20.1, false",
        "p99 > 20000us, p99, 20.1, false",
        "cpu>3.5us, cpu, 3.4, true",
        "cpu>3500ns, cpu, 3.6, false",
        "floor>1.4x, floor, 1.41, false",
        "rss-per-viewer>64kB, rss-per-viewer, 65, false",
        "joined<500, joined, 499, false",
        "joined<500, joined, 500, true",
        "pps<=10, pps, 10, false"
    })
    void failsWhenAConditionIsTrue(String condition, String name, double value, boolean passes) {
        assertThat(passes(condition, name, value)).isEqualTo(passes);
    }

    @Test
    void judgesEachConditionOfAList() {
        Metrics metrics = new Metrics();
        metrics.put("loss", 0, "");
        metrics.put("p99", 30, "");

        assertThat(Thresholds.parse("loss>0.1%, p99>20ms").judge(metrics))
                .extracting(Thresholds.Verdict::passed)
                .containsExactly(true, false);
    }

    @Test
    void failsWhatWasNotMeasured() {
        Thresholds.Verdict verdict =
                Thresholds.parse("hash>0").judge(new Metrics()).get(0);

        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.metric()).isNull();
    }

    @Test
    void knowsWhatNeedsTheServer() {
        assertThat(Thresholds.parse("cpu>3us").needServer()).isTrue();
        assertThat(Thresholds.parse("train-floor>1.4x").needServer()).isTrue();
        assertThat(Thresholds.parse("loss>1%,p99>1s").needServer()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"loss", "loss>", "nonsense>1", "loss>1kB", "p99>fast", "loss=1", "p99>20us>1"})
    void refusesWhatIsNoConditionInOneLine(String text) {
        assertThatThrownBy(() -> Thresholds.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--fail-if: ")
                .hasMessageNotContaining("\n");
    }
}
