package io.zvonok.media.stream;

import static io.zvonok.media.time.Nanos.fromMillis;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ByteWindowTest {
    private static final int BUCKETS = 10;
    private static final long BUCKET = fromMillis(100);

    private final ByteWindow window = new ByteWindow(BUCKETS, BUCKET);

    @Test
    void forgetsBytesOneWholeWindowLater() {
        window.add(100, fromMillis(50));
        window.add(10, fromMillis(150));

        assertThat(window.sum(fromMillis(999))).isEqualTo(110);
        assertThat(window.sum(fromMillis(1000))).isEqualTo(10);
        assertThat(window.sum(fromMillis(1100))).isZero();
    }

    @Test
    void forgetsEverythingInALongSilence() {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            window.add(100, bucket * BUCKET);
        }

        assertThat(window.sum(fromMillis(10_000_000))).isZero();
        window.add(7, fromMillis(10_000_001));
        assertThat(window.sum(fromMillis(10_000_002))).isEqualTo(7);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.zvonok.media.stream.Seeds#all")
    void sumsExactlyTheSpanItNames(long seed) {
        Random random = new Random(seed);
        long[] at = new long[500];
        int[] bytes = new int[at.length];
        long now = random.nextInt(1_000_000);
        for (int i = 0; i < at.length; i++) {
            now += (long) (random.nextDouble() * random.nextDouble() * fromMillis(300));
            at[i] = now;
            bytes[i] = random.nextInt(1500);
            window.add(bytes[i], now);

            long expected = 0;
            for (int j = 0; j <= i; j++) {
                expected += at[j] >= now - window.spanNanos(now) ? bytes[j] : 0;
            }
            assertThat(window.sum(now)).isEqualTo(expected);
            assertThat(window.spanNanos(now)).isBetween((BUCKETS - 1) * BUCKET, BUCKETS * BUCKET);
        }
    }
}
