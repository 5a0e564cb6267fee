package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.PeerSpec.camera;
import static io.zvonok.media.sim.PeerSpec.microphone;
import static io.zvonok.media.sim.PeerSpec.screen;
import static io.zvonok.media.sim.PeerSpec.threeEncodings;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.BroadcastReport;
import io.zvonok.media.api.Codec;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.Programme;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.stats.Counter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stage on one loop, its audience on several. */
class BroadcastScenarioTest {
    @Test
    void carriesAStageToAnAudienceOnAllLoops() {
        for (long seed = 1; seed <= 5; seed++) {
            var call = Scenario.withLoops(seed, 3).network(delay(millis(20)));
            TestPeer publisher = call.join("publisher", new PeerSpec().publish(threeEncodings(), microphone()));
            List<TestPeer> audience = audience(call, 9);
            call.onAir(true).run(seconds(10));
            for (TestPeer viewer : audience) {
                assertThat(viewer.decodedOf(publisher, TrackSource.CAMERA)).isGreaterThan(80);
                assertThat(viewer.decodedOf(publisher, TrackSource.MICROPHONE)).isGreaterThan(200);
            }
            call.server()
                    .loops()
                    .forEach(loop -> assertThat(loop.participantCount()).isGreaterThanOrEqualTo(2));
            assertThat(call.server().total(Counter.RELAY_DROPPED)).isZero();
            BroadcastReport report = SimulatedServer.await(call.server().rooms().broadcast(SimulatedServer.LESSON));
            assertThat(report).isEqualTo(new BroadcastReport(true, Programme.automatic(), 9, 3));
            call.end();
        }
    }

    @Test
    void givesTheAudienceNothingWhileOffAir() {
        var call = Scenario.withLoops(1, 2);
        TestPeer publisher = call.join("publisher", new PeerSpec().publish(camera(Codec.VP8), microphone()));
        TestPeer viewer = audience(call, 1).get(0);
        call.run(seconds(3));
        assertThat(viewer.decodedOf(publisher, TrackSource.CAMERA)).isZero();
        assertThat(call.server().slotState(viewer, "v0").reason()).isEqualTo(SlotReason.OFF_AIR);

        call.onAir(true).run(seconds(3));
        assertThat(viewer.decodedOf(publisher, TrackSource.CAMERA)).isGreaterThan(20);
        assertThat(call.server().slotState(viewer, "v0").reason()).isEqualTo(SlotReason.ACTIVE);

        call.onAir(false).run(seconds(1));
        int seen = viewer.decodedOf(publisher, TrackSource.CAMERA);
        call.run(seconds(3));
        assertThat(viewer.decodedOf(publisher, TrackSource.CAMERA)).isEqualTo(seen);
        assertThat(call.server().slotState(viewer, "v0").reason()).isEqualTo(SlotReason.OFF_AIR);
        assertThat(call.server().slotState(viewer, "a0").reason()).isEqualTo(SlotReason.OFF_AIR);
        call.end();
    }

    @Test
    void showsWhomTheDirectorChoosesFromTheirFirstKeyframeOn() {
        for (long seed = 1; seed <= 5; seed++) {
            var call = Scenario.withLoops(seed, 2).network(delay(millis(20)));
            TestPeer one = call.join("one", new PeerSpec().publish(threeEncodings(), microphone()));
            TestPeer two =
                    call.join("two", new PeerSpec().publish(camera(Codec.H264), screen(Codec.VP8), microphone()));
            List<TestPeer> audience = audience(call, 4);
            call.programme(new Programme(List.of(new Programme.Pick(one.id(), TrackSource.CAMERA))));
            call.onAir(true).run(seconds(5));
            for (TestPeer viewer : audience) {
                assertThat(viewer.decodedOf(one, TrackSource.CAMERA)).isGreaterThan(30);
                assertThat(viewer.decodedOf(two, TrackSource.CAMERA) + viewer.decodedOf(two, TrackSource.SCREEN))
                        .isZero();
            }
            call.programme(new Programme(List.of(
                    new Programme.Pick(two.id(), TrackSource.SCREEN),
                    new Programme.Pick(two.id(), TrackSource.CAMERA))));
            call.run(seconds(6));
            for (TestPeer viewer : audience) {
                assertThat(viewer.decodedOf(two, TrackSource.CAMERA)).isGreaterThan(30);
                assertThat(viewer.decodedOf(two, TrackSource.SCREEN)).isGreaterThan(15);
            }
            int before = audience.get(0).decodedOf(one, TrackSource.CAMERA);
            call.run(seconds(3));
            assertThat(audience.get(0).decodedOf(one, TrackSource.CAMERA)).isEqualTo(before);
            call.end();
        }
    }

