package io.zvonok.media.sim;

import static io.zvonok.media.sim.PeerSpec.camera720;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.sim.ReceivedStream.Arrival;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * What a viewer accepts of a server that leaves out layers, and what it calls broken. Every packet that the simulated
 * server sends is handed on to a second slot, less what the test leaves out.
 */
class LayerDroppingTest {
    private static final int FIRST = 1000;

    private Scenario call;
    private ReceivedStream thinned;
    private Predicate<MediaUnit> kept = unit -> true;
    private boolean closesPictureIds;
    private boolean marksLast;
    /** Packets that carry nothing follow packets for which this holds. */
    private Predicate<Arrival> padded = packet -> false;

    private int number = FIRST;
    private int pictureId = 77;
    private long pictureOfId = -1;
    private List<Arrival> picture = new ArrayList<>();

    private void start(PeerSpec.TrackSpec camera) {
        call = Scenario.withSeed(3);
        call.join("publisher", new PeerSpec().publish(camera));
        TestPeer viewer =
                call.join("viewer", PeerSpec.viewer().slots(1, 0).feedback(PeerSpec.Feedback.NONE)); // no probes
        viewer.viewAuto("v0", 720);
        thinned = new ReceivedStream(viewer, "v0", MediaKind.VIDEO, 1, 2);
        viewer.slot("v0").tap = this::pass;
        call.after(0, this::poll);
    }

    private void poll() {
        thinned.poll(call.clock().nowNanos(), new int[8]);
        call.after(Scenario.millis(10), this::poll);
    }

    /** Collects a picture and hands on what is kept of it. */
    private void pass(Arrival packet) {
        picture.add(packet);
        if (packet.marker()) {
            List<Arrival> whole = picture;
            picture = new ArrayList<>();
            List<Arrival> left =
                    whole.stream().filter(each -> kept.test(each.unit())).toList();
            for (int i = 0; i < left.size(); i++) {
                boolean last = i == left.size() - 1;
                thinned.onPacket(renumbered(left.get(i), left.get(i).marker() || last && marksLast));
                if (padded.test(left.get(i))) {
                    thinned.onPadding(
                            number++, left.get(i).timestamp(), left.get(i).sentNanos());
                }
            }
        }
    }

    private Arrival renumbered(Arrival packet, boolean marker) {
        MediaUnit unit = packet.unit();
        if (unit.picture() != pictureOfId) {
            pictureOfId = unit.picture();
            pictureId = pictureId + 1 & 0x7FFF;
        }
        MediaUnit sent = closesPictureIds ? unit.withIds(pictureId, unit.tl0()) : unit;
        return new Arrival(number++, packet.timestamp(), marker, packet.codec(), sent, null, false, packet.sentNanos());
    }

    private double framesPerSecond() {
        call.run(seconds(3));
        int before = thinned.decoded();
        call.run(seconds(10));
        return (thinned.decoded() - before) / 10.0;
    }

    private void assertBroken(String invariant) {
        assertThatThrownBy(() -> call.run(seconds(5)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(invariant + " broken");
    }

    @Test
    void showsHalfThePicturesWithoutTheHighestTemporalLayer() {
        start(camera720());
        kept = unit -> unit.temporal() < 2;
        closesPictureIds = true;
        assertThat(framesPerSecond()).isBetween(14.5, 15.5);
        assertThat(thinned.pictureGaps()).isZero();
        assertThat(thinned.metrics().shown().temporal()).isEqualTo(1);
        assertThat(thinned.metrics().freezes().count()).isZero();
    }

    @Test
    void wantsThePictureIdsOfVp8Closed_I9() {
        start(camera720());
        kept = unit -> unit.temporal() < 2;
        assertBroken("I9");
    }

    @Test
    void wantsWhatTheRestDependsOn_I10() {
        start(camera720());
        kept = unit -> unit.temporal() != 1;
        closesPictureIds = true;
        assertBroken("I10");
    }

    @Test
    void wantsNoGapClosedThatNoLayerExplains_I9() {
        start(camera720().withLayers(Layers.L1T1));
        kept = unit -> unit.frame() != 40;
        closesPictureIds = true;
        assertBroken("I9");
    }

    @Test
    void takesPaddingBetweenPictures() {
        start(camera720());
        padded = Arrival::marker;
        assertThat(framesPerSecond()).isBetween(29.5, 30.5);
        assertThat(thinned.paddings()).isGreaterThan(300);
        assertThat(thinned.packetsLost()).isZero();
    }

    @Test
    void wantsNoPaddingInsideOfAPicture_I9() {
        start(camera720());
        padded = packet -> !packet.marker();
        assertBroken("I9");
    }

    @Test
    void wantsWholeFramesLeftOut_I9() {
        start(camera720());
        kept = unit -> unit.temporal() < 2 || unit.packet() > 0;
        closesPictureIds = true;
        assertBroken("I9");
    }

    @Test
    void showsALowerSpatialLayerIfItsLastPacketEndsThePicture() {
        start(camera720(Codec.VP9, Layers.L3T3));
        kept = unit -> unit.spatial() < 2;
        marksLast = true;
        assertThat(framesPerSecond()).isBetween(29.5, 30.5);
        assertThat(thinned.metrics().shown().spatial()).isEqualTo(1);
    }

    @Test
    void wantsThePictureEndedWithItsLastPacket_I9() {
        start(camera720(Codec.VP9, Layers.L3T3));
        kept = unit -> unit.spatial() < 2;
        assertBroken("I9");
    }

    @Test
    void doesWithoutTheLowerSpatialLayersWhereOnlyKeyFramesNeedThem() {
        start(camera720(Codec.VP9, Layers.L3T3_KEY));
        kept = unit -> unit.spatial() == 2 || unit.picture() == 0 || unit.key() || !unit.isInterPicture();
        marksLast = true;
        assertThat(framesPerSecond()).isBetween(29.5, 30.5);
        assertThat(thinned.metrics().shown().spatial()).isEqualTo(2);
    }

    @Test
    void wantsTheLowerSpatialLayersWhereAllNeedThem_I10() {
        start(camera720(Codec.VP9, Layers.L3T3));
        kept = unit -> unit.spatial() == 2 || !unit.isInterPicture();
        marksLast = true;
        assertBroken("I10");
    }

    @Test
    void wantsThePictureIdsOfVp9AsTheSourceCountsThem_I9() {
        start(camera720(Codec.VP9, Layers.L3T3));
        kept = unit -> unit.temporal() < 2;
        closesPictureIds = true;
        assertBroken("I9");
    }
}
