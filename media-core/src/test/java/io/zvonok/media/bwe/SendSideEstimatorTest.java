package io.zvonok.media.bwe;

import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.zvonok.media.bwe.BandwidthEstimator.Limit;
import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.rtcp.TwccFeedback;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One estimator, its feedback written by hand: what it refuses, and what it tells. */
class SendSideEstimatorTest {
    private static final int HEADER = 12;

    private final LoopStats stats = new LoopStats();
    private final SendSideEstimator estimator =
            new SendSideEstimator(new BweConfig(1_000_000, 30_000, 20_000_000), stats, 0);
    private final RtcpWriter writer = new RtcpWriter();
    private final TwccFeedback feedback = new TwccFeedback();
    private final byte[] rtcp = new byte[1200];
    private long now = fromSeconds(1);
    private int feedbackCount;

    @Test
    void startsWithAGuess() {
        assertThat(estimator.estimateBps()).isEqualTo(1_000_000);
        assertThat(estimator.limit()).isEqualTo(Limit.START);
        assertThat(estimator.hasFeedback()).isFalse();
        assertThat(estimator.roundTripNanos()).isEqualTo(-1);
        assertThat(estimator.queueDelayNanos()).isEqualTo(-1);
        assertThat(estimator.lossRatio()).isZero();
    }

    @Test
    void numbersPacketsOneAfterTheOtherAndWrapsAround() {
        for (int i = 0; i < 65_537; i++) {
            assertThat(estimator.nextSequence()).isEqualTo(i & 0xFFFF);
            estimator.onSent(100, true, false, now);
            estimator.onSent(100, false, false, now);
        }
    }

    @Test
    void measuresTheRoundTripOfTheFastestPacket() {
        int first = send(3);
        now += fromMillis(70);
        report(first, 3, 0, now);
        assertThat(estimator.roundTripNanos()).isEqualTo(fromMillis(70));
        estimator.onRoundTrip(fromMillis(500));
        assertThat(estimator.roundTripNanos()).isEqualTo(fromMillis(70));
    }

    @Test
    void tellsTheRoundTripThatItWasTold() {
        estimator.onRoundTrip(fromMillis(500));
        assertThat(estimator.roundTripNanos()).isEqualTo(fromMillis(500));
    }

    @Test
    void refusesFeedbackAboutPacketsThatWereNeverSent_P21() {
        int first = send(10);
        assertThat(report(first + 10, 20, 0, now)).isFalse();
        assertThat(report(first + 30_000, 20, 0, now)).isFalse();
        assertThat(estimator.hasFeedback()).isFalse();
        assertThat(stats.get(Counter.TWCC_REFUSED)).isEqualTo(2);
        assertThat(report(first + 5, 100, 0, now)).isTrue(); // some were
        assertThat(estimator.hasFeedback()).isTrue();
    }

    @Test
    void refusesMalformedFeedback() {
        send(10);
        for (int length = 0; length < 9; length++) {
            assertThat(estimator.onTransportFeedback(new byte[64], 0, length, now))
                    .isFalse();
        }
    }

    @Test
    void survivesRandomFeedback_P21() {
        Random random = new Random(5);
        byte[] bytes = new byte[64];
        for (int i = 0; i < 50_000; i++) {
            send(1);
            now += fromMillis(5);
            random.nextBytes(bytes);
            bytes[0] = (byte) (estimator.nextSequence() - 50 >> 8);
            bytes[2] = 0;
            estimator.onTransportFeedback(bytes, 0, 8 + random.nextInt(56), now);
            estimator.onTick(now);
            assertThat(estimator.estimateBps()).as("step %d", i).isBetween(30_000L, 20_000_000L);
        }
    }

    @Test
    void doesNotBelieveInAnInfinitelyFastLink_P21() {
        estimator.setDemand(500_000, 50_000_000, 0, now);
        for (int i = 0; i < 200; i++) {
            int first = send(5); // 500 kbit/s, and no padding is sent
            now += fromMillis(80);
            report(first, 5, 0, fromSeconds(4000)); // all at one instant
            estimator.onTick(now);
        }
        assertThat(estimator.estimateBps()).isLessThanOrEqualTo(1_000_000);
    }

    @Test
    void countsRepeatedFeedbackOnce_P21() {
        estimator.setDemand(1_000_000, 1_000_000, 0, now);
        for (int i = 0; i < 100; i++) {
            int first = send(10);
            now += fromMillis(80);
            for (int repeat = 0; repeat < 20; repeat++) {
                assertThat(report(first, 10, 0, now)).isTrue();
            }
            estimator.onTick(now);
        }
        assertThat(estimator.estimateBps()).isLessThan(1_650_000);
    }

    @Test
    void lowersItsRateForLossThatIsOnlyClaimed_P21() {
        estimator.setDemand(1_000_000, 1_000_000, 0, now);
        for (int i = 0; i < 100; i++) {
            int first = send(10);
            now += fromMillis(80);
            report(first, 10, 2, now); // every second packet
            estimator.onTick(now);
        }
        assertThat(estimator.estimateBps()).isBetween(30_000L, 500_000L);
        assertThat(estimator.limit()).isEqualTo(Limit.LOSS);
        assertThat(estimator.lossRatio()).isBetween(0.4, 0.6);
    }

