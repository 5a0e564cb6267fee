package io.zvonok.media.bwe;

import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.bwe.TrendlineEstimator.Usage;
import org.junit.jupiter.api.Test;

class CongestionJudgeTest {
    private static final int NEVER = 1000;

    private long now = fromSeconds(10);

    @Test
    void needsAQueueAndNotOnlyATrend() {
        Viewer viewer = new Viewer(500_000, 500_000);
        for (int i = 0; i < 20; i++) {
            assertThat(viewer.feedback(0, Usage.OVERUSE)).isFalse();
        }
    }

    @Test
    void letsTheOneGiveWayThatHasMostOfWhatItWants() {
        int all = queueAtCongestion(new Viewer(1_600_000, 1_600_000));
        int quarter = queueAtCongestion(new Viewer(400_000, 1_600_000));
        int least = queueAtCongestion(new Viewer(100_000, 1_600_000));
        assertThat(all).isLessThan(quarter);
        assertThat(quarter).isLessThan(least);
        assertThat(least).isLessThan(150);
    }

    @Test
    void letsTheOneGiveWayThatHasJustRisen() {
        Viewer risen = new Viewer(200_000, 1_600_000);
        risen.judge.setDemand(400_000, 1_600_000, now);
        assertThat(queueAtCongestion(risen)).isLessThan(queueAtCongestion(new Viewer(400_000, 1_600_000)));
        assertThat(risen.judge.takeFloorBps(now)).isEqualTo(200_000);
        assertThat(risen.judge.takeFloorBps(now)).isZero();
    }

    @Test
    void doesNotCallAnOldRiseFailed() {
        Viewer viewer = new Viewer(200_000, 1_600_000);
        viewer.judge.setDemand(400_000, 1_600_000, now);
        assertThat(viewer.judge.takeFloorBps(now + fromSeconds(5))).isZero();
    }

    @Test
    void cutsOnceForALongQueueThatStaysAndThenBelievesInALongerPath() {
        Viewer viewer = new Viewer(500_000, 500_000);
        viewer.feedback(0, Usage.NORMAL);
        int cuts = 0;
        for (int i = 0; i < 200; i++) {
            cuts += viewer.feedback(150, Usage.NORMAL) ? 1 : 0;
        }
        assertThat(cuts).isEqualTo(1);
        assertThat(viewer.delay.standing().nanos()).isZero();
    }

    @Test
    void cutsAgainWhileThatShortensTheQueue() {
        Viewer viewer = new Viewer(500_000, 500_000);
        viewer.feedback(0, Usage.NORMAL);
        int cuts = 0;
        for (int i = 0; i < 200; i++) {
            cuts += viewer.feedback(300 - i / 2, Usage.NORMAL) ? 1 : 0;
        }
        assertThat(cuts).isGreaterThan(1);
    }

    private int queueAtCongestion(Viewer viewer) {
        for (int millis = 0; millis < NEVER; millis += 5) {
            if (viewer.feedback(millis, Usage.OVERUSE)) {
                return millis;
            }
        }
        return NEVER;
    }

    private final class Viewer {
        private final OneWayDelay delay = new OneWayDelay();
        private final CongestionJudge judge = new CongestionJudge(delay);
        private long time = now;

        Viewer(long allocatedBps, long wantedBps) {
            judge.setDemand(allocatedBps, wantedBps, 0);
        }

        boolean feedback(int queueMillis, Usage usage) {
            time += fromMillis(50);
            delay.onPacket(time, time + fromMillis(20 + queueMillis), 0);
            delay.onBatchEnd(time);
            return judge.isCongested(usage, time);
        }
    }
}
