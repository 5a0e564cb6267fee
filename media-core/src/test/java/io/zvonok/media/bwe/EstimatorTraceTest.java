package io.zvonok.media.bwe;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.bwe.VirtualViewer.Moment;
import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The estimator against synthetic links: a source that does not pace and obeys the estimate, a drop-tail bottleneck,
 * feedback on the wire format. {@code -Dseeds=N} tries N/10 seeds, {@code -Dseed=S} replays one.
 */
class EstimatorTraceTest {
    private static final long MBIT = 1_000_000;
    private static final int TOP = VirtualNetwork.CAMERA.length - 1;

    @Test
    void convergesToWhatAConstantLinkCarriesAndStays() {
        for (long rate : new long[] {500_000, MBIT, 3 * MBIT}) {
            int best = rate >= 3 * MBIT ? 2 : rate >= MBIT ? 1 : 0;
            forEachSeed(seed -> {
                VirtualNetwork network = network(seed, rate);
                VirtualViewer viewer = network.viewer();
                network.run(60);
                List<Moment> later = viewer.between(10, 61);
                assertThat(later).as("seed %d at %d", seed, rate).allMatch(moment -> moment.layer() == best);
                assertThat(viewer.between(2, 61))
                        .as("seed %d at %d", seed, rate)
                        .allMatch(moment -> moment.estimateBps() <= 1.2 * rate);
                assertThat(percentile(queues(later), 95))
                        .as("seed %d at %d", seed, rate)
                        .isLessThan(50);
            });
        }
    }

    @Test
    void obeysADropWithinTwoSecondsAndDrainsTheQueue() {
        forEachSeed(seed -> {
            VirtualNetwork network = network(seed, 3 * MBIT);
            network.link().queue(150 + seed * 17 % 150, 3 * MBIT);
            VirtualViewer viewer = network.viewer();
            network.run(15 + seed * 0.37 % 3);
            double drop = network.seconds();
            network.link().rate(500_000);
            network.run(10);
            assertThat(viewer.between(drop + 1, drop + 2.5))
                    .as("seed %d: estimate", seed)
                    .allMatch(moment -> moment.estimateBps() < 500_000);
            assertThat(viewer.between(drop + 2.2, drop + 4))
                    .as("seed %d: queue", seed)
                    .allMatch(moment -> moment.queueNanos() < Nanos.fromMillis(100));
            assertThat(viewer.between(drop + 8, drop + 10))
                    .as("seed %d: picture", seed)
                    .allMatch(moment -> moment.layer() == 0);
        });
    }

    @Test
    void findsARiseWithinSeconds() {
        List<Double> seconds = new ArrayList<>();
        forEachSeed(seed -> {
            VirtualNetwork network = network(seed, 500_000);
            VirtualViewer viewer = network.viewer(150_000, 500_000, 2_400_000);
            network.run(30 + seed * 0.73 % 12);
            double rise = network.seconds();
            network.link().rate(3 * MBIT);
            network.run(30);
            seconds.add(viewer.secondsUntil(rise, moment -> moment.estimateBps() >= 2_500_000));
        });
        assertThat(percentile(seconds, 50)).as("median over seeds").isLessThan(8);
        assertThat(percentile(seconds, 95)).as("p95 over seeds").isLessThan(15);
    }

    @Test
    void keepsTheBestPictureThroughTenPercentOfRandomLoss() {
        forEachSeed(seed -> {
            VirtualNetwork network = network(seed, 5 * MBIT);
            network.link().loss(0.1);
            VirtualViewer viewer = network.viewer();
            network.run(60);
            assertThat(viewer.between(15, 61))
                    .as("seed %d", seed)
                    .allMatch(moment -> moment.layer() == TOP && moment.estimateBps() >= 1_700_000);
            assertThat(viewer.estimator().lossRatio()).as("seed %d", seed).isBetween(0.03, 0.2);
        });
    }

    @Test
    void doesNotTakeJitterOrKeyFramesForCongestion() {
        forEachSeed(seed -> {
            VirtualNetwork network = network(seed, 3 * MBIT);
            network.link().jitter(30);
            VirtualViewer viewer = network.viewer();
            network.run(60);
            assertThat(viewer.between(15, 61)).as("seed %d", seed).allMatch(moment -> moment.layer() == TOP);
        });
    }

