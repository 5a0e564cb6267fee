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
    private int paddings;

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
    void showsThePeerTwoRowsOfEvenlySpacedPacketsAtTheStart() {
        remb.setDemand(300_000, 2_000_000, 800_000, now);
        send(1, 300_000);
        assertThat(paddings).isBetween(14, 17);
        send(1, 300_000);
        assertThat(paddings).isBetween(28, 34);
        assertThat(paddingBytes).as("one packet a tick").isEqualTo(400L * paddings);
        send(3, 300_000);
        assertThat(paddings).isLessThan(35);
    }

    @Test
    void sendsAsMuchAsThePeerBelievesInUntilTheNextStepFits() {
        fractionLost = 0;
        heardBps = 400_000;
        remb.setDemand(300_000, 2_000_000, 800_000, now);
        send(3, 300_000);
        long sentBefore = paddingBytes;
        send(4, 300_000);
        assertThat(8 * (paddingBytes - sentBefore) / 4).isBetween(100_000L, 125_000L); // up to 420 kbit/s in all
        heardBps = 600_000; // it believes in more now
        send(1, 300_000);
        sentBefore = paddingBytes;
        send(4, 300_000);
        assertThat(8 * (paddingBytes - sentBefore) / 4).isBetween(300_000L, 335_000L);
        heardBps = 1_000_000;
        send(1, 300_000);
        sentBefore = paddingBytes;
        send(4, 300_000);
        assertThat(paddingBytes).as("it fits").isEqualTo(sentBefore);
    }

    @Test
    void goesOnBelievingInWhatItClimbedToUntilThePictureIsThere() {
        heardBps = 3_000_000;
        remb.setDemand(50_000, 1_300_000, 1_300_000, now);
        remb.setStarved(true);
        send(3, 50_000);
        assertThat(remb.estimateBps()).isGreaterThan(1_500_000);
        send(3, 50_000);
        assertThat(remb.estimateBps()).isGreaterThan(1_500_000);
    }

    @Test
    void stopsAtOnceWhenThePeerBelievesInLessAndWaitsLongerEachTime() {
        heardBps = 400_000;
        remb.setDemand(300_000, 2_000_000, 800_000, now);
        send(4, 300_000);
        for (int wait : new int[] {4, 8, 16, 30, 30}) {
            heardBps = 350_000;
            send(1, 300_000);
            long sent = paddingBytes;
            send(wait - 2, 300_000);
            assertThat(paddingBytes).isEqualTo(sent);
            heardBps = 400_000;
            send(4, 300_000);
            assertThat(paddingBytes).as("after %d s", wait).isGreaterThan(sent);
        }
    }

    @Test
    void triesAtOnceWhereNothingIsSeenAtAll() {
        heardBps = 100_000;
        remb.setDemand(30_000, 2_000_000, 180_000, now);
        remb.setStarved(true);
        send(4, 30_000);
        heardBps = 80_000;
        send(1, 30_000);
        long sent = paddingBytes;
        send(1, 30_000);
        assertThat(paddingBytes).isGreaterThan(sent);
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
                paddings++;
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
