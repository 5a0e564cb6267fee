package io.zvonok.media.bwe;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.time.Nanos;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class VirtualQueueTest {
    private static final long SECOND = Nanos.fromSeconds(1);
    private static final Offset<Long> CLOSE = Offset.offset(1000L);

    private final VirtualQueue queue = new VirtualQueue();

    @Test
    void makesEachPacketOfABurstWaitForTheOnesBeforeIt() {
        queue.setRate(1_000_000);
        assertThat(queue.add(1250, SECOND)).isCloseTo(Nanos.fromMillis(10), CLOSE);
        assertThat(queue.add(1250, SECOND)).isCloseTo(Nanos.fromMillis(20), CLOSE);
    }

    @Test
    void drainsAtItsRate() {
        queue.setRate(1_000_000);
        queue.add(1250, SECOND);
        assertThat(queue.add(125, SECOND + Nanos.fromMillis(10))).isCloseTo(Nanos.fromMillis(1), CLOSE);
    }

    @Test
    void excusesNoMoreThanAQuarterOfASecond() {
        queue.setRate(100_000);
        assertThat(queue.add(100_000, SECOND)).isCloseTo(Nanos.fromMillis(250), CLOSE);
    }

    @Test
    void forgetsABurstFasterThanItDrains() {
        queue.setRate(1_000_000);
        queue.add(25_000, SECOND);
        long waits = queue.add(125, SECOND + Nanos.fromMillis(100));
        assertThat(waits).isBetween(Nanos.fromMillis(70), Nanos.fromMillis(90)); // 100 + 1 ms without forgetting
    }

    @Test
    void doesNotExcuseALoadThatNeverDrains() {
        queue.setRate(1_000_000);
        long waits = 0;
        for (int i = 0; i < 1000; i++) {
            waits = queue.add(1250, SECOND + i * Nanos.fromMillis(9)); // 11 % too much
        }
        assertThat(waits).isLessThan(Nanos.fromMillis(70));
    }
}
