package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.burstLoss;
import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.LinkConditions.loss;
import static io.zvonok.media.sim.PeerSpec.threeEncodings;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.TrackSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulcastSwitchScenarioTest {
    private static final int[] HEIGHTS = {180, 360, 720};

    @ParameterizedTest
    @EnumSource(names = {"VP8", "VP9", "H264"})
    void followsTheSizeOnScreenWithoutAPictureLost_I7_I8_I9(Codec codec) {
        var call = Scenario.withSeed(11).network(delay(millis(40))).publish(threeEncodings(codec));
        ReceivedStream slot = call.viewer().slot("v0");
        call.run(seconds(3));
        slot.forgetFreezes();
        for (int layer : List.of(2, 0, 1, 2, 1, 0)) {
            call.viewer().viewAuto("v0", HEIGHTS[layer]);
            call.run(seconds(2));
            assertThat(slot.lastDecoded().encoding()).isEqualTo(layer);
        }
        assertThat(slot.pictureGaps()).isZero();
        assertThat(slot.longestFreezeNanos()).isLessThan(millis(500));
        assertThat(slot.switches()).isGreaterThanOrEqualTo(6);
        call.end();
    }

    @Test
    void reachesTheWantedLayerUnderLossBothWays() {
        for (long seed = 1; seed <= 5; seed++) {
            var call = Scenario.nearWrap(seed)
                    .network(delay(millis(30)), loss(0.05))
                    .publish(threeEncodings());
            call.run(seconds(3));
            for (int layer : List.of(2, 0, 1)) {
                call.viewer().viewAuto("v0", HEIGHTS[layer]);
                ReceivedStream slot = call.viewer().slot("v0");
                assertThat(call.runUntil(() -> slot.lastDecoded().encoding() == layer, seconds(5)))
                        .as("layer " + layer + ", seed " + seed)
                        .isTrue();
            }
            call.end();
        }
    }

    @Test
    void showsTheNextBestWhenALayerStopsAndReturnsToItWhenItIsBack() {
        var call = Scenario.withSeed(5).publish(threeEncodings());
        call.viewer().viewAuto("v0", 720);
        ReceivedStream slot = call.viewer().slot("v0");
        assertThat(call.runUntil(() -> slot.decoded() > 0 && slot.lastDecoded().encoding() == 2, seconds(5)))
                .isTrue();
        SentEncoding largest =
                call.publisher().track(TrackSource.CAMERA).encodings.get(2);
        largest.paused = true;
        assertThat(call.runUntil(() -> slot.lastDecoded().encoding() == 1, seconds(4)))
                .isTrue();
        largest.paused = false;
        // the key frames of ten seconds may have been asked for while it was away
        assertThat(call.runUntil(() -> slot.lastDecoded().encoding() == 2, seconds(10)))
                .isTrue();
        call.end();
    }

    @Test
    void survivesBurstsWhileItSwitches() {
        var call = Scenario.withSeed(21)
                .network(delay(millis(25)), burstLoss(0.05, 6))
                .publish(threeEncodings(Codec.VP9));
        for (int i = 0; i < 20; i++) {
            call.viewer().viewAuto("v0", HEIGHTS[i % 3]);
            call.run(millis(700));
        }
        call.network(LinkConditions.perfect());
        int before = call.viewer().slot("v0").decoded();
        call.run(seconds(3));
        assertThat(call.viewer().slot("v0").decoded()).isGreaterThan(before + 20);
        call.end();
    }
}