    @Test
    void recoversFromBurstsOfLoss() {
        forEachSeed(seed -> {
            VirtualNetwork network = network(seed, 3 * MBIT);
            VirtualViewer viewer = network.viewer();
            network.run(15);
            for (int burst = 0; burst < 3; burst++) {
                network.link().loss(0.3);
                network.run(1);
                network.link().loss(0);
                double over = network.seconds();
                network.run(10);
                assertThat(viewer.between(over + 5, over + 10))
                        .as("seed %d burst %d", seed, burst)
                        .allMatch(moment -> moment.layer() == TOP);
            }
        });
    }

    @Test
    void recoversFromDelaySpikes() {
        forEachSeed(seed -> {
            VirtualNetwork network = network(seed, 3 * MBIT);
            VirtualViewer viewer = network.viewer();
            network.run(15);
            for (int spike = 0; spike < 5; spike++) {
                network.link().hold(network.now() + Nanos.fromMillis(300));
                network.run(3);
            }
            double over = network.seconds();
            network.run(10);
            assertThat(viewer.between(over + 4, over + 10))
                    .as("seed %d", seed)
                    .allMatch(moment -> moment.layer() == TOP);
        });
    }

    @Test
    void doesNotMindALongerPath() {
        forEachSeed(seed -> {
            VirtualNetwork network = network(seed, 3 * MBIT);
            VirtualViewer viewer = network.viewer();
            network.run(15);
            network.link().delay(105);
            network.run(15);
            assertThat(viewer.between(16, 31)).as("seed %d", seed).allMatch(moment -> moment.layer() == TOP);
        });
    }

