package io.zvonok.media.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LoopStatsTest {
    private static final long MILLI = 1_000_000;

    private final LoopStats stats = new LoopStats();
    private final ForwardDelays delays = new ForwardDelays(stats);

    private long timed() {
        return Arrays.stream(stats.buckets(Timing.FORWARD_DELAY)).sum();
    }

    @Test
    void putsADurationIntoTheFirstBucketThatHoldsIt() {
        stats.record(Timing.FORWARD_DELAY, 0, 1);
        stats.record(Timing.FORWARD_DELAY, MILLI / 10, 2); // the bound itself
        stats.record(Timing.FORWARD_DELAY, MILLI / 10 + 1, 4);
        stats.record(Timing.FORWARD_DELAY, 50 * MILLI, 8);
        stats.record(Timing.FORWARD_DELAY, 50 * MILLI + 1, 16);

        assertThat(stats.buckets(Timing.FORWARD_DELAY)).containsExactly(3, 4, 0, 0, 0, 0, 0, 0, 8, 16);
        assertThat(stats.totalNanos(Timing.FORWARD_DELAY))
                .isEqualTo(2 * MILLI / 10 + 4 * (MILLI / 10 + 1) + 8 * 50 * MILLI + 16 * (50 * MILLI + 1));
    }

    @Test
    void keepsTimingsApart() {
        stats.record(Timing.JOIN_ICE, MILLI, 1);

        assertThat(stats.buckets(Timing.DTLS_HANDSHAKE)).containsOnly(0);
        assertThat(stats.buckets(Timing.JOIN_ICE)).contains(1, org.assertj.core.data.Index.atIndex(0));
    }

    @Test
    void timesEachCopyFromWhenItsPacketCame() {
        delays.note(10 * MILLI, 3);
        delays.note(10 * MILLI, 1);
        delays.note(7 * MILLI, 2);
        delays.note(8 * MILLI, 0);
        delays.settle(12 * MILLI);

        assertThat(stats.buckets(Timing.FORWARD_DELAY)).containsExactly(0, 0, 0, 0, 4, 2, 0, 0, 0, 0);
        assertThat(delays.isEmpty()).isTrue();
    }

    @Test
    void notesNoMoreThanABoundUntilItIsSettled() {
        for (int i = 0; i < 1000; i++) {
            delays.note(i, 1);
        }
        delays.settle(1000);
        assertThat(timed()).isEqualTo(64);

        delays.note(1, 5);
        delays.settle(1000);
        assertThat(timed()).isEqualTo(69);
    }
}