    @Test
    void followsWhoSpeaksByItself() {
        var call = Scenario.withLoops(3, 2).network(delay(millis(20)));
        TestPeer one = call.join("one", new PeerSpec().publish(camera(Codec.VP8), microphone()));
        TestPeer two = call.join("two", new PeerSpec().publish(camera(Codec.VP8), microphone()));
        TestPeer viewer = call.join("viewer", PeerSpec.audience().slots(1, 3));
        two.mute(TrackSource.MICROPHONE, true);
        call.onAir(true).run(seconds(6));
        assertThat(call.server().slotState(viewer, "v0").peer()).isEqualTo(one.id());
        one.mute(TrackSource.MICROPHONE, true);
        two.mute(TrackSource.MICROPHONE, false);
        call.run(seconds(6));
        assertThat(call.server().slotState(viewer, "v0").peer()).isEqualTo(two.id());
        assertThat(viewer.decodedOf(two, TrackSource.CAMERA)).isGreaterThan(10);
        call.end();
    }

    @Test
    void goesOnWhenTheSourceComesBackAndNobodyHadToConnectAgain() {
        for (long seed = 1; seed <= 5; seed++) {
            var call = Scenario.withLoops(seed, 2).network(delay(millis(20)));
            TestPeer first = call.join("source", new PeerSpec().publish(camera(Codec.H264), microphone()));
            List<TestPeer> audience = audience(call, 4);
            call.onAir(true).run(seconds(4));
            first.leave();
            call.run(seconds(20));
            for (TestPeer viewer : audience) {
                assertThat(call.server().slotState(viewer, "v0").reason()).isEqualTo(SlotReason.EMPTY);
            }
            TestPeer again = call.join("source", new PeerSpec().publish(camera(Codec.H264), microphone()));
            call.run(seconds(5));
            for (TestPeer viewer : audience) {
                assertThat(viewer.decodedOf(again, TrackSource.CAMERA)).isGreaterThan(30);
                assertThat(viewer.decodedOf(again, TrackSource.MICROPHONE)).isGreaterThan(50);
            }
            call.end();
        }
    }

    @Test
    void tellsTheAudienceOfAPictureThatIsMuted() {
        var call = Scenario.withLoops(6, 2);
        TestPeer publisher = call.join("publisher", new PeerSpec().publish(camera(Codec.VP8), microphone()));
        TestPeer viewer = call.join("viewer", PeerSpec.audience());
        call.programme(new Programme(List.of(new Programme.Pick(publisher.id(), TrackSource.CAMERA))));
        call.onAir(true).run(seconds(3));
        publisher.mute(TrackSource.CAMERA, true);
        call.run(seconds(2));
        assertThat(call.server().slotState(viewer, "v0").reason()).isEqualTo(SlotReason.SENDER_MUTED);
        publisher.mute(TrackSource.CAMERA, false);
        call.run(seconds(2));
        assertThat(call.server().slotState(viewer, "v0").reason()).isEqualTo(SlotReason.ACTIVE);
        call.end();
    }

    @Test
    void bringsAViewerOnStageAndBackWithoutANewConnection() {
        for (long seed = 1; seed <= 6; seed++) {
            var call = Scenario.withLoops(seed, 2).network(delay(millis(20)));
            TestPeer teacher = call.join("teacher", new PeerSpec().publish(threeEncodings(), microphone()));
            TestPeer student = call.join("student", new PeerSpec().publish(camera(Codec.VP8), microphone()));
            List<TestPeer> audience = audience(call, 3);
            PeerSpec spec = PeerSpec.audience().slots(3, 3).publish(threeEncodings(), microphone());
            TestPeer guest = call.join("guest", spec);
            call.programme(new Programme(List.of(new Programme.Pick(teacher.id(), TrackSource.CAMERA))));
            call.onAir(true).run(seconds(4));
            assertThat(teacher.decodedOf(guest, TrackSource.CAMERA)).isZero();
            assertThat(guest.decodedOf(student, TrackSource.CAMERA)).isZero();

            guest.tier(PeerTier.STAGE);
            call.run(seconds(5));
            assertThat(teacher.decodedOf(guest, TrackSource.CAMERA)).isGreaterThan(30);
            assertThat(teacher.decodedOf(guest, TrackSource.MICROPHONE)).isGreaterThan(50);
            assertThat(guest.decodedOf(student, TrackSource.CAMERA)).isGreaterThan(20);
            assertThat(guest.decodedOf(teacher, TrackSource.CAMERA)).isGreaterThan(40);
            assertThat(audience.get(0).decodedOf(guest, TrackSource.CAMERA)).isZero();

            call.programme(new Programme(List.of(new Programme.Pick(guest.id(), TrackSource.CAMERA))));
            call.run(seconds(4));
            for (TestPeer viewer : audience) {
                assertThat(viewer.decodedOf(guest, TrackSource.CAMERA)).isGreaterThan(20);
                assertThat(viewer.decodedOf(student, TrackSource.CAMERA)).isZero();
            }

            guest.tier(PeerTier.AUDIENCE);
            call.run(seconds(1));
            int seen = teacher.decodedOf(guest, TrackSource.CAMERA);
            call.programme(Programme.automatic()).run(seconds(4));
            assertThat(teacher.decodedOf(guest, TrackSource.CAMERA)).isEqualTo(seen);
            assertThat(guest.decodedOf(guest, TrackSource.CAMERA)).isZero();
            call.end();
        }
    }

