package io.zvonok.bench.load.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.rtcp.TwccFeedback;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Arrivals arrivals = new Arrivals();

    @Test
    void tellsEachPacketOnceWithThoseThatAreMissing() {
        arrivals.onPacket(65_534, 1_000_000);
        arrivals.onPacket(65_535, 2_000_000);
        arrivals.onPacket(1, 3_000_000);

        TwccFeedback feedback = Objects.requireNonNull(arrivals.take());

        assertThat(feedback.baseSequence()).isEqualTo(65_534);
        assertThat(feedback.statuses()).isEqualTo(4);
        assertThat(feedback.received()).isEqualTo(3);
        assertThat(arrivals.take()).isNull();
        arrivals.onPacket(2, 4_000_000);
        assertThat(Objects.requireNonNull(arrivals.take()).baseSequence()).isEqualTo(2);
    }

    @Test
    void splitsWhatDoesNotFitIntoOneFeedback() {
        for (int i = 0; i < 500; i++) {
            arrivals.onPacket(i, i * 1_000_000L);
        }
        int told = 0;
        for (TwccFeedback feedback = arrivals.take(); feedback != null; feedback = arrivals.take()) {
            told += feedback.received();
        }
        assertThat(told).isEqualTo(500);
    }
}
