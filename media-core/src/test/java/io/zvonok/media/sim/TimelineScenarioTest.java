package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.PeerSpec.camera;
import static io.zvonok.media.sim.PeerSpec.microphone;
import static io.zvonok.media.sim.PeerSpec.threeEncodings;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.PeerTimeline.Sample;
import io.zvonok.media.api.PeerTimeline.Shown;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The last ten minutes of everybody on stage, in numbers. */
class TimelineScenarioTest {
    private static List<Sample> timeline(Scenario call, TestPeer peer) {
        return SimulatedServer.await(call.server()
                        .rooms()
                        .inRoom(SimulatedServer.LESSON, peer.id(), (room, now) -> room.timeline(peer.id(), now)))
                .samples();
    }

    @Test
    void tellsWhatCameAndWhatLeftEveryFiveSeconds() {
        Scenario call = Scenario.withSeed(1).network(delay(millis(30))).publish(threeEncodings(), microphone());
        call.run(seconds(26));
        List<Sample> sent = timeline(call, call.publisher());
        List<Sample> seen = timeline(call, call.viewer());
        assertThat(sent).hasSize(6);
        for (int i = 1; i < sent.size(); i++) {
            assertThat(sent.get(i - 1).agoMillis() - sent.get(i).agoMillis()).isBetween(5_000L, 5_100L);
        }
        Sample source = sent.get(5);
        Sample view = seen.get(5);
        assertThat(source.receivedBps()).isGreaterThan(20_000);
        assertThat(source.sentBps()).isZero();
        assertThat(view.receivedBps()).isZero();
        assertThat(view.sentBps()).isGreaterThan(5_000);
        assertThat(view.roundTripMillis()).isBetween(50, 80);
        assertThat(view.shown().voices()).isEqualTo(1);
        assertThat(view.shown().small() + view.shown().medium() + view.shown().large())
                .isEqualTo(1);
        assertThat(source.shown()).isEqualTo(new Shown(0, 0, 0, 0, 0));
        call.end();
    }

    @Test
    void countsWhatIsMissing() {
        Scenario call = Scenario.withSeed(2).network(delay(millis(20))).publish(camera(Codec.VP8));
        call.run(seconds(4));
        call.viewer().view(new SlotView("v0", SlotView.Want.AUTO, null, null, 0, 0, 0));
        call.run(seconds(12));
        List<Sample> seen = timeline(call, call.viewer());
        assertThat(seen.get(seen.size() - 1).shown()).isEqualTo(new Shown(0, 0, 0, 0, 1));
        call.end();
    }

    @Test
    void keepsTenMinutesOfALessonThatSleepsToo() {
        Scenario call = Scenario.withSeed(3).network(delay(millis(20))).publish(microphone(), camera(Codec.VP8));
        call.run(seconds(3));
        call.publisher().mute(TrackSource.CAMERA, true);
        call.publisher().mute(TrackSource.MICROPHONE, true);
        call.run(seconds(800));
        List<Sample> samples = timeline(call, call.publisher());
        assertThat(samples).hasSize(120);
        assertThat(samples.get(0).agoMillis()).isBetween(595_000L, 725_000L);
        assertThat(samples.get(119).agoMillis()).isLessThan(8_000);
        call.end();
    }

    @Test
    void keepsNothingOfTheAudience() {
        Scenario call = Scenario.withLoops(4, 2).network(delay(millis(20))).publish(microphone());
        TestPeer member = call.join("member", PeerSpec.audience());
        call.onAir(true).run(seconds(12));
        assertThat(timeline(call, member)).isEmpty();
        member.tier(PeerTier.STAGE);
        call.run(seconds(12));
        assertThat(timeline(call, member)).hasSizeBetween(2, 3);
        member.tier(PeerTier.AUDIENCE);
        call.run(seconds(1));
        assertThat(timeline(call, member)).isEmpty();
        call.end();
    }
}
