package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.LinkConditions.kbps;
import static io.zvonok.media.sim.LinkConditions.linkRate;
import static io.zvonok.media.sim.LinkConditions.queueMillis;
import static io.zvonok.media.sim.PeerSpec.camera720;
import static io.zvonok.media.sim.PeerSpec.voice;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.media.api.DownlinkReport;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.media.stats.Counter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One viewer lies and floods, another one beside it is honest. The honest one sees no change of layers, no freeze, and
 * hears every sound; that nothing escapes a handler and publishers are not asked too often is held by {@link Invariants}.
 */
class AbuseScenarioTest {
    private static final int SETTLING_SECONDS = 12;
    /** What encryption adds to a packet. */
    private static final int TAG = 16;

    private Scenario call;
    private TestPeer publisher;
    private TestPeer canary;
    private HostileViewer hostile;
    private int changesBefore;
    private long expectedBefore;

    @BeforeEach
    void begin() {
        call = Scenario.withSeed(1).network(delay(millis(15)));
        publisher = call.join(
                "publisher", new PeerSpec().publish(voice(), camera720()).ignoresLayers());
        canary = call.join("canary", PeerSpec.viewer().slots(1, 1));
        canary.viewAuto("v0", 360);
    }

    private HostileViewer join(PeerSpec spec) {
        return join("hostile", spec);
    }

    private HostileViewer join(String name, PeerSpec spec) {
        TestPeer peer = call.join(name, spec.slots(1, 1));
        peer.viewAuto("v0", 720);
        return new HostileViewer(peer, 7);
    }

    private void settle() {
        call.run(seconds(SETTLING_SECONDS));
        canary.slot("v0").metrics().startOver();
        canary.slot("v0").forgetFreezes();
        changesBefore = changesOf(canary);
        expectedBefore = canary.slot("a0").packetsExpected();
    }

    private int changesOf(TestPeer viewer) {
        return call.server()
                .room()
                .report(viewer.id(), call.clock().nowNanos())
                .layerChanges()
                .size();
    }

    private DownlinkReport downlink(TestPeer viewer) {
        return call.server().room().report(viewer.id(), call.clock().nowNanos()).downlink();
    }

    private long counted(Counter counter) {
        return call.server().stats().get(counter);
    }

    private void requireThatTheCanaryNoticedNothing(int seconds) {
        SlotMetrics shown = canary.slot("v0").metrics();
        assertThat(shown.timeline()).as("layers shown").hasSize(1);
        assertThat(shown.freezes().count()).as("freezes").isZero();
        assertThat(canary.slot("v0").pictureGaps()).isZero();
        assertThat(shown.frames()).isGreaterThan(29L * seconds);
        assertThat(changesOf(canary)).as("layer changes decided").isEqualTo(changesBefore);
        assertThat(canary.slot("a0").packetsExpected() - expectedBefore).isGreaterThan(45L * seconds);
        assertThat(canary.slot("a0").packetsLost()).as("sounds lost").isZero();
        assertThat(canary.slot("v0").packetsLost()).isZero();
        assertThat(canary.slot("v0").repaired()).as("retransmissions").isZero();
        call.end();
    }

    // --- what it says of its link (P21)

    @Test
    void givesNobodyElseLessForAViewerThatClaimsInfiniteBandwidth() {
        hostile = join(PeerSpec.viewer().saysNothing());
        hostile.peer().down().change(linkRate(kbps(300)), queueMillis(300));
        hostile.every(millis(50), () -> hostile.claimThatAllCameAt(seconds(5)));
        hostile.every(millis(100), () -> hostile.claimBandwidth(1L << 40));
        settle();
        call.run(seconds(30));
        assertThat(downlink(hostile.peer()).estimateBps())
                .as("little more than what is wanted")
                .isLessThan(2_500_000);
        assertThat(downlink(hostile.peer()).sentBps()).isLessThan(2_500_000);
        requireThatTheCanaryNoticedNothing(30);
    }

    @Test
    void givesOnlyItLessWhoClaimsThatAllIsLost() {
        hostile = join(PeerSpec.viewer().saysNothing());
        settle();
        hostile.every(millis(100), hostile::claimThatAllWasLost);
        hostile.every(millis(200), () -> hostile.reportLoss(255, hostile.mediaSsrc("v0")));
        call.run(seconds(20));
        assertThat(downlink(hostile.peer()).estimateBps()).isLessThan(100_000);
        assertThat(call.server().slotState(hostile.peer(), "v0").reason()).isEqualTo(SlotReason.NO_BANDWIDTH);
        requireThatTheCanaryNoticedNothing(20);
    }

