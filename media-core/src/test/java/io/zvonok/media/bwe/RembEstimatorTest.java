package io.zvonok.media.bwe;

import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.bwe.BandwidthEstimator.Limit;
import org.junit.jupiter.api.Test;

class RembEstimatorTest {
    private final RembEstimator remb = new RembEstimator(new BweConfig(500_000, 30_000, 10_000_000));
    private long now = fromSeconds(1);
    private long heardBps = -1;
    private int fractionLost = -1;
    private long paddingBytes;

    @Test
    void startsWithAGuess() {
        assertThat(remb.estimateBps()).isEqualTo(500_000);
        assertThat(remb.limit()).isEqualTo(Limit.START);
        assertThat(remb.hasFeedback()).isFalse();
    }

    @Test
    void followsThePeer() {
        heardBps = 300_000;
        send(1, 250_000);
        assertThat(remb.estimateBps()).isEqualTo(300_000);
        assertThat(remb.limit()).isEqualTo(Limit.REMB);
        assertThat(remb.hasFeedback()).isTrue();
    }

    @Test
    void believesNoMoreThanTwiceWhatIsSent_P21() {
        heardBps = 900_000_000;
        send(5, 400_000);
        assertThat(remb.estimateBps()).isBetween(700_000L, 900_000L);
        send(5, 2_000_000);
        assertThat(remb.estimateBps()).isBetween(3_500_000L, 4_500_000L);
    }

    @Test
    void remembersForAWhileWhatHasPassed() {
        heardBps = 900_000_000;
        fractionLost = 0;
        send(10, 2_000_000);
        send(10, 200_000);
        assertThat(remb.estimateBps()).isGreaterThan(3_500_000);
        send(31, 200_000);
        assertThat(remb.estimateBps()).isLessThan(600_000);
    }

    @Test
    void cutsWhenMuchIsLostAndGrowsBackWhenNothingIs() {
        heardBps = 1_000_000;
        send(3, 900_000);
        fractionLost = 77;
        send(3, 900_000);
        assertThat(remb.estimateBps()).isLessThan(700_000);
        assertThat(remb.limit()).isEqualTo(Limit.LOSS);
        assertThat(remb.lossRatio()).isGreaterThan(0.15);
        long cut = remb.estimateBps();
        fractionLost = 0;
        send(5, 500_000);
        assertThat(remb.estimateBps()).isGreaterThan(cut * 13 / 10);
    }

    @Test
    void fallsToNothingWhenItHearsNothing() {
        heardBps = 1_000_000;
        send(2, 900_000);
        heardBps = -1;
        send(10, 900_000);
        assertThat(remb.estimateBps()).isLessThanOrEqualTo(50_000);
        heardBps = 1_000_000;
        send(1, 900_000);
        assertThat(remb.estimateBps()).isEqualTo(1_000_000);
    }

    @Test
    void padsForAMomentWhenABetterPictureIsWanted() {
        heardBps = 400_000;
        remb.setDemand(300_000, 2_000_000, 800_000, now);
        send(4, 300_000);
        assertThat(paddingBytes).isZero();
        send(6, 300_000);
        assertThat(paddingBytes).isBetween(30_000L, 100_000L);
        long first = paddingBytes;
        send(5, 300_000);
        assertThat(paddingBytes).isEqualTo(first);
    }

    @Test
    void doesNotPadWhenNothingIsShort() {
        heardBps = 400_000;
        remb.setDemand(300_000, 300_000, 0, now);
        send(60, 300_000);
        assertThat(paddingBytes).isZero();
    }

    @Test
    void takesNoTransportFeedback() {
        assertThat(remb.onTransportFeedback(new byte[20], 0, 20, now)).isFalse();
    }

    private void send(int seconds, long bps) {
        for (int i = 0; i < seconds * 200; i++) {
            now += fromMillis(5);
            remb.onSent((int) (bps / 8 / 200), true, false, now);
            int due = remb.probeBytesDue(now);
            if (due > 0) {
                remb.onSent(due, true, true, now);
                paddingBytes += due;
            }
            if (i % 200 == 0 && heardBps >= 0) {
                remb.onRemb(heardBps, now);
            }
            if (i % 200 == 100 && fractionLost >= 0) {
                remb.onReceiverReport(fractionLost, 100, now);
            }
            remb.onTick(now);
        }
    }
}
