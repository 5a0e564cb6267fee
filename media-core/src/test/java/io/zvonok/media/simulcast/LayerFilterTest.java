package io.zvonok.media.simulcast;

import static io.zvonok.media.codec.OperatingPoints.point;
import static io.zvonok.media.simulcast.FakeLayers.frame;
import static io.zvonok.media.simulcast.FakeLayers.keySvc;
import static io.zvonok.media.simulcast.FakeLayers.keyframe;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.codec.OperatingPoints;
import org.junit.jupiter.api.Test;

class LayerFilterTest {
    private static final int UP_FROM_BASE = OperatingPoints.from(0, 1);

    private final LayerFilter filter = new LayerFilter();
    private int timestamp = 0xFFFF_F000; // wraps round within each test

    private void startAt(int point) {
        filter.start(keyframe(0), timestamp, point);
    }

    private boolean next(FakeLayers packet) {
        timestamp += 3000;
        return filter.accepts(packet, timestamp);
    }

    private boolean same(FakeLayers packet) {
        return filter.accepts(packet, timestamp);
    }

    @Test
    void goesDownAtOnceWithinTemporalLayers() {
        startAt(point(0, 2));
        assertThat(next(frame(0, 2))).isTrue();
        filter.want(point(0, 0));
        assertThat(next(frame(0, 1))).isFalse();
        assertThat(filter.inForce()).isEqualTo(point(0, 0));
        assertThat(next(frame(0, 0))).isTrue();
    }

    @Test
    void changesNothingInsideAPicture() {
        startAt(point(0, 2));
        assertThat(next(frame(0, 2).unfinished())).isTrue();
        filter.want(point(0, 0));
        assertThat(same(frame(0, 2))).isTrue();
        assertThat(filter.inForce()).isEqualTo(point(0, 2));
        assertThat(next(frame(0, 2))).isFalse();
        filter.want(point(0, 2));
        assertThat(same(frame(0, 2))).isFalse();
    }

    @Test
    void goesUpWithASwitchPointOnly() {
        startAt(point(0, 0));
        next(frame(0, 1));
        filter.want(point(0, 1));
        assertThat(next(frame(0, 0))).isTrue();
        assertThat(next(frame(0, 1))).isFalse();
        int sync = OperatingPoints.ofTemporalLayer(1);
        assertThat(next(frame(0, 1).switchingTo(sync))).isTrue();
        assertThat(filter.inForce()).isEqualTo(point(0, 1));
    }

    @Test
    void goesUpOneTemporalLayerAfterTheOther() {
        startAt(point(0, 0));
        next(frame(0, 1));
        filter.want(point(0, 2));
        assertThat(next(frame(0, 2).switchingTo(OperatingPoints.ofTemporalLayer(2))))
                .isFalse();
        assertThat(next(frame(0, 1).switchingTo(OperatingPoints.ofTemporalLayer(1))))
                .isTrue();
        assertThat(next(frame(0, 2))).isFalse();
        assertThat(next(frame(0, 2).switchingTo(OperatingPoints.ofTemporalLayer(2))))
                .isTrue();
    }

    @Test
    void goesUpAllTheWayWhereTheBaseLayerBeginsAnew() {
        startAt(point(0, 0));
        next(frame(0, 1));
        filter.want(point(0, 3));
        assertThat(next(frame(0, 0).switchingTo(UP_FROM_BASE))).isTrue();
        assertThat(filter.inForce()).isEqualTo(point(0, 3));
        assertThat(next(frame(0, 3))).isTrue();
    }

    @Test
    void goesUpRightAfterASwitchPointButNotLater() {
        startAt(point(0, 0));
        assertThat(next(frame(0, 0).switchingTo(UP_FROM_BASE))).isTrue();
        filter.want(point(0, 1));
        assertThat(next(frame(0, 1))).isTrue();

        filter.want(point(0, 0));
        next(frame(0, 0).switchingTo(UP_FROM_BASE));
        next(frame(0, 0));
        filter.want(point(0, 1));
        assertThat(next(frame(0, 1))).isFalse();
    }

