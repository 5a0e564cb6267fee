package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.blackout;
import static io.zvonok.media.sim.LinkConditions.burstLoss;
import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.LinkConditions.loss;
import static io.zvonok.media.sim.LinkConditions.perfect;
import static io.zvonok.media.sim.PeerSpec.camera720;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.sim.PeerSpec.Description;
import io.zvonok.media.sim.PeerSpec.TrackSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Layers of every kind, read off the payload or, where that is encrypted end to end, off the dependency descriptor. */
class SvcScenarioTest {
    /** What a camera sends; {@code spatial}: its sizes are layers of one encoding. */
    enum Camera {
        VP9_L3T3(Codec.VP9, Layers.L3T3, Description.PAYLOAD),
        VP9_L3T3_KEY(Codec.VP9, Layers.L3T3_KEY, Description.PAYLOAD),
        VP9_L3T3_DESCRIBED(Codec.VP9, Layers.L3T3, Description.BOTH),
        VP9_L3T3_KEY_ENCRYPTED(Codec.VP9, Layers.L3T3_KEY, Description.DESCRIPTOR),
        AV1_L3T3(Codec.AV1, Layers.L3T3, Description.DESCRIPTOR),
        AV1_L3T3_KEY(Codec.AV1, Layers.L3T3_KEY, Description.DESCRIPTOR),
        VP8_SIMULCAST_ENCRYPTED(Codec.VP8, Layers.L1T3, Description.DESCRIPTOR),
        H264_SIMULCAST_ENCRYPTED(Codec.H264, Layers.L1T3, Description.DESCRIPTOR);

        private final TrackSpec spec;
        private final boolean spatial;

        Camera(Codec codec, Layers layers, Description description) {
            spec = camera720(codec, layers).withDescription(description);
            spatial = layers.spatial() > 1;
        }
    }

    private Scenario call;
    private TestPeer publisher;
    private TestPeer viewer;
    private SlotMetrics shown;
    private boolean spatial;

    private void start(Camera camera, int height) {
        call = Scenario.nearWrap(camera.ordinal() + 1).network(delay(millis(10)));
        publisher = call.join(
                "publisher", new PeerSpec().publish(camera.spec).nearWrap().ignoresLayers());
        viewer = call.join("viewer", viewer());
        viewer.viewAuto("v0", height);
        shown = viewer.slot("v0").metrics();
        spatial = camera.spatial;
    }

    private static PeerSpec viewer() {
        return PeerSpec.viewer()
                .decodes(Codec.OPUS, Codec.VP8, Codec.VP9, Codec.H264, Codec.AV1)
                .slots(1, 0)
                .readsDescriptors();
    }

    /** 0 to 2, whether of the layers of one encoding or of three encodings. */
    private int size() {
        return spatial ? shown.shown().spatial() : shown.shown().encoding();
    }

    private boolean showsIn(int size, long nanos) {
        return call.runUntil(() -> shown.shown() != null && size() == size, nanos);
    }

    private int keyframesAskedFor() {
        return publisher.track(TrackSource.CAMERA).encodings.stream()
                .mapToInt(encoding -> encoding.keyframeRequests.size())
                .sum();
    }

    @ParameterizedTest
    @EnumSource
    void showsTheSizeThatTheViewerHasRoomForAndNeverLosesThePicture(Camera camera) {
        start(camera, 720);
        assertThat(showsIn(2, seconds(20))).as("720 lines").isTrue();
        int[] heights = {180, 720, 360, 720, 180, 360};
        int[] sizes = {0, 2, 1, 2, 0, 1};
        for (int i = 0; i < heights.length; i++) {
            viewer.viewAuto("v0", heights[i]);
            assertThat(showsIn(sizes[i], seconds(3))).as(heights[i] + " lines").isTrue();
            call.run(seconds(2));
            assertThat(size()).isEqualTo(sizes[i]);
        }
        assertThat(viewer.slot("v0").pictureGaps()).isZero();
        assertThat(shown.freezes().count()).isZero();
        call.end();
    }

