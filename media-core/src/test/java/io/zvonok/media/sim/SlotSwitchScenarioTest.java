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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotSwitchScenarioTest {
    @ParameterizedTest
    @CsvSource({"VP8, VP8", "VP8, VP9", "VP9, H264", "H264, VP8"})
    void continuesOneStreamWithAnotherSource_I7_I8_I9(Codec one, Codec other) {
        for (long seed = 1; seed <= 4; seed++) {
            var call = Scenario.withSeed(seed).network(delay(millis(20)), loss(seed % 2 == 0 ? 0.03 : 0));
            TestPeer anna = call.join("anna", new PeerSpec().publish(camera(one)));
            TestPeer boris =
                    call.join("boris", new PeerSpec().publish(camera(other)).nearWrap());
            TestPeer viewer = call.join("viewer", PeerSpec.viewer().slots(1, 1));
            ReceivedStream slot = viewer.slot("v0");
            for (int i = 0; i < 6; i++) {
                TestPeer shown = i % 2 == 0 ? anna : boris;
                viewer.viewPeer("v0", shown, TrackSource.CAMERA, 360);
                assertThat(call.runUntil(
                                () -> slot.decoded() > 0 && slot.lastDecoded().publisher() == shown.index, seconds(6)))
                        .as("switch " + i + ", seed " + seed)
                        .isTrue();
                call.run(seconds(1));
            }
            call.end();
        }
    }

    @Test
    void followsAPublisherThatChangesItsCodec() {
        var call = Scenario.withSeed(3).network(delay(millis(30)), loss(0.02)).publish(camera(Codec.VP8));
        ReceivedStream slot = call.viewer().slot("v0");
        call.run(seconds(2));
        Publication track = call.publisher().track(TrackSource.CAMERA);
        for (Codec codec : new Codec[] {Codec.H264, Codec.VP9, Codec.VP8}) {
            int before = slot.decoded();
            track.codec = codec;
            track.encodings.get(0).wantKeyframe();
            call.run(seconds(3));
            assertThat(slot.decoded()).isGreaterThan(before + 10);
        }
        call.end();
    }

    @Test
    void keepsSoundAndPictureOfASpeakerTogether_I11() {
        var call = Scenario.withSeed(8).network(delay(millis(50))).publish(microphone(), camera(Codec.VP8));
        call.run(seconds(6));
        long sound = call.viewer().slot("a0").captureOffsetMicros();
        long picture = call.viewer().slot("v0").captureOffsetMicros();
        assertThat(Math.abs(sound - picture)).isLessThan(80_000);
        call.end();
    }
}
