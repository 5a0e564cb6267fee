package io.zvonok.media.bwe;

import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LossEstimatorTest {
    private static final long QUEUE = fromMillis(80);

    private final LossEstimator loss = new LossEstimator(BweConfig.defaults());
    private final Random random = new Random(11);
    private long now = fromSeconds(1);

    @Test
    void limitsNothingWithoutLoss() {
        send(10, 1_700_000, 0, 0, 2_000_000);
        assertThat(loss.limitBps()).isEqualTo(Long.MAX_VALUE);
        assertThat(loss.averageLoss()).isZero();
    }

    @Test
    void keepsTheRateThroughTenPercentOfRandomLoss() {
        for (int second = 0; second < 60; second++) {
            send(1, 1_700_000, 0.1, 0, 2_500_000);
            assertThat(loss.limitBps()).as("second %d", second).isGreaterThan(1_700_000);
        }
        assertThat(loss.averageLoss()).isCloseTo(0.1, Offset.offset(0.04));
        assertThat(loss.inherentLoss()).isCloseTo(0.1, Offset.offset(0.05));
    }

    @Test
    void cutsToWhatPassesWhenPacketsQueueAndAreLost() {
        send(5, 1_000_000, 0, 0, 1_000_000);
        send(3, 1_000_000, 0.3, QUEUE, 1_000_000);
        assertThat(loss.limitBps()).isLessThan(750_000);
    }

    @Test
    void cutsHardWhenMostIsLost() {
        send(5, 1_000_000, 0, 0, 1_000_000);
        send(3, 1_000_000, 0.6, 0, 1_000_000);
        assertThat(loss.limitBps()).isLessThan(500_000);
    }

    @Test
    void growsBackAfterTheLossIsOver() {
        send(5, 1_000_000, 0, 0, 1_000_000);
        send(3, 1_000_000, 0.3, QUEUE, 1_000_000);
        send(20, 500_000, 0, 0, 1_000_000);
        assertThat(loss.limitBps()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void believesAProbe() {
        send(5, 1_000_000, 0, 0, 1_000_000);
        send(3, 1_000_000, 0.6, QUEUE, 1_000_000);
        loss.onProven(900_000);
        assertThat(loss.limitBps()).isEqualTo(900_000);
    }

    @Test
    void takesBackALossThatWasNone() {
        for (int i = 0; i < 400; i++) {
            now += fromMillis(5);
            loss.onPacket(1000, i % 10 == 0, now);
            if (i % 10 == 5) {
                loss.onRecovered();
            }
            loss.onFeedback(1_000_000, 900_000, 0, now);
        }
        assertThat(loss.averageLoss()).isCloseTo(0, Offset.offset(0.01));
    }

    @Test
    void modelSplitsLossIntoInherentAndOverload() {
        LossModel model = new LossModel();
        for (int i = 0; i < LossModel.WINDOW; i++) {
            boolean fast = i % 2 == 0;
            model.add(1000, fast ? 520 : 40, fast ? 1_000_000 : 400_000); // 4 % at any rate, half of what is too much
        }
        double inherent = 0.01;
        for (int i = 0; i < 5; i++) { // each update goes on from the last one
            inherent = model.fitLoss(500_000, inherent, 0.3);
        }
        assertThat(inherent).isCloseTo(0.04, Percentage.withPercentage(20));
        assertThat(model.objective(500_000, inherent))
                .isGreaterThan(model.objective(1_000_000, model.fitLoss(1_000_000, 0.01, 0.3)))
                .isGreaterThan(model.objective(300_000, model.fitLoss(300_000, 0.01, 0.3)));
    }

    private void send(int seconds, long rateBps, double lossRatio, long standingNanos, long delayBps) {
        long spacing = (long) (8e9 * 1000 / rateBps);
        for (long end = now + fromSeconds(seconds); now < end; now += spacing) {
            loss.onPacket(1000, random.nextDouble() < lossRatio, now);
            loss.onFeedback(delayBps, (long) (rateBps * (1 - lossRatio)), standingNanos, now);
        }
    }
}