    @Test
    void doesNotTakeSwitchPointsOfFramesThatWereLeftOut() {
        startAt(point(0, 0));
        next(frame(0, 1).switchingTo(OperatingPoints.ofTemporalLayer(2)));
        filter.want(point(0, 2));
        assertThat(next(frame(0, 2))).isFalse();
    }

    @Test
    void goesDownASpatialLayerAtOnceWhereThatIsPartOfTheOneAbove() {
        filter.start(keyframe(3), timestamp, point(2, 2));
        same(frame(1, 0));
        same(frame(2, 0));
        next(frame(0, 2));
        same(frame(1, 2));
        same(frame(2, 2));
        filter.want(point(0, 1));
        assertThat(filter.needsKeyframe()).isFalse();
        assertThat(next(frame(0, 1))).isTrue();
        assertThat(same(frame(1, 1))).isFalse();
        assertThat(filter.inForce()).isEqualTo(point(0, 1));
    }

    @Test
    void goesUpASpatialLayerWithAKeyframeOnly() {
        filter.start(keyframe(2), timestamp, point(0, 1));
        same(frame(1, 0));
        filter.want(point(1, 0));
        assertThat(filter.needsKeyframe()).isTrue();
        assertThat(next(frame(0, 0))).isTrue();
        assertThat(same(frame(1, 0))).isFalse();
        assertThat(next(frame(0, 1))).as("the frame rate stays until then").isTrue();
        assertThat(filter.inForce()).isEqualTo(point(0, 1));

        assertThat(next(keyframe(2))).isTrue();
        assertThat(filter.needsKeyframe()).isFalse();
        assertThat(same(frame(1, 0))).isTrue();
        assertThat(filter.inForce()).isEqualTo(point(1, 0));
    }

    @Test
    void goesUpToASpatialLayerThatBeginsWithoutAKeyframe() {
        filter.start(keyframe(1), timestamp, point(1, 2));
        assertThat(filter.inForce()).isEqualTo(point(0, 2));
        assertThat(next(frame(0, 2))).isTrue();
        assertThat(next(frame(0, 0).of(2))).isTrue();
        assertThat(same(frame(1, 0).switchingTo(OperatingPoints.ofSpatialLayer(1, 0))))
                .isTrue();
        assertThat(filter.inForce()).isEqualTo(point(1, 2));
    }

    @Test
    void sendsAsLittleAsCanBeWhileALowerLayerOfKeySvcIsAwaited() {
        filter.start(keyframe(2), timestamp, point(1, 2));
        same(keySvc(1, 0));
        assertThat(next(keySvc(0, 2))).isFalse();
        assertThat(same(keySvc(1, 2))).isTrue();
        assertThat(next(keySvc(0, 0))).isFalse();
        assertThat(same(keySvc(1, 0))).isTrue();

        filter.want(point(0, 2));
        assertThat(filter.needsKeyframe()).isTrue();
        assertThat(next(keySvc(0, 1))).isFalse();
        assertThat(same(keySvc(1, 1))).isFalse();
        assertThat(filter.inForce()).isEqualTo(point(1, 0));
        assertThat(next(keySvc(0, 0))).isFalse();
        assertThat(same(keySvc(1, 0))).isTrue();

        assertThat(next(keyframe(2))).isTrue();
        assertThat(same(keySvc(1, 0))).isFalse();
        assertThat(filter.inForce()).isEqualTo(point(0, 2));
        assertThat(filter.needsKeyframe()).isFalse();
    }

    @Test
    void goesDownWhenTheHighestSpatialLayerIsNoLongerSent() {
        filter.start(keyframe(3), timestamp, point(2, 1));
        same(frame(1, 0));
        same(frame(2, 0));
        assertThat(next(frame(0, 1).of(2))).isTrue();
        assertThat(same(frame(1, 1))).isTrue();
        assertThat(filter.inForce()).isEqualTo(point(1, 1));
        assertThat(filter.endsPicture(frame(1, 1))).isTrue();
    }

