package io.zvonok.media.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreezesTest {
    private static final long FRAME = 33_000_000;

    private final Freezes freezes = new Freezes();
    private long now;

    private void frames(int count) {
        for (int i = 0; i < count; i++) {
            now += FRAME;
            freezes.onFrame(now, FRAME);
        }
    }

    @Test
    void countsAPictureThatStoodStillForLong() {
        frames(40);
        now += 190_000_000;
        assertThat(freezes.isFrozen(now)).isTrue();
        freezes.onFrame(now, FRAME);
        assertThat(freezes.count()).isEqualTo(1);
        assertThat(freezes.frozenNanos()).isEqualTo(190_000_000);
    }

    @Test
    void countsNoShortPause() {
        frames(40);
        now += 170_000_000;
        freezes.onFrame(now, FRAME);
        frames(10);
        assertThat(freezes.count()).isZero();
    }

    @Test
    void countsNothingThatTheSourceHadNoPictureFor() {
        frames(40);
        now += 5_000_000_000L;
        freezes.onFrame(now, 4_990_000_000L);
        assertThat(freezes.count()).isZero();
    }
}