    @Test
    void refusesFeedbackAboutPacketsThatWereNeverSent() {
        hostile = join(PeerSpec.viewer().saysNothing());
        settle();
        long refused = counted(Counter.TWCC_REFUSED);
        int[] ahead = {1};
        hostile.every(millis(50), () -> hostile.claimWhatWasNeverSent(1000 + ahead[0]++ * 997 % 30_000));
        call.run(seconds(10));
        assertThat(counted(Counter.TWCC_REFUSED) - refused).isGreaterThan(150);
        assertThat(downlink(hostile.peer()).estimateBps())
                .as("as if it said nothing")
                .isLessThan(100_000);
        requireThatTheCanaryNoticedNothing(10);
    }

    @Test
    void learnsNothingFromFeedbackThatComesAgainOrInAnotherOrder() {
        hostile = join(PeerSpec.viewer().saysNothing());
        hostile.peer().down().change(linkRate(kbps(700)), queueMillis(300));
        TestPeer honest = call.join("honest", PeerSpec.viewer().slots(1, 1));
        honest.viewAuto("v0", 720);
        TwccReporter arrivals = new TwccReporter();
        hostile.peer().feedback.report(arrivals);
        hostile.every(millis(100), () -> hostile.sayHonestly(arrivals));
        for (int i = 0; i < 4; i++) {
            hostile.every(millis(60 + 10 * i), hostile::repeat);
        }
        settle();
        SlotMetrics shown = hostile.peer().slot("v0").metrics();
        shown.startOver();
        for (int i = 0; i < 20; i++) {
            call.run(seconds(1));
            assertThat(downlink(hostile.peer()).estimateBps()).isBetween(550_000L, 900_000L);
        }
        assertThat(shown.timeline()).hasSize(1);
        assertThat(shown.shown().encoding()).isEqualTo(1);
        assertThat(honest.slot("v0").metrics().shown().encoding()).isEqualTo(2);
        requireThatTheCanaryNoticedNothing(20);
    }

    @Test
    void survivesWhateverIsDamagedInWhatItSays() {
        hostile = join(PeerSpec.viewer().saysNothing());
        TwccReporter arrivals = new TwccReporter();
        hostile.peer().feedback.report(arrivals);
        hostile.every(millis(100), () -> hostile.sayHonestly(arrivals));
        settle();
        int own = hostile.mediaSsrc("v0");
        hostile.remember(rtcp -> rtcp.nack(1, own, new int[] {1, 2, 3, 30, 60_000}, 5));
        hostile.remember(rtcp -> rtcp.pli(1, own));
        hostile.remember(rtcp -> rtcp.fir(1, own, 3));
        hostile.remember(rtcp -> rtcp.remb(1, 500_000, own));
        hostile.remember(rtcp -> {
            rtcp.receiverReport(1);
            rtcp.reportBlock(own, 3, 4, 5, 6, 7, 8);
            rtcp.sdesCname(1, "liar");
        });
        hostile.remember(rtcp -> {
            rtcp.senderReport(own, 1, 2, 3, 4);
            rtcp.receiverReferenceTime(1, 5);
            rtcp.dlrr(1, own, 5, 6);
            rtcp.bye(1);
        });
        long malformed = counted(Counter.RTCP_MALFORMED);
        hostile.every(millis(6), hostile::repeatDamaged);
        call.run(seconds(60));
        assertThat(counted(Counter.RTCP_MALFORMED) - malformed).isGreaterThan(500);
        requireThatTheCanaryNoticedNothing(60);
    }

    @Test
    void readsNoMoreOfItThanAnybodyNeedsToSay_P21() {
        hostile = join(PeerSpec.viewer());
        settle();
        long over = counted(Counter.RTCP_OVER_RATE);
        hostile.every(millis(1), () -> hostile.reportLoss(0, hostile.mediaSsrc("v0")));
        call.run(seconds(10));
        assertThat(counted(Counter.RTCP_OVER_RATE) - over).isGreaterThan(7000);
        requireThatTheCanaryNoticedNothing(10);
    }

    // --- what it asks for (P19, P20, P22)

