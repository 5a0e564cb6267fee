package io.zvonok.media.bwe;

import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneWayDelayTest {
    private static final long OTHER_CLOCK = fromSeconds(123_456);

    private final OneWayDelay delay = new OneWayDelay();
    private long now = fromSeconds(5);

    @Test
    void knowsNoQueueBeforeTheFirstPacket() {
        assertThat(delay.queueNanos()).isEqualTo(-1);
        assertThat(delay.standing().nanos()).isZero();
    }

    @Test
    void measuresAgainstTheFastestPacket() {
        feedback(20, 20, 20);
        assertThat(delay.queueNanos()).isZero();
        assertThat(packet(50)).isEqualTo(fromMillis(30));
        assertThat(packet(80)).isEqualTo(fromMillis(60));
        delay.onBatchEnd(now);
        assertThat(delay.queueNanos()).isBetween(fromMillis(10), fromMillis(45));
        assertThat(delay.standing().nanos()).isEqualTo(fromMillis(30));
    }

    @Test
    void takesWhatABurstExplainsForNoStandingQueue() {
        feedback(20);
        delay.onPacket(now, now + OTHER_CLOCK + fromMillis(90), fromMillis(60));
        delay.onBatchEnd(now);
        assertThat(delay.standing().nanos()).isEqualTo(fromMillis(10));
    }

    @Test
    void forgetsTheFastestAfterHalfAMinute() {
        feedback(20);
        for (int second = 0; second < 24; second++) {
            now += fromSeconds(1);
            feedback(60);
        }
        assertThat(delay.standing().nanos()).isEqualTo(fromMillis(40));
        for (int second = 0; second < 10; second++) {
            now += fromSeconds(1);
            feedback(60);
        }
        assertThat(delay.standing().nanos()).isZero();
    }

    @Test
    void comparesWithTheLastTwoSecondsForTheTrend() {
        feedback(20);
        for (int i = 0; i < 30; i++) {
            now += fromMillis(100);
            feedback(60);
        }
        assertThat(packet(65)).isEqualTo(fromMillis(5));
    }

    @Test
    void startsAnewWhenThePeersClockIsSet() {
        feedback(20);
        assertThat(delay.onPacket(now, now + 2 * OTHER_CLOCK, 0)).isEqualTo(-1);
        assertThat(delay.onPacket(now, now + 2 * OTHER_CLOCK + fromMillis(7), 0))
                .isEqualTo(fromMillis(7));
    }

    private void feedback(int... delayMillis) {
        for (int millis : delayMillis) {
            packet(millis);
        }
        delay.onBatchEnd(now);
    }

    private long packet(int delayMillis) {
        return delay.onPacket(now, now + OTHER_CLOCK + fromMillis(delayMillis), 0);
    }
}
