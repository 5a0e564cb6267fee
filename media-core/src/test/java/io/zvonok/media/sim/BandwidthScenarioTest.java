package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.blackout;
import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.LinkConditions.kbps;
import static io.zvonok.media.sim.LinkConditions.linkRate;
import static io.zvonok.media.sim.LinkConditions.loss;
import static io.zvonok.media.sim.LinkConditions.queueMillis;
import static io.zvonok.media.sim.PeerSpec.camera720;
import static io.zvonok.media.sim.PeerSpec.camera720Single;
import static io.zvonok.media.sim.PeerSpec.voice;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.LayerCause;
import io.zvonok.media.api.LayerChange;
import io.zvonok.media.api.LayerLimit;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.peer.Cargo;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What viewers on narrow links get, and what they and their operators are told of it. */
class BandwidthScenarioTest {
    private Scenario call;
    private TestPeer publisher;
    private TestPeer viewer;

    private void start(long seed, PeerSpec.TrackSpec... tracks) {
        call = Scenario.withSeed(seed).network(delay(millis(15)));
        publisher = call.join("publisher", new PeerSpec().publish(tracks));
        viewer = call.join("viewer", PeerSpec.viewer().slots(1, 1));
        viewer.viewPeer("v0", publisher, TrackSource.CAMERA, 720);
    }

    private void narrow(long bps) {
        viewer.down().change(linkRate(bps), queueMillis(300));
    }

    private SlotState told() {
        return call.server().slotState(viewer, "v0");
    }

    private PeerReport report() {
        return call.server().room().report(viewer.id(), call.clock().nowNanos());
    }

    private LayerChange lastChange() {
        return report().layerChanges().get(0);
    }

    private boolean reaches(SlotReason reason, long nanos) {
        return call.runUntil(() -> told() != null && told().reason() == reason, nanos);
    }

    private boolean shows(int encoding, long nanos) {
        SlotMetrics shown = viewer.slot("v0").metrics();
        return call.runUntil(() -> shown.shown() != null && shown.shown().encoding() == encoding, nanos);
    }

    @Test
    void saysWhatThePictureTakesAndWhatTheLinkHasWhenNoneFits() {
        start(1, camera720Single());
        narrow(kbps(400));
        assertThat(reaches(SlotReason.NO_BANDWIDTH, seconds(15))).isTrue();
        call.run(seconds(5));
        assertThat(told().reason()).isEqualTo(SlotReason.NO_BANDWIDTH);
        assertThat(told().layer()).isNull();
        assertThat(told().needBps()).isBetween(1_100_000L, 1_900_000L);
        assertThat(told().haveBps()).isBetween(100_000L, 500_000L);
        call.end();
    }

    @Test
    void saysWhatTheNextBetterPictureWouldTakeWhenASmallerOneIsShown() {
        start(2, camera720());
        assertThat(shows(2, seconds(20))).isTrue();
        narrow(kbps(400));
        call.run(seconds(10));
        assertThat(told().reason()).isEqualTo(SlotReason.ACTIVE);
        assertThat(told().limit()).isEqualTo(LayerLimit.BANDWIDTH);
        assertThat(told().needBps()).isGreaterThan(told().haveBps());
        assertThat(told().haveBps()).isPositive();
        narrow(0);
        assertThat(shows(2, seconds(70))).isTrue();
        call.run(seconds(2));
        assertThat(told().limit()).isEqualTo(LayerLimit.NONE);
        assertThat(told().needBps()).isZero();
        call.end();
    }

    @Test
    void showsTheTeacherAtLeastSmallWhateverHappensToTheOthers() {
        call = Scenario.withSeed(3).network(delay(millis(15)));
        TestPeer teacher = call.join(
                "teacher", new PeerSpec().publish(voice(), camera720()).prominence(1));
        TestPeer first = call.join("first", new PeerSpec().publish(camera720()));
        TestPeer second = call.join("second", new PeerSpec().publish(camera720()));
        viewer = call.join("viewer", PeerSpec.viewer().slots(3, 1));
        List<TestPeer> sources = List.of(first, teacher, second);
        for (int i = 0; i < 3; i++) {
            viewer.viewPeer("v" + i, sources.get(i), TrackSource.CAMERA, 360);
        }
        call.run(seconds(10));
        narrow(kbps(130));
        call.run(seconds(15));
        int before = viewer.decodedOf(teacher, TrackSource.CAMERA);
        for (int i = 0; i < 20; i++) {
            call.run(seconds(1));
            assertThat(call.server().slotState(viewer, "v1").reason()).isEqualTo(SlotReason.ACTIVE);
        }
        assertThat(viewer.decodedOf(teacher, TrackSource.CAMERA)).isGreaterThan(before + 100);
        assertThat(call.server().slotState(viewer, "v0").reason()).isEqualTo(SlotReason.NO_BANDWIDTH);
        assertThat(call.server().slotState(viewer, "v2").reason()).isEqualTo(SlotReason.NO_BANDWIDTH);
        call.end();
    }

    @Test
    void losesNoSoundWhileThePictureIsSqueezedToNothing() {
        for (long seed = 4; seed <= 8; seed++) {
            start(seed, voice(), camera720Single());
            call.run(seconds(8));
            assertThat(viewer.slot("v0").decoded()).isPositive();
            long expected = viewer.slot("a0").packetsExpected();
            long lost = viewer.slot("a0").packetsLost();
            narrow(kbps(120));
            call.run(seconds(60));
            assertThat(told().reason()).isEqualTo(SlotReason.NO_BANDWIDTH);
            double share = (viewer.slot("a0").packetsLost() - lost)
                    / (double) (viewer.slot("a0").packetsExpected() - expected);
            assertThat(share).as("seed " + seed).isLessThan(0.01);
            call.end();
        }
    }