    @Test
    void sendsAgainAtMostSixtyPercentOfTheStreamAndNeverMoreThanTheLinkCarries_P19() {
        hostile = join(PeerSpec.viewer());
        hostile.peer().viewAuto("v0", 360);
        hostile.peer().down().change(delay(0)); // so that its seconds are those of the server
        settle();
        Traffic traffic = new Traffic();
        hostile.peer().downlink.tap((slot, rtx, bytes) -> {
            if (slot.kind == MediaKind.VIDEO) {
                traffic.add(rtx, bytes - TAG, call.clock().nowNanos());
            }
        });
        long over = counted(Counter.RTX_OVER_BUDGET);
        int ssrc = hostile.mediaSsrc("v0");
        // 180 compounds a second of 100 packets each: every packet is asked for many times over
        hostile.every(
                millis(6), () -> hostile.nack(ssrc, hostile.peer().slot("v0").reportedHighest() & 0xFFFF, 100));
        hostile.every(
                millis(100),
                () -> assertThat(traffic.rtxBps(call.clock().nowNanos()))
                        .isLessThanOrEqualTo(downlink(hostile.peer()).estimateBps()));
        call.run(seconds(30));
        assertThat(counted(Counter.RTX_OVER_BUDGET)).isGreaterThan(over);
        assertThat(traffic.worstShareOfTwoSeconds()).as("of the stream").isBetween(0.3, 0.6);
        requireThatTheCanaryNoticedNothing(30);
    }

    @Test
    void sendsAgainNothingThatWasNeverSent() {
        hostile = join(PeerSpec.viewer());
        hostile.peer().viewAuto("v0", 360);
        settle();
        long again = counted(Counter.RTX_OUT);
        long notFound = counted(Counter.RTX_NOT_FOUND);
        int ssrc = hostile.mediaSsrc("v0");
        Random random = new Random(5);
        hostile.every(millis(10), () -> hostile.nack(ssrc, random.nextInt(5) * 4000 + 50_000, 64));
        call.run(seconds(10));
        assertThat(counted(Counter.RTX_NOT_FOUND) - notFound).isGreaterThan(10_000);
        assertThat(counted(Counter.RTX_OUT)).isEqualTo(again);
        requireThatTheCanaryNoticedNothing(10);
    }

    @Test
    void heedsNoFeedbackAboutOtherPeoplesStreams_P22() {
        hostile = join(PeerSpec.viewer());
        settle();
        long again = counted(Counter.RTX_OUT);
        long foreign = counted(Counter.RTCP_FOREIGN_SSRC);
        int asked = keyframesAskedFor();
        long estimate = downlink(canary).estimateBps();
        int ssrc = canary.slot("v0").ssrc;
        hostile.every(millis(20), () -> hostile.nack(ssrc, canary.slot("v0").reportedHighest() & 0xFFFF, 64));
        hostile.every(millis(50), () -> hostile.pli(ssrc));
        hostile.every(millis(50), () -> hostile.fir(ssrc));
        hostile.every(millis(50), () -> hostile.reportLoss(255, ssrc));
        hostile.every(millis(50), () -> hostile.reportLoss(255, canary.slot("a0").ssrc));
        call.run(seconds(15));
        assertThat(counted(Counter.RTCP_FOREIGN_SSRC) - foreign).isGreaterThan(10_000);
        assertThat(counted(Counter.RTX_OUT)).isEqualTo(again);
        assertThat(keyframesAskedFor()).isEqualTo(asked);
        assertThat(downlink(canary).estimateBps()).isGreaterThanOrEqualTo(estimate * 9 / 10);
        requireThatTheCanaryNoticedNothing(15);
    }

