package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.LinkConditions.loss;
import static io.zvonok.media.sim.PeerSpec.camera;
import static io.zvonok.media.sim.PeerSpec.microphone;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.TrackSource;
import org.junit.jupiter.api.Test;

/** Publishers here go on sending whatever they are told; half of what goes to the viewer is lost and asked for again. */
class GateScenarioTest {
    private Scenario call;
    private TestPeer viewer;
    private TestPeer publisher;

    private void start(long seed) {
        call = Scenario.withSeed(seed).network(delay(millis(15)));
        publisher = call.join(
                "publisher",
                new PeerSpec().publish(microphone(), camera(Codec.VP8)).sendsWhileMuted());
        viewer = call.join("viewer", PeerSpec.viewer());
        call.run(seconds(2));
        viewer.down().change(loss(0.4));
        call.run(seconds(1));
    }

    private long mediaIn(long nanos) {
        long before = call.invariants().delivered();
        call.run(nanos);
        return call.invariants().delivered() - before;
    }

    @Test
    void letsNothingThroughWhileMuted_I1() {
        for (long seed = 1; seed <= 5; seed++) {
            start(seed);
            publisher.mute(TrackSource.CAMERA, true);
            publisher.mute(TrackSource.MICROPHONE, true);
            call.run(millis(250));
            assertThat(mediaIn(seconds(3))).isZero();
            publisher.mute(TrackSource.CAMERA, false);
            publisher.mute(TrackSource.MICROPHONE, false);
            assertThat(mediaIn(seconds(3))).isGreaterThan(30);
            call.end();
        }
    }

    @Test
    void letsNothingThroughWithoutTheRightToSend_I1() {
        start(6);
        publisher.permit(true, TrackSource.MICROPHONE);
        call.run(millis(250));
        int before = viewer.slot("v0").decoded();
        long packets = viewer.slot("v0").packets();
        call.run(seconds(2));
        assertThat(viewer.slot("v0").decoded()).isEqualTo(before);
        assertThat(viewer.slot("v0").packets()).isEqualTo(packets);
        publisher.permit(true, TrackSource.MICROPHONE, TrackSource.CAMERA);
        viewer.down().change(loss(0));
        call.run(seconds(3));
        assertThat(viewer.slot("v0").decoded()).isGreaterThan(before + 10);
        call.end();
    }

    @Test
    void letsNothingThroughToWhoMayNotSee_I1() {
        for (long seed = 7; seed <= 11; seed++) {
            start(seed);
            viewer.permit(false);
            call.run(millis(250));
            assertThat(mediaIn(seconds(2))).isZero();
            viewer.permit(true);
            assertThat(mediaIn(seconds(3))).isGreaterThan(30);
            call.end();
        }
    }

    @Test
    void letsNothingThroughAfterLeaving_I1_I22() {
        start(12);
        publisher.leave();
        call.run(millis(250));
        assertThat(mediaIn(seconds(2))).isZero();
        assertThat(call.server().core().participantCount()).isEqualTo(1);
        viewer.leave();
        call.run(seconds(1));
        call.end();
    }
}
