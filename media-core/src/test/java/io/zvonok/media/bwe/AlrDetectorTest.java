package io.zvonok.media.bwe;

import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AlrDetectorTest {
    private final AlrDetector alr = new AlrDetector();
    private long now = fromSeconds(1);

    @Test
    void isLimitedWhileMuchLessIsSentThanCouldBe() {
        alr.setEstimate(1_000_000);
        send(2, 300_000);
        assertThat(alr.isLimited()).isTrue();
    }

    @Test
    void isNotLimitedWhileMostIsUsed() {
        alr.setEstimate(1_000_000);
        send(2, 800_000);
        assertThat(alr.isLimited()).isFalse();
    }

    @Test
    void endsSoonAfterMoreIsSent() {
        alr.setEstimate(1_000_000);
        send(2, 300_000);
        send(1, 950_000);
        assertThat(alr.isLimited()).isFalse();
    }

    @Test
    void isLimitedWhenNothingIsSent() {
        alr.setEstimate(1_000_000);
        alr.onTick(now);
        alr.onTick(now + fromSeconds(1));
        assertThat(alr.isLimited()).isTrue();
    }

    private void send(int seconds, long bps) {
        for (int i = 0; i < seconds * 100; i++) {
            now += fromMillis(10);
            alr.onSent((int) (bps / 800), now);
        }
    }
}