    @Test
    void sendsLessThanArrivesUntilTheQueueIsGone() {
        estimator.setDemand(1_000_000, 1_000_000, 0, now);
        long linkFree = 0; // one that carries 500 kbit/s
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 40; i++) {
            boolean tooMuch = i >= 20 && i < 28;
            int first = send(tooMuch ? 10 : 3);
            now += fromMillis(80);
            linkFree = Math.max(linkFree, now) + fromMillis(tooMuch ? 160 : 48);
            report(first, tooMuch ? 10 : 3, 0, linkFree, 16);
            least = Math.min(least, estimator.estimateBps());
        }
        assertThat(least).isLessThan(200_000);
        assertThat(estimator.limit()).isEqualTo(Limit.DELAY);
        assertThat(estimator.queueDelayNanos()).isGreaterThan(fromMillis(100));
    }

    @Test
    void believesInMoreThanIsSentOnlyJustAfterAProbeOnceItHadToGiveWay() {
        estimator.setDemand(500_000, 900_000, 900_000, now);
        assertThat(estimator.provenBps(900_000, now)).isEqualTo(Long.MAX_VALUE);
        fallSilent();
        assertThat(estimator.provenBps(900_000, now)).isZero();
        long proven = 0;
        for (int i = 0; i < 20 && proven == 0; i++) {
            int first = send(1);
            int count = 1;
            for (int tick = 0; tick < 10; tick++) {
                estimator.onTick(now);
                int due = estimator.probeBytesDue(now);
                if (due > 0) {
                    estimator.onSent(due, true, true, now);
                    count++;
                }
                now += fromMillis(5);
            }
            report(first, count, 0, now);
            estimator.onTick(now);
            proven = estimator.provenBps(900_000, now);
        }
        assertThat(proven).isGreaterThanOrEqualTo(900_000);
        assertThat(estimator.provenBps(2_000_000, now)).isZero();
        assertThat(estimator.provenBps(900_000, now + fromSeconds(2))).isZero();
    }

    @Test
    void isHeldByThePeersOwnEstimateForAWhile() {
        int first = send(10);
        report(first, 10, 0, now);
        estimator.onRemb(300_000, now);
        assertThat(estimator.estimateBps()).isEqualTo(300_000);
        assertThat(estimator.limit()).isEqualTo(Limit.REMB);
        estimator.onTick(now + fromSeconds(11));
        assertThat(estimator.estimateBps()).isGreaterThan(300_000);
    }

    @Test
    void takesReceiverReportsForASignOfLifeUntilFeedbackComes() {
        for (int i = 0; i < 1000; i++) {
            send(1);
            now += fromMillis(10);
            if (i % 100 == 0) {
                estimator.onReceiverReport(0, 50, now);
            }
            estimator.onTick(now);
        }
        assertThat(estimator.estimateBps()).isEqualTo(1_000_000);
    }

    @Test
    void estimatesWithoutAllocating() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        estimator.setDemand(1_000_000, 3_000_000, 2_000_000, now);
        exchange(20_000);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) { // the compiler at work shows in one
            threads.getCurrentThreadAllocatedBytes();
            long before = threads.getCurrentThreadAllocatedBytes();
            exchange(5_000);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes over 5000 feedbacks").isLessThan(1_000);
        assertThat(stats.get(Counter.PROBES)).isPositive();
    }

    private void fallSilent() {
        int first = send(1);
        for (int i = 0; i < 300; i++) {
            now += fromMillis(10);
            estimator.onTick(now);
        }
        report(first, 1, 0, now);
    }

    private void exchange(int feedbacks) {
        for (int i = 0; i < feedbacks; i++) {
            int first = send(6);
            now += fromMillis(25);
            estimator.onTick(now);
            int due = estimator.probeBytesDue(now);
            if (due > 0) {
                estimator.onSent(due, true, true, now);
            }
            now += fromMillis(25);
            report(first, 7, i % 50 == 0 ? 3 : 0, now);
            estimator.setDemand(1_000_000, 3_000_000, 2_000_000, now);
        }
    }

    /** Returns the first sequence number. */
    private int send(int packets) {
        int first = estimator.nextSequence();
        for (int i = 0; i < packets; i++) {
            estimator.onSent(1000, true, false, now);
        }
        return first;
    }

    private boolean report(int first, int packets, int lostOneIn, long arrivalNanos) {
        return report(first, packets, lostOneIn, arrivalNanos, 0);
    }

    private boolean report(int first, int packets, int lostOneIn, long lastArrivalNanos, int spacingMillis) {
        feedback.begin(first, feedbackCount++);
        for (int i = 0; i < packets; i++) {
            if (lostOneIn > 0 && i % lostOneIn == 0) {
                feedback.addLost();
            } else {
                feedback.addReceived(lastArrivalNanos - (packets - 1 - i) * fromMillis(spacingMillis));
            }
        }
        writer.begin(rtcp, 0, rtcp.length);
        writer.transportFeedback(1, 2, feedback);
        return estimator.onTransportFeedback(rtcp, HEADER, writer.length() - HEADER, now);
    }
}
