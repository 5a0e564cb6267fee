package io.zvonok.media.bwe;

import static io.zvonok.media.time.Nanos.fromMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.bwe.TrendlineEstimator.Usage;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrendlineEstimatorTest {
    private final TrendlineEstimator trendline = new TrendlineEstimator();
    private long arrival = fromMillis(1000);

    @Test
    void isNormalWhilePacketsArriveAsTheyWereSent() {
        for (int i = 0; i < 200; i++) {
            assertThat(group(0)).isEqualTo(Usage.NORMAL);
        }
    }

    @Test
    void noticesThatPacketsBeginToQueue() {
        groups(100, 0);
        int needed = 0;
        while (group(2_000) != Usage.OVERUSE) {
            assertThat(++needed).isLessThan(30);
        }
    }

    @Test
    void noticesThatTheQueueDrains() {
        groups(100, 0);
        groups(30, 2_000);
        int needed = 0;
        while (group(-2_000) != Usage.UNDERUSE) {
            assertThat(++needed).isLessThan(60);
        }
    }

    @Test
    void isNormalAgainAfterTheQueueIsSteady() {
        groups(100, 0);
        groups(30, 2_000);
        groups(100, 0);
        assertThat(trendline.usage()).isEqualTo(Usage.NORMAL);
    }

    @Test
    void getsUsedToJitter() {
        Random random = new Random(3);
        int overuses = 0;
        long last = 0;
        for (int i = 0; i < 3000; i++) {
            long jitter = random.nextInt(10_000);
            boolean over = group(jitter - last) == Usage.OVERUSE;
            last = jitter;
            overuses += over && i > 500 ? 1 : 0;
        }
        assertThat(overuses).isLessThan(25);
    }

    @Test
    void forgetsOnReset() {
        groups(100, 0);
        groups(30, 2_000);
        trendline.reset();
        assertThat(trendline.usage()).isEqualTo(Usage.NORMAL);
        assertThat(group(2_000)).isEqualTo(Usage.NORMAL);
    }

    private void groups(int count, long laterMicros) {
        for (int i = 0; i < count; i++) {
            group(laterMicros);
        }
    }

    /** A group sent 20 ms after the one before it, which arrived so much later. */
    private Usage group(long laterMicros) {
        long sendDelta = fromMillis(20);
        long arrivalDelta = sendDelta + laterMicros * 1000;
        arrival += arrivalDelta;
        trendline.onGroup(sendDelta, arrivalDelta, arrival);
        return trendline.usage();
    }
}
