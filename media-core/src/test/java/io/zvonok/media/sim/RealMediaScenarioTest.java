package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.LinkConditions.loss;
import static io.zvonok.media.sim.PeerSpec.camera720;
import static io.zvonok.media.sim.PeerSpec.screen1080;
import static io.zvonok.media.sim.PeerSpec.voice;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.TrackSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class RealMediaScenarioTest {
    private Scenario call;
    private TestPeer publisher;
    private TestPeer viewer;

    private void start(long seed, PeerSpec.TrackSpec picture, int height) {
        start(seed, picture, height, PeerSpec.Feedback.TRANSPORT_CC);
    }

    private void start(long seed, PeerSpec.TrackSpec picture, int height, PeerSpec.Feedback feedback) {
        call = Scenario.withSeed(seed).network(delay(millis(12)));
        publisher = call.join(
                "publisher",
                new PeerSpec().publish(voice().withRedundancy(), picture).ignoresLayers());
        viewer = call.join(
                "viewer",
                new PeerSpec()
                        .publish(voice())
                        .decodes(Codec.OPUS, Codec.RED, Codec.VP8, Codec.VP9)
                        .feedback(feedback)
                        .slots(1, 2));
        viewer.viewAuto("v0", height);
        call.run(seconds(3));
        viewer.slot("v0").metrics().startOver();
    }

    @Test
    void sendsEveryEncodingAtAboutItsRate() {
        start(1, camera720(), 720);
        List<SentEncoding> encodings = publisher.track(TrackSource.CAMERA).encodings;
        long[] before = encodings.stream().mapToLong(SentEncoding::octets).toArray();
        call.run(seconds(30));
        long[] wanted = {150_000, 500_000, 1_500_000};
        for (int i = 0; i < 3; i++) {
            double bps = (encodings.get(i).octets() - before[i]) * 8 / 30.0;
            assertThat(bps / wanted[i]).as("encoding " + i).isBetween(0.85, 1.2);
        }
        assertThat(encodings.get(2).frames()).isBetween(950L, 1000L);
        call.end();
    }

    @Test
    void showsThirtyPicturesASecondOnAGoodLink() {
        start(2, camera720(), 180);
        call.run(seconds(20));
        SlotMetrics metrics = viewer.slot("v0").metrics();
        assertThat(metrics.frames()).isBetween(590L, 610L).isEqualTo(metrics.sourceFrames());
        assertThat(metrics.freezes().count()).isZero();
        assertThat(metrics.timeline()).hasSize(1);
        assertThat(viewer.slot("a0").packetsLost()).isZero();
        call.end();
    }

    @Test
    void showsNearlyAllPicturesUnderTenPercentLoss() {
        start(3, camera720(), 180);
        viewer.down().change(loss(0.1));
        call.run(seconds(40));
        SlotMetrics metrics = viewer.slot("v0").metrics();
        assertThat((double) metrics.frames() / metrics.sourceFrames()).isGreaterThan(0.95);
        assertThat(metrics.freezes().count()).isLessThanOrEqualTo(1);
        call.end();
    }

    @Test
    void hearsOfALostPacketInTheOneAfterIt() {
        start(4, camera720(), 180);
        viewer.down().change(loss(0.1));
        call.run(seconds(40));
        ReceivedStream sound = viewer.slot("a0");
        assertThat(sound.recovered()).isGreaterThan(100);
        assertThat((double) sound.packetsLost() / sound.packetsExpected()).isLessThan(0.03);
        call.end();
    }

    @Test
    void beginsWithAKeyFrameWhenSomebodyWatchesAgain() {
        start(5, camera720(), 180);
        Publication camera = publisher.track(TrackSource.CAMERA);
        SentEncoding largest = camera.encodings.get(2);
        camera.setWanted("f", false);
        long stopped = largest.frames();
        call.run(seconds(2));
        assertThat(largest.frames()).isEqualTo(stopped);
        camera.setWanted("f", true);
        assertThat(largest.awaitsKeyframe()).isTrue();
        call.run(seconds(1));
        assertThat(largest.frames()).isBetween(stopped + 28, stopped + 31);
        call.end();
    }

    @Test
    void countsNoFreezeOfAScreenThatStandsStill() {
        start(6, screen1080(), 1080, PeerSpec.Feedback.NONE); // no link is guessed at, so no slide waits for its turn
        call.run(seconds(60));
        SlotMetrics metrics = viewer.slot("v0").metrics();
        assertThat(metrics.frames()).isBetween(60L, 400L);
        assertThat(metrics.freezes().count()).isZero();
        call.end();
    }

    @Test
    void showsTheHighestOfThreeSpatialLayers() {
        for (Layers layers : List.of(Layers.L3T3, Layers.L3T3_KEY)) {
            start(7, camera720(Codec.VP9, layers), 720);
            SlotMetrics metrics = viewer.slot("v0").metrics();
            assertThat(call.runUntil(() -> metrics.shown().spatial() == 2, seconds(15)))
                    .isTrue();
            metrics.startOver();
            call.run(seconds(10));
            assertThat(metrics.frames()).isBetween(290L, 310L);
            call.end();
        }
    }
}
