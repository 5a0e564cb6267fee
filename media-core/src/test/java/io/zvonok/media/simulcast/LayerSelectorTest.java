package io.zvonok.media.simulcast;

import static io.zvonok.media.simulcast.LayerSelector.Decision.FORWARD;
import static io.zvonok.media.simulcast.LayerSelector.Decision.IGNORE;
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

    private LayerSelector.Decision onPacket(String encoding, boolean startsKeyframe) {
        return selector.onPacket(encoding, FakeLayers.single(startsKeyframe), timestamp += 3000);
    }

    private void showing(String encoding) {
        selector.setTarget(encoding, 0, 0);
        onPacket(encoding, true);
    }
}
