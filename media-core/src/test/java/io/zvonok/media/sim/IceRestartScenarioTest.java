package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.LinkConditions.loss;
import static io.zvonok.media.sim.PeerSpec.camera;
import static io.zvonok.media.sim.PeerSpec.microphone;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import org.junit.jupiter.api.Test;

class IceRestartScenarioTest {
    @Test
    void goesOnThroughARestartWithoutAPictureLost() {
        var call = Scenario.withSeed(1).network(delay(millis(30))).publish(microphone(), camera(Codec.VP8));
        call.run(seconds(3));
        ReceivedStream slot = call.viewer().slot("v0");
        slot.forgetFreezes();
        call.viewer().restartIce();
        call.run(seconds(2));
        call.publisher().restartIce();
        call.run(seconds(3));
        assertThat(slot.pictureGaps()).isZero();
        assertThat(slot.longestFreezeNanos()).isLessThan(millis(300));
        call.end();
    }

    @Test
    void comesBackOnAnotherAddressAfterARestart() {
        for (long seed = 1; seed <= 4; seed++) {
            var call = Scenario.withSeed(seed)
                    .network(delay(millis(60)), loss(0.05))
                    .publish(camera(Codec.VP8));
            call.run(seconds(3));
            call.viewer().migrate();
            call.viewer().restartIce();
            call.publisher().restartIce();
            call.publisher().migrate();
            call.run(seconds(3));
            int before = call.viewer().slot("v0").decoded();
            call.run(seconds(3));
            assertThat(call.viewer().slot("v0").decoded()).as("seed " + seed).isGreaterThan(before + 10);
            call.end();
        }
    }
}