    @Test
    void remembersThatTheLinkFellAndRose() {
        start(9, camera720());
        assertThat(shows(2, seconds(20))).isTrue();
        call.run(seconds(2));
        narrow(kbps(400));
        assertThat(shows(0, seconds(10))).isTrue();
        assertThat(report().layerChanges()).anySatisfy(change -> {
            assertThat(change.cause()).isEqualTo(LayerCause.BANDWIDTH_FELL);
            assertThat(change.mid()).isEqualTo("v0");
            assertThat(change.peer()).isEqualTo(publisher.id());
            assertThat(change.source()).isEqualTo(TrackSource.CAMERA);
            assertThat(change.from().height()).isEqualTo(720);
            assertThat(change.estimateBps()).isBetween(50_000L, 1_500_000L);
        });
        narrow(0);
        assertThat(shows(2, seconds(70))).isTrue();
        assertThat(lastChange().cause()).isIn(LayerCause.BANDWIDTH_ROSE, LayerCause.SHARE);
        assertThat(report().layerChanges())
                .anySatisfy(change -> assertThat(change.cause()).isEqualTo(LayerCause.BANDWIDTH_ROSE));
        call.end();
    }

    @Test
    void remembersThatTheViewChanged() {
        start(10, camera720());
        assertThat(shows(2, seconds(20))).isTrue();
        call.run(seconds(2));
        viewer.viewPeer("v0", publisher, TrackSource.CAMERA, 180);
        call.run(millis(500));
        assertThat(lastChange().cause()).isEqualTo(LayerCause.VIEW);
        assertThat(lastChange().from().height()).isEqualTo(720);
        assertThat(lastChange().to().height()).isEqualTo(180);
        assertThat(lastChange().agoMillis()).isBetween(400L, 500L);
        viewer.viewPeer("v0", publisher, TrackSource.CAMERA, 0);
        call.run(millis(500));
        assertThat(told().reason()).isEqualTo(SlotReason.OFF_SCREEN);
        assertThat(lastChange().cause()).isEqualTo(LayerCause.VIEW);
        assertThat(lastChange().to()).isNull();
        call.end();
    }

    @Test
    void remembersThatAnotherSourceCame() {
        start(11, camera720());
        TestPeer other = call.join("other", new PeerSpec().publish(camera720()));
        call.run(seconds(5));
        viewer.viewPeer("v0", other, TrackSource.CAMERA, 720);
        call.run(millis(500));
        assertThat(lastChange().cause()).isEqualTo(LayerCause.SOURCE);
        assertThat(lastChange().peer()).isEqualTo(other.id());
        assertThat(lastChange().from()).as("another source has no layer before").isNull();
        assertThat(lastChange().to()).isNotNull();
        call.end();
    }

    @Test
    void remembersThatTheSourceWasMuted() {
        start(12, camera720());
        call.run(seconds(5));
        publisher.mute(TrackSource.CAMERA, true);
        call.run(seconds(1));
        assertThat(told().reason()).isEqualTo(SlotReason.SENDER_MUTED);
        assertThat(lastChange().cause()).isEqualTo(LayerCause.GATE);
        assertThat(lastChange().to()).isNull();
        publisher.mute(TrackSource.CAMERA, false);
        call.run(seconds(2));
        assertThat(lastChange().cause()).isEqualTo(LayerCause.GATE);
        assertThat(lastChange().to()).isNotNull();
        call.end();
    }

    @Test
    void comesBackAfterAPauseOfWhichTheLastReportWasLost() {
        start(13, camera720Single());
        assertThat(reaches(SlotReason.ACTIVE, seconds(10))).isTrue();
        call.run(seconds(3));
        viewer.up().change(blackout());
        call.run(millis(100));
        publisher.mute(TrackSource.CAMERA, true);
        call.run(millis(400));
        viewer.up().change(loss(0));
        call.run(seconds(20));
        publisher.mute(TrackSource.CAMERA, false);
        int before = viewer.slot("v0").decoded();
        assertThat(call.runUntil(() -> viewer.slot("v0").decoded() > before + 30, seconds(3)))
                .isTrue();
        call.end();
    }

    @Test
    void letsPicturesLeaveOneByOneWhileTheLinkIsCongested() {
        start(12, camera720());
        call.run(seconds(8));
        call.server().takeSent(Cargo.LONE_PICTURE);
        call.server().takeSent(Cargo.PICTURE);
        call.run(seconds(3));
        assertThat(call.server().takeSent(Cargo.LONE_PICTURE)).isZero();
        assertThat(call.server().takeSent(Cargo.PICTURE)).isPositive();
        narrow(500_000);
        call.run(seconds(2));
        assertThat(call.server().takeSent(Cargo.LONE_PICTURE)).isPositive();
        call.run(seconds(20)); // it fits by now
        call.server().takeSent(Cargo.LONE_PICTURE);
        call.server().takeSent(Cargo.PICTURE);
        call.run(seconds(5));
        assertThat(call.server().takeSent(Cargo.PICTURE))
                .isGreaterThan(10 * call.server().takeSent(Cargo.LONE_PICTURE));
        call.end();
    }
}