    /** That requests are 500 ms apart, at least, holds in every scenario (P20). */
    @Test
    void showsFiveHundredJoinersAPictureForAFewKeyframes() {
        var call = Scenario.withLoops(9, 3).network(delay(millis(20)));
        TestPeer publisher = call.join("publisher", new PeerSpec().publish(camera(Codec.VP8), microphone()));
        call.onAir(true).run(seconds(3));
        List<Long> asked = publisher.track(TrackSource.CAMERA).encodings.get(0).keyframeRequests;
        int before = asked.size();
        List<TestPeer> joiners = new ArrayList<>();
        List<Long> joined = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            TestPeer joiner = call.join("joiner" + i, PeerSpec.audience().slots(1, 1));
            joined.add(call.clock().nowNanos());
            joiners.add(joiner);
            call.run(millis(20));
        }
        call.run(seconds(2));
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < joiners.size(); i++) {
            assertThat(joiners.get(i).slot("v0").decoded()).isPositive();
            waits.add(joiners.get(i).slot("v0").firstDecodedNanos() - joined.get(i));
        }
        waits.sort(null);
        assertThat(waits.get(475)).as("of 95 of a hundred").isLessThan(millis(500));
        assertThat(asked.size() - before).isLessThanOrEqualTo(6);
        assertThat(call.server().total(Counter.KEYFRAMES_SAVED)).isGreaterThan(400);
        for (TestPeer joiner : joiners) {
            assertThat(joiner.slot("v0").pictureGaps()).as("of " + joiner).isZero();
        }
        call.end();
    }

    /** Large pictures, and a link that takes them slowly: the kept ones, then the present ones, no time going back. */
    @Test
    void catchesUpWithThePresentFromWhatIsKept() {
        for (long seed = 1; seed <= 8; seed++) {
            var call = Scenario.withLoops(seed, 2).network(delay(millis(20)));
            Codec codec = List.of(Codec.VP8, Codec.VP9, Codec.H264).get((int) seed % 3);
            PeerSpec.TrackSpec camera =
                    threeEncodings(codec).withFramesPerSecond(30).withBitrates(150_000L, 500_000L, 1_500_000L);
            TestPeer publisher = call.join("publisher", new PeerSpec().publish(camera, PeerSpec.voice()));
            call.onAir(true).run(seconds(2));
            List<TestPeer> viewers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                PeerSpec spec = PeerSpec.audience().slots(1, 1);
                spec.feedback(PeerSpec.Feedback.values()[i % 3]);
                viewers.add(call.join("viewer" + i, spec));
                call.run(millis(270));
            }
            call.run(seconds(4));
            assertThat(call.server().total(Counter.KEYFRAMES_SAVED)).isPositive();
            for (TestPeer viewer : viewers) {
                assertThat(viewer.decodedOf(publisher, TrackSource.CAMERA)).isGreaterThan(80);
            }
            call.end();
        }
    }

    @Test
    void doesNotLetALoopThatIsStuckHurtTheStage() {
        var call = Scenario.withLoops(8, 2);
        TestPeer publisher =
                call.join("publisher", new PeerSpec().publish(PeerSpec.camera720Single(), PeerSpec.voice()));
        TestPeer onStage = call.join("stage", PeerSpec.viewer().slots(1, 1));
        List<TestPeer> audience = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            PeerSpec spec = PeerSpec.audience().feedback(PeerSpec.Feedback.TRANSPORT_CC);
            audience.add(call.join("viewer" + i, spec));
        }
        call.onAir(true).run(seconds(5));
        int before = onStage.decodedOf(publisher, TrackSource.CAMERA);
        call.server().loops().get(1).stickFor(seconds(8));
        call.run(seconds(8));
        assertThat(onStage.decodedOf(publisher, TrackSource.CAMERA) - before).isGreaterThan(220);
        assertThat(call.server().total(Counter.RELAY_DROPPED)).isPositive();
        List<Integer> seen = audience.stream()
                .map(viewer -> viewer.decodedOf(publisher, TrackSource.CAMERA))
                .toList();
        call.run(seconds(6));
        for (int i = 0; i < audience.size(); i++) {
            assertThat(audience.get(i).decodedOf(publisher, TrackSource.CAMERA) - seen.get(i))
                    .isGreaterThan(60);
        }
        call.end();
    }

    @Test
    void givesEverythingBackInWhateverOrderRoomsClose() {
        for (long seed = 1; seed <= 6; seed++) {
            var call = Scenario.withLoops(seed, 3);
            call.join("publisher", new PeerSpec().publish(threeEncodings(), microphone()));
            audience(call, 6);
            call.onAir(true).run(seconds(3));
            if (seed % 3 == 0) {
                call.server().loops().get((int) (seed % 2)).stickFor(millis(150));
            }
            call.run(millis(20));
            call.server().rooms().closeRoom(SimulatedServer.LESSON);
            call.end();
        }
    }

    private static List<TestPeer> audience(Scenario call, int count) {
        List<TestPeer> audience = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            audience.add(call.join("viewer" + i, PeerSpec.audience()));
        }
        return audience;
    }
}
