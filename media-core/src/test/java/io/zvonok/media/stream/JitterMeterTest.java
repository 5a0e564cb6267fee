package io.zvonok.media.stream;

import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JitterMeterTest {
    private static final int CLOCK = 90_000;

    private final JitterMeter meter = new JitterMeter(CLOCK);

    @Test
    void staysZeroForEvenArrivals() {
        for (int i = 0; i < 100; i++) {
            meter.onPacket(i * 3000, fromMillis(1000) + fromSeconds(i) / 30);
        }

        assertThat(meter.jitter()).isZero();
    }

    @Test
    void approachesTheStepOfAlternatingDelays() {
        for (int i = 0; i < 400; i++) {
            meter.onPacket(i * 900, fromMillis(10L * i + (i % 2 == 0 ? 0 : 4)));
        }

        assertThat(meter.jitter()).isCloseTo(360, within(2)); // 4 ms
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.zvonok.media.stream.Seeds#all")
    void followsRfc3550A8AcrossTheTimestampWrap(long seed) {
        Random random = new Random(seed);
        int first = random.nextBoolean() ? -3000 * random.nextInt(50) : Integer.MAX_VALUE - random.nextInt(100_000);
        long start = fromSeconds(random.nextInt(1000));
        double expected = 0;
        double lastTransit = 0;
        for (int i = 0; i < 200; i++) {
            long now = start + fromMillis(33L * i) + random.nextInt(20_000_000);
            meter.onPacket(first + 2970 * i, now);
            double transit = (now - start) * 90e-6 - 2970.0 * i;
            if (i > 0) {
                expected += (Math.abs(transit - lastTransit) - expected) / 16;
            }
            lastTransit = transit;
        }

        assertThat((double) meter.jitter()).isCloseTo(expected, within(3.0));
    }

    @Test
    void countsOnlyTheFirstPacketOfATimestamp() {
        for (int i = 0; i < 100; i++) {
            meter.onPacket(i * 3000, fromSeconds(i) / 30);
            meter.onPacket(i * 3000, fromSeconds(i) / 30 + fromMillis(9));
        }

        assertThat(meter.jitter()).isZero();
    }

    @Test
    void isRightWhereNanosTimesTheClockWouldOverflow() {
        long overflow = Long.MAX_VALUE / CLOCK; // 28 hours
        meter.onPacket(0, overflow - fromMillis(500));
        meter.onPacket(90, overflow + fromMillis(500));

        assertThat(meter.jitter()).isCloseTo((CLOCK - 90) / 16, within(1));
    }

    @Test
    void takesAJumpOfTheTimestampForANewTimeline() {
        meter.onPacket(0, 0);
        meter.onPacket(1_000_000_000, fromMillis(33));
        meter.onPacket(1_000_000_000 + 2970, fromMillis(66));

        assertThat(meter.jitter()).isZero();
    }

    @Test
    void keepsItsEstimateAcrossARestart() {
        for (int i = 0; i < 400; i++) {
            meter.onPacket(i * 900, fromMillis(10L * i + (i % 2 == 0 ? 0 : 4)));
        }
        meter.restart();
        meter.onPacket(77, fromSeconds(5));

        assertThat(meter.jitter()).isCloseTo(360, within(2));
    }
}