    @Test
    void sharesALinkFairly() {
        List<Double> fairness = new ArrayList<>();
        forEachSeed(seed -> {
            VirtualNetwork network = network(seed, 2 * MBIT);
            List<VirtualViewer> viewers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                viewers.add(network.viewer(100_000, 150_000, 250_000, 350_000, 500_000, 800_000, 1_700_000));
                network.run(1);
            }
            network.run(30);
            double from = network.seconds();
            network.run(120);
            double[] bytes = viewers.stream()
                    .mapToDouble(viewer -> viewer.receivedBytes(from, network.seconds()))
                    .toArray();
            fairness.add(jain(bytes));
            double carried = Arrays.stream(bytes).sum() * 8 / 120;
            assertThat(carried).as("seed %d: use of the link", seed).isGreaterThan(1_200_000);
        });
        assertThat(percentile(fairness, 50)).as("median over seeds").isGreaterThan(0.9);
        assertThat(percentile(fairness, 5)).as("p5 over seeds").isGreaterThan(0.75);
    }

    @Test
    void letsTwoHaveTheSameWhereBothFit() {
        forEachSeed(seed -> {
            VirtualNetwork network = network(seed, 5 * MBIT);
            VirtualViewer first = network.viewer();
            network.run(3);
            VirtualViewer second = network.viewer();
            network.run(40);
            assertThat(share(first, 20, 44, TOP)).as("seed %d: first", seed).isGreaterThan(0.9);
            assertThat(share(second, 20, 44, TOP)).as("seed %d: second", seed).isGreaterThan(0.9);
        });
    }

    @Test
    void worksWithAFifthOfTheFeedbackLost() {
        forEachSeed(seed -> {
            VirtualNetwork network = network(seed, 3 * MBIT);
            network.feedbackLoss(0.2);
            VirtualViewer viewer = network.viewer();
            network.run(20);
            assertThat(share(viewer, 12, 21, TOP))
                    .as("seed %d: best picture", seed)
                    .isGreaterThan(0.9);
            double drop = network.seconds();
            network.link().rate(500_000);
            network.run(6);
            assertThat(viewer.between(drop + 1.2, drop + 2.5))
                    .as("seed %d: after the drop", seed)
                    .allMatch(moment -> moment.estimateBps() < 500_000);
        });
    }

    @Test
    void sendsHardlyAnythingIntoABlackHole() {
        forEachSeed(seed -> {
            VirtualNetwork network = network(seed, 3 * MBIT);
            VirtualViewer viewer = network.viewer();
            network.run(15);
            long before = viewer.estimator().estimateBps();
            network.blackHole(true);
            network.run(10);
            assertThat(viewer.estimator().estimateBps()).as("seed %d", seed).isLessThanOrEqualTo(before / 20);
            network.blackHole(false);
            network.run(2.2);
            assertThat(viewer.layer()).as("seed %d: afterwards", seed).isEqualTo(TOP);
        });
    }

    @Test
    void isBackSoonAfterAShortBlackHole() {
        forEachSeed(seed -> {
            VirtualNetwork network = network(seed, 3 * MBIT);
            VirtualViewer viewer = network.viewer();
            network.run(15);
            network.blackHole(true);
            network.run(3);
            network.blackHole(false);
            network.run(2);
            assertThat(viewer.layer()).as("seed %d", seed).isEqualTo(TOP);
        });
    }

    @Test
    void forgivesSilenceWhenOnlyTheWayBackWasCut() {
        forEachSeed(seed -> {
            VirtualNetwork network = network(seed, 3 * MBIT);
            VirtualViewer viewer = network.viewer();
            network.run(15);
            network.deaf(true);
            network.run(3);
            assertThat(viewer.estimator().estimateBps()).as("seed %d", seed).isLessThan(1_700_000);
            network.deaf(false);
            network.run(0.2);
            assertThat(viewer.estimator().estimateBps()).as("seed %d", seed).isGreaterThan(1_800_000);
        });
    }

    @Test
    void getsOnWithoutPadding() {
        forEachSeed(seed -> {
            VirtualNetwork network = network(seed, 3 * MBIT);
            VirtualViewer viewer = network.viewer(150_000, 500_000, 900_000, 1_700_000);
            viewer.withoutPadding();
            network.run(60);
            assertThat(viewer.between(50, 61)).as("seed %d", seed).allMatch(moment -> moment.layer() >= 2);
        });
    }

    @Test
    void triesATokenBucketRarely() {
        forEachSeed(seed -> {
            VirtualNetwork network = network(seed, 1_200_000);
            network.link().bucket(32_000);
            VirtualViewer viewer = network.viewer();
            network.run(180);
            assertThat(viewer.changesBetween(60, 181))
                    .as("seed %d: changes", seed)
                    .isLessThanOrEqualTo(8);
            assertThat(share(viewer, 60, 181, 1))
                    .as("seed %d: in the right layer", seed)
                    .isGreaterThan(0.9);
        });
    }

    @Test
    void leavesRoomInTheQueueOfASteadyLink() {
        forEachSeed(seed -> {
            VirtualNetwork network = network(seed, 700_000);
            VirtualViewer viewer = network.viewer();
            network.run(90);
            assertThat(percentile(queues(viewer.between(20, 91)), 95))
                    .as("seed %d", seed)
                    .isLessThan(100);
            assertThat(viewer.changesBetween(30, 91))
                    .as("seed %d: changes", seed)
                    .isLessThanOrEqualTo(2);
        });
    }

    @Test
    void givesTheSameRunForTheSameSeed() {
        VirtualNetwork first = network(5, MBIT);
        VirtualNetwork second = network(5, MBIT);
        VirtualViewer one = first.viewer();
        VirtualViewer other = second.viewer();
        first.run(20);
        second.run(20);
        assertThat(one.moments()).isEqualTo(other.moments());
    }

    // --- measures

    private static VirtualNetwork network(long seed, long rateBps) {
        VirtualNetwork network = new VirtualNetwork(seed);
        network.link().rate(rateBps);
        network.link().queue(300, rateBps);
        return network;
    }

    private static void forEachSeed(LongConsumer test) {
        String replayed = System.getProperty("seed", "");
        LongStream seeds = replayed.isEmpty()
                ? LongStream.rangeClosed(1, Math.max(1, Integer.getInteger("seeds", 100) / 10))
                : LongStream.of(Long.parseLong(replayed));
        seeds.forEach(test);
    }

    private static double share(VirtualViewer viewer, double from, double to, int layer) {
        List<Moment> moments = viewer.between(from, to);
        return moments.stream().filter(moment -> moment.layer() == layer).count() / (double) moments.size();
    }

    private static List<Double> queues(List<Moment> moments) {
        return moments.stream().map(moment -> moment.queueNanos() / 1e6).toList();
    }

    private static double percentile(List<Double> values, int percent) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    private static double jain(double... shares) {
        double sum = 0;
        double squares = 0;
        for (double share : shares) {
            sum += share;
            squares += share * share;
        }
        return sum * sum / shares.length / squares;
    }
}