    @ParameterizedTest
    @EnumSource
    void repairsWhatIsLostOnEitherSide(Camera camera) {
        start(camera, 720);
        call.run(seconds(5));
        publisher.up().change(burstLoss(0.03, 3));
        viewer.down().change(loss(0.02));
        call.run(seconds(20));
        assertThat(viewer.slot("v0").repaired()).isPositive();
        assertThat(shown.frames())
                .isGreaterThan((long) (0.9 * shown.sourceFrames(call.clock().nowNanos())));
        call.end();
    }

    @ParameterizedTest
    @EnumSource(names = {"VP9_L3T3", "VP9_L3T3_DESCRIBED", "AV1_L3T3"})
    void goesDownAtOnceWhereTheLowerLayersAreSentAnyway(Camera camera) {
        start(camera, 720);
        assertThat(showsIn(2, seconds(20))).isTrue();
        call.run(seconds(3));
        int asked = keyframesAskedFor();
        viewer.viewAuto("v0", 180);
        assertThat(showsIn(0, millis(200))).isTrue();
        assertThat(keyframesAskedFor()).isEqualTo(asked);
        call.end();
    }

    @ParameterizedTest
    @EnumSource(names = {"VP9_L3T3_KEY", "VP9_L3T3_KEY_ENCRYPTED", "AV1_L3T3_KEY"})
    void givesUpPicturesFirstWhereASmallerSizeHasToWaitForAKeyFrame(Camera camera) {
        start(camera, 720);
        assertThat(showsIn(2, seconds(20))).isTrue();
        call.run(seconds(3));
        publisher.down().change(blackout()); // it is not told that a key frame is wanted
        viewer.viewAuto("v0", 180);
        call.run(seconds(1));
        shown.startOver();
        call.run(seconds(4));
        assertThat(shown.shown().spatial()).isEqualTo(2);
        assertThat(shown.frames()).as("a quarter of 30 a second").isBetween(28L, 32L);
        publisher.down().change(perfect());
        assertThat(showsIn(0, seconds(2))).isTrue();
        assertThat(viewer.slot("v0").pictureGaps()).isZero();
        call.end();
    }

    @Test
    void switchesBetweenEncryptedAndPlainPublishersWithoutTouchingAByte() {
        for (Codec codec : new Codec[] {Codec.VP8, Codec.VP9}) {
            call = Scenario.nearWrap(40).network(delay(millis(10)));
            TestPeer plain =
                    call.join("plain", new PeerSpec().publish(camera720().withCodec(codec)));
            TestPeer described = call.join(
                    "described",
                    new PeerSpec().publish(camera720().withCodec(codec).withDescription(Description.BOTH)));
            TestPeer encrypted = call.join(
                    "encrypted",
                    new PeerSpec().publish(camera720().withCodec(codec).withDescription(Description.DESCRIPTOR)));
            viewer = call.join("viewer", viewer());
            call.run(seconds(2));
            for (int i = 0; i < 12; i++) {
                TestPeer next = new TestPeer[] {encrypted, plain, described, plain}[i % 4];
                viewer.viewPeer("v0", next, TrackSource.CAMERA, i % 3 == 0 ? 180 : 360);
                viewer.down().change(loss(0.05));
                int before = viewer.decodedOf(next, TrackSource.CAMERA);
                call.run(seconds(2));
                assertThat(viewer.decodedOf(next, TrackSource.CAMERA)).isGreaterThan(before + 30);
            }
            call.end();
        }
    }

    @Test
    void asksForTheKeyFrameWhoseStructureIsLostForGood() {
        start(Camera.AV1_L3T3, 720);
        call.run(seconds(4));
        SentEncoding sent = publisher.track(TrackSource.CAMERA).encodings.get(0);
        for (int i = 0; i < 4; i++) {
            sent.wantKeyframe();
            publisher.up().change(blackout());
            call.run(millis(40)); // more than one picture: what is asked for again will come
            publisher.up().change(perfect());
            call.run(seconds(2));
            int before = viewer.slot("v0").decoded();
            call.run(seconds(2));
            assertThat(viewer.slot("v0").decoded()).isGreaterThan(before + 40);
        }
        call.end();
    }
}