    @Test
    void asksThePublisherOnceForAHundredViewersThatAskTenTimesASecond_P20() {
        List<HostileViewer> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            HostileViewer one = join("hostile" + i, PeerSpec.viewer());
            one.peer().viewAuto("v0", 360);
            many.add(one);
        }
        settle();
        int before = keyframesAskedFor();
        long in = counted(Counter.PLI_IN);
        for (HostileViewer one : many) {
            one.every(millis(200), () -> one.pli(one.mediaSsrc("v0")));
            one.every(millis(200), () -> one.fir(one.mediaSsrc("v0")));
        }
        call.run(seconds(20));
        assertThat(counted(Counter.PLI_IN) - in).isGreaterThan(15_000);
        int asked = keyframesAskedFor() - before;
        assertThat(asked).as("in 20 s, of all encodings").isBetween(1, 3 * 2 * 6);
        requireThatTheCanaryNoticedNothing(20);
    }

    private int keyframesAskedFor() {
        return publisher.track(TrackSource.CAMERA).encodings.stream()
                .mapToInt(encoding -> encoding.keyframeRequests.size())
                .sum();
    }

    // --- what it wants to see

    @Test
    void takesViewsOfAnySizeForWhatTheyAre() {
        hostile = join(PeerSpec.viewer());
        settle();
        int[] sizes = {Integer.MAX_VALUE, 0, 1, Integer.MIN_VALUE, -1, Integer.MAX_VALUE - 1, 2};
        Random random = new Random(3);
        hostile.every(millis(20), () -> {
            int width = sizes[random.nextInt(sizes.length)];
            int height = sizes[random.nextInt(sizes.length)];
            hostile.peer().view(new SlotView("v0", SlotView.Want.AUTO, null, null, width, height, random.nextInt()));
        });
        call.run(seconds(10));
        hostile.every(
                millis(7),
                () -> hostile.peer()
                        .view(new SlotView(
                                "v0",
                                SlotView.Want.AUTO,
                                null,
                                null,
                                Integer.MAX_VALUE,
                                Integer.MAX_VALUE,
                                Integer.MAX_VALUE)));
        call.run(seconds(10));
        assertThat(downlink(hostile.peer()).wantedBps()).isLessThan(4_000_000);
        requireThatTheCanaryNoticedNothing(20);
    }

    @Test
    void refusesViewsOfSlotsThatAreNotThereAndShowsNobodyWhoIsNot() {
        hostile = join(PeerSpec.viewer());
        settle();
        TestPeer peer = hostile.peer();
        assertThatThrownBy(() -> peer.view(new SlotView("v99", SlotView.Want.AUTO, null, null, 1, 1, 0)))
                .isInstanceOf(ZvonokException.class);
        assertThatThrownBy(() -> peer.view(new SlotView("\0", SlotView.Want.STAGE, null, null, 1, 1, 0)))
                .isInstanceOf(ZvonokException.class);
        peer.view(new SlotView("v0", SlotView.Want.PEER, new PeerId("nobody"), null, 640, 360, 0));
        call.run(seconds(5));
        assertThat(call.server().slotState(peer, "v0").reason()).isEqualTo(SlotReason.EMPTY);
        peer.view(new SlotView("v0", SlotView.Want.PEER, peer.id(), TrackSource.CAMERA, 640, 360, 0));
        peer.view(new SlotView("v0", SlotView.Want.PEER, null, null, 640, 360, 0));
        peer.view(new SlotView("v0", SlotView.Want.PEER, publisher.id(), TrackSource.MICROPHONE, 640, 360, 0));
        call.run(seconds(5));
        assertThat(call.server().slotState(peer, "v0").reason()).isEqualTo(SlotReason.EMPTY);
        requireThatTheCanaryNoticedNothing(10);
    }

    @Test
    void shrugsOffAThousandViewsASecond() {
        hostile = join(PeerSpec.viewer());
        settle();
        int before = keyframesAskedFor();
        int[] heights = {0, 180, 360, 720};
        int[] at = {0};
        hostile.every(millis(1), () -> hostile.peer().viewAuto("v0", heights[at[0]++ % 4]));
        call.run(seconds(20));
        assertThat(at[0]).isGreaterThan(15_000);
        assertThat(keyframesAskedFor() - before).isLessThanOrEqualTo(3 * 2 * 6);
        assertThat(changesOf(hostile.peer())).as("remembered").isLessThanOrEqualTo(32);
        requireThatTheCanaryNoticedNothing(20);
    }

    /** Bytes that came, media and retransmissions apart, in steps of 100 ms. */
    private static final class Traffic {
        private static final long STEP = millis(100);
        private static final int STEPS_OF_TWO_SECONDS = 20;

        private final List<long[]> steps = new ArrayList<>();
        private long first = -1;

        void add(boolean rtx, int bytes, long nowNanos) {
            first = first < 0 ? nowNanos / STEP : first;
            int at = (int) (nowNanos / STEP - first);
            while (steps.size() <= at) {
                steps.add(new long[2]);
            }
            steps.get(at)[rtx ? 1 : 0] += bytes;
        }

        private long sum(int from, int to, int kind) {
            long sum = 0;
            for (int i = Math.max(0, from); i < to; i++) {
                sum += steps.get(i)[kind];
            }
            return sum;
        }

        /** Of the last second. */
        long rtxBps(long nowNanos) {
            return 8 * sum(steps.size() - 10, steps.size(), 1);
        }

        /** Retransmissions to media, of any two seconds that end with a retransmission. */
        double worstShareOfTwoSeconds() {
            double worst = 0;
            for (int from = STEPS_OF_TWO_SECONDS; from + STEPS_OF_TWO_SECONDS < steps.size(); from++) {
                int to = from + STEPS_OF_TWO_SECONDS;
                boolean resent = steps.get(to - 1)[1] > 0;
                worst = Math.max(worst, resent ? sum(from, to, 1) / (double) sum(from, to, 0) : 0);
            }
            return worst;
        }
    }
}
