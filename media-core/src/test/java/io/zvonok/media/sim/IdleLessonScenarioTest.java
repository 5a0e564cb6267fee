package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.PeerSpec.camera;
import static io.zvonok.media.sim.PeerSpec.microphone;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import org.junit.jupiter.api.Test;

/** A lesson in which nobody sends is hardly looked at, and nobody in it notices. */
class IdleLessonScenarioTest {
    @Test
    void sleepsWhileNobodySendsAndStaysConnected() {
        Scenario call = quiet(1);
        assertThat(call.server().core().isAwake()).isFalse();
        call.run(seconds(120));
        assertThat(call.server().core().isAwake()).isFalse();
        assertThat(call.server().core().connectedCount()).isEqualTo(2);
        assertThat(call.server().states.values()).containsOnly(TransportState.CONNECTED);
        call.end();
    }

    @Test
    void showsThePictureAsSoonAsSomebodySendsAgain() {
        Scenario call = quiet(2);
        int before = call.viewer().slot("v0").decoded();
        call.publisher().mute(TrackSource.CAMERA, false);
        assertThat(call.server().core().isAwake()).isTrue();
        call.run(seconds(1));
        assertThat(call.viewer().slot("v0").decoded()).isGreaterThan(before + 5);
        call.end();
    }

    @Test
    void noticesInItsSleepThatSomebodyIsGone() {
        Scenario call = quiet(3);
        call.viewer().network(LinkConditions.loss(1));
        call.run(seconds(45));
        assertThat(call.server().states.get(call.viewer().id())).isEqualTo(TransportState.FAILED);
        assertThat(call.server().core().connectedCount()).isEqualTo(1);
        call.end();
    }

    private static Scenario quiet(long seed) {
        Scenario call = Scenario.withSeed(seed).network(delay(millis(20))).publish(microphone(), camera(Codec.VP8));
        call.run(seconds(3));
        call.publisher().mute(TrackSource.CAMERA, true);
        call.publisher().mute(TrackSource.MICROPHONE, true);
        call.run(seconds(20));
        return call;
    }
}
