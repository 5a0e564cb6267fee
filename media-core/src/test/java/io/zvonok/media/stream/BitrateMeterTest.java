package io.zvonok.media.stream;

import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BitrateMeterTest {
    private final BitrateMeter meter = new BitrateMeter();

    @Test
    void measuresASteadyRateFromTheFirstHalfSecondOn() {
        for (long now = fromSeconds(100); now < fromSeconds(110); now += fromMillis(10)) {
            meter.add(1250, now); // 1 Mbit/s
            if (now >= fromMillis(100_500)) {
                assertThat(meter.bitrateBps(now)).isCloseTo(1_000_000, within(30_000L));
            }
        }
    }

    @Test
    void doesNotTakeTheFirstBurstForARate() {
        for (int i = 0; i < 25; i++) {
            meter.add(1000, fromSeconds(5));
        }

        assertThat(meter.bitrateBps(fromSeconds(5))).isEqualTo(800_000);
    }

    @Test
    void fallsToZeroOneSecondAfterTheLastPacket() {
        meter.add(1250, fromSeconds(3));

        assertThat(meter.bitrateBps(fromMillis(3_900))).isPositive();
        assertThat(meter.bitrateBps(fromSeconds(4))).isZero();
    }

    @Test
    void measuresOnePacketASecondAsThat() {
        for (int second = 1; second < 20; second++) {
            meter.add(10_000, fromSeconds(second));
        }

        assertThat(meter.bitrateBps(fromSeconds(19))).isCloseTo(80_000, within(5_000L));
    }

    @Test
    void isZeroBeforeTheFirstPacket() {
        assertThat(meter.bitrateBps(fromSeconds(1))).isZero();
    }
}