    @Test
    void needsAKeyframeWhenTheShownLayerOfKeySvcIsGone() {
        filter.start(keyframe(2), timestamp, point(1, 0));
        same(keySvc(1, 0));
        next(keySvc(0, 0));
        same(keySvc(1, 0));
        assertThat(next(keySvc(0, 0).of(1))).isFalse();
        assertThat(filter.needsKeyframe()).isTrue();
        assertThat(next(keyframe(1))).isTrue();
        assertThat(next(keySvc(0, 0))).isTrue();
    }

    @Test
    void judgesLatePacketsByThePointOfTheirPicture() {
        startAt(point(0, 2));
        int first = timestamp += 3000;
        assertThat(filter.accepts(frame(0, 2).unfinished(), first)).isTrue();
        filter.want(point(0, 0));
        next(frame(0, 0));
        int second = timestamp += 3000;
        filter.want(point(0, 2));
        next(frame(0, 0).switchingTo(UP_FROM_BASE));

        assertThat(filter.accepts(frame(0, 2), first)).isTrue();
        assertThat(filter.accepts(frame(0, 2), second)).isFalse();
        assertThat(next(frame(0, 2))).isTrue();
        assertThat(filter.inForce()).isEqualTo(point(0, 2));
    }

    @Test
    void remembersAsManyChangesAsItNeedsAndNoMore() {
        startAt(point(0, 1));
        for (int i = 0; i < 100; i++) {
            filter.want(point(0, i % 2));
            next(frame(0, 0).switchingTo(UP_FROM_BASE));
        }
        assertThat(filter.accepts(frame(0, 1), timestamp - 3000)).isFalse();
        assertThat(filter.accepts(frame(0, 1), timestamp)).isTrue();
        assertThat(filter.accepts(frame(0, 0), timestamp - 90 * 3000)).isTrue();
    }

    @Test
    void letsALatePacketThatIsLeftOutChangeNothing() {
        startAt(point(0, 0));
        next(frame(0, 0));
        next(keyframe(0));
        assertThat(filter.accepts(frame(0, 1), timestamp - 1500)).isFalse();
        filter.want(point(0, 1));
        assertThat(next(frame(0, 1))).isTrue();
    }

    @Test
    void ignoresAKeyframeThatComesLate() {
        filter.start(keyframe(2), timestamp, point(0, 0));
        int late = timestamp += 3000;
        next(frame(0, 0));
        same(frame(1, 0));
        filter.want(point(1, 0));
        filter.accepts(keyframe(2), late);
        assertThat(filter.needsKeyframe()).isTrue();
        next(frame(0, 0));
        assertThat(same(frame(1, 0))).isFalse();
    }

    @Test
    void takesNoKeyframeForWholeOfWhichSomethingWasLeftOut() {
        filter.start(keyframe(2), timestamp, point(0, 0));
        same(frame(1, 0));
        filter.want(point(1, 0));
        assertThat(next(frame(1, 0))).as("its first packet comes after this").isFalse();
        assertThat(same(keyframe(2))).isTrue();
        assertThat(filter.needsKeyframe()).isTrue();
    }

    @Test
    void followsASourceThatCountsItsTimeAnew() {
        startAt(point(0, 1));
        filter.want(point(0, 0));
        timestamp -= 100 * 90_000;
        assertThat(same(frame(0, 1))).isFalse();
        assertThat(filter.inForce()).isEqualTo(point(0, 0));
    }

    @Test
    void judgesAPacketThatDoesNotTellItsLayerByTheOneBefore() {
        startAt(point(0, 1));
        assertThat(next(frame(0, 2).unfinished())).isFalse();
        assertThat(same(FakeLayers.continuation())).isFalse();
        assertThat(next(frame(0, 1).unfinished())).isTrue();
        assertThat(same(FakeLayers.continuation())).isTrue();
    }

    @Test
    void endsThePictureWithTheHighestLayerThatIsForwarded() {
        filter.start(keyframe(3), timestamp, point(1, 2));
        assertThat(filter.endsPicture(keyframe(3))).isFalse();
        same(frame(1, 0).unfinished());
        assertThat(filter.endsPicture(frame(1, 0).unfinished())).isFalse();
        same(frame(1, 0));
        assertThat(filter.endsPicture(frame(1, 0))).isTrue();
    }
}
