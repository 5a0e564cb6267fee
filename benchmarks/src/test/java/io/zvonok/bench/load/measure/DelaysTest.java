package io.zvonok.bench.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class DelaysTest {
    private final Delays delays = new Delays();

    private Histogram drained(Delays.Kind kind) {
        Histogram histogram = Delays.empty();
        delays.drainInto(kind, histogram);
        return histogram;
    }

    @Test
    void keepsMicrosecondsUntilTheyAreTakenOnce() {
        delays.record(Delays.Kind.FORWARDING, 1_234_000);
        delays.record(Delays.Kind.FORWARDING, 2_000_000);

        Histogram first = drained(Delays.Kind.FORWARDING);

        assertThat(first.getTotalCount()).isEqualTo(2);
        assertThat(first.getMinValue()).isEqualTo(1234);
        assertThat(drained(Delays.Kind.FORWARDING).getTotalCount()).isZero();
        assertThat(drained(Delays.Kind.TRANSIT).getTotalCount()).isZero();
    }

    @Test
    void addsUpOverSeconds() {
        Histogram all = Delays.empty();
        for (int i = 0; i < 3; i++) {
            delays.record(Delays.Kind.SWITCH, 5_000_000);
            delays.drainInto(Delays.Kind.SWITCH, all);
        }
        assertThat(all.getTotalCount()).isEqualTo(3);
    }

    @Test
    void holdsWhatIsBeyondItsRangeAtItsEnds() {
        delays.record(Delays.Kind.LATENESS, -5);
        delays.record(Delays.Kind.LATENESS, TimeUnit.HOURS.toNanos(1));

        Histogram histogram = drained(Delays.Kind.LATENESS);

        assertThat(histogram.getMinValue()).isZero();
        assertThat(histogram.getMaxValue()).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toMicros(60));
    }
}
