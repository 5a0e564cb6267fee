package io.zvonok.media.simulcast;

import static io.zvonok.media.codec.OperatingPoints.point;
import static io.zvonok.media.simulcast.LayerSelector.Decision.FORWARD;
import static io.zvonok.media.simulcast.LayerSelector.Decision.IGNORE;
import static io.zvonok.media.simulcast.LayerSelector.Decision.SKIP;
import static io.zvonok.media.simulcast.LayerSelector.Decision.SWITCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.time.Nanos;
import org.junit.jupiter.api.Test;

class LayerSelectorTest {
    private final LayerSelector<String> selector = new LayerSelector<>();
    private int timestamp;

    @Test
    void forwardsNothingUntilSomethingIsWanted() {
        assertThat(onPacket("low", true)).isEqualTo(IGNORE);
    }

    @Test
    void beginsWithAKeyframeOnly() {
        selector.setTarget("low", 0, 5);
        assertThat(onPacket("low", false)).isEqualTo(IGNORE);
        assertThat(selector.waitingSinceNanos()).isEqualTo(5);
        assertThat(onPacket("low", true)).isEqualTo(SWITCH);
        assertThat(onPacket("low", false)).isEqualTo(FORWARD);
        assertThat(selector.isWaiting()).isFalse();
        assertThat(selector.waitingSinceNanos()).isEqualTo(Nanos.NEVER);
    }

    @Test
    void holdsOldEncodingUntilTargetKeyframe() {
        showing("low");
        selector.setTarget("high", 0, 0);
        assertThat(onPacket("low", false)).isEqualTo(FORWARD);
        assertThat(onPacket("high", false)).isEqualTo(IGNORE);
        assertThat(onPacket("high", true)).isEqualTo(SWITCH);
        assertThat(onPacket("low", true)).isEqualTo(IGNORE);
    }

    @Test
    void forwardsAKeyframeOfTheShownEncodingWithoutSwitching() {
        showing("low");
        assertThat(onPacket("low", true)).isEqualTo(FORWARD);
    }

    @Test
    void takesBackAWishThatIsNoLongerWanted() {
        showing("low");
        selector.setTarget("high", 0, 0);
        selector.setTarget("low", 0, 0);
        assertThat(selector.isWaiting()).isFalse();
        assertThat(onPacket("high", true)).isEqualTo(IGNORE);
    }

    @Test
    void stopsAtOnceWhenNothingIsWanted() {
        showing("low");
        selector.setTarget(null, 0, 0);
        assertThat(onPacket("low", false)).isEqualTo(IGNORE);
        assertThat(selector.current()).isNull();
    }

    @Test
    void stopsTheShownEncodingButAwaitsTheWantedOne() {
        showing("low");
        selector.setTarget("high", 0, 1);
        selector.dropCurrent(2);
        assertThat(onPacket("low", true)).isEqualTo(IGNORE);
        assertThat(onPacket("high", true)).isEqualTo(SWITCH);
    }

    @Test
    void namesNoPointWhileNothingIsShown() {
        assertThat(selector.currentPoint()).isEqualTo(LayerSelector.NO_POINT);
        assertThat(selector.targetPoint()).isEqualTo(LayerSelector.NO_POINT);
        selector.setTarget("low", point(0, 2), 0);
        assertThat(selector.currentPoint()).isEqualTo(LayerSelector.NO_POINT);
        assertThat(selector.targetPoint()).isEqualTo(point(0, 2));
        onPacket("low", true);
        assertThat(selector.currentPoint()).isEqualTo(point(0, 2));
        selector.setTarget(null, point(0, 2), 0);
        assertThat(selector.currentPoint()).isEqualTo(LayerSelector.NO_POINT);
        assertThat(selector.targetPoint()).isEqualTo(LayerSelector.NO_POINT);
    }

    @Test
    void entersAnEncodingAtThePointThatIsWantedThen() {
        selector.setTarget("low", point(0, 0), 0);
        selector.setTarget("low", point(0, 1), 0);
        onPacket("low", true);
        assertThat(selector.currentPoint()).isEqualTo(point(0, 1));
        assertThat(selector.onPacket("low", FakeLayers.frame(0, 2), timestamp += 3000))
                .isEqualTo(SKIP);
        assertThat(selector.onPacket("low", FakeLayers.frame(0, 1), timestamp += 3000))
                .isEqualTo(FORWARD);
    }

    @Test
    void holdsThePointOfTheOldEncodingWhileAnotherIsAwaited() {
        selector.setTarget("high", point(0, 2), 0);
        onPacket("high", true);
        selector.setTarget("low", point(0, 0), 0);
        assertThat(selector.onPacket("high", FakeLayers.frame(0, 2), timestamp += 3000))
                .isEqualTo(FORWARD);
        assertThat(selector.currentPoint()).isEqualTo(point(0, 2));
    }

    @Test
    void lowersTheFrameRateOfTheOldEncodingAtOnceWhenToldTo() {
        selector.setTarget("high", point(0, 2), 0);
        onPacket("high", true);
        selector.limitCurrent(point(0, 0)); // nothing is awaited: not meant
        assertThat(selector.onPacket("high", FakeLayers.frame(0, 2), timestamp += 3000))
                .isEqualTo(FORWARD);
        selector.setTarget("low", point(0, 2), 0);
        selector.limitCurrent(point(0, 0));
        assertThat(selector.onPacket("high", FakeLayers.frame(0, 1), timestamp += 3000))
                .isEqualTo(SKIP);
        assertThat(selector.onPacket("high", FakeLayers.frame(0, 0), timestamp += 3000))
                .isEqualTo(FORWARD);
        assertThat(onPacket("low", true)).isEqualTo(SWITCH);
        assertThat(selector.currentPoint()).isEqualTo(point(0, 2));
    }

    @Test
    void needsNoKeyframeOfTheOldEncodingWhileAnotherIsAwaited() {
        selector.setTarget("svc", point(1, 0), 0);
        selector.onPacket("svc", FakeLayers.keyframe(2), timestamp += 3000);
        selector.onPacket("svc", FakeLayers.keySvc(0, 0), timestamp += 3000);
        selector.setTarget("svc", point(0, 0), 0);
        assertThat(selector.needsKeyframe()).isTrue();
        selector.setTarget("other", point(0, 0), 0);
        assertThat(selector.needsKeyframe()).isFalse();
        selector.setTarget("svc", point(1, 0), 0);
        assertThat(selector.needsKeyframe()).isFalse();
    }

    @Test
    void waitsForAKeyframeAgainWhenTheShownEncodingWasDropped() {
        showing("low");
        selector.dropCurrent(7);
        assertThat(selector.isWaiting()).isTrue();
        assertThat(selector.waitingSinceNanos()).isEqualTo(7);
        assertThat(onPacket("low", false)).isEqualTo(IGNORE);
        assertThat(onPacket("low", true)).isEqualTo(SWITCH);
    }

    private LayerSelector.Decision onPacket(String encoding, boolean startsKeyframe) {
        return selector.onPacket(encoding, FakeLayers.single(startsKeyframe), timestamp += 3000);
    }

    private void showing(String encoding) {
        selector.setTarget(encoding, 0, 0);
        onPacket(encoding, true);
    }
}
