package io.zvonok.media.simulcast;

import static io.zvonok.media.simulcast.LayerSelector.Decision.DROP;
import static io.zvonok.media.simulcast.LayerSelector.Decision.FORWARD;
import static io.zvonok.media.simulcast.LayerSelector.Decision.SWITCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.time.Nanos;
import org.junit.jupiter.api.Test;

class LayerSelectorTest {
    private final LayerSelector<String> selector = new LayerSelector<>();

    @Test
    void forwardsNothingUntilSomethingIsWanted() {
        assertThat(selector.onPacket("low", true)).isEqualTo(DROP);
    }

    @Test
    void beginsWithAKeyframeOnly() {
        selector.setTarget("low", 5);
        assertThat(selector.onPacket("low", false)).isEqualTo(DROP);
        assertThat(selector.waitingSinceNanos()).isEqualTo(5);
        assertThat(selector.onPacket("low", true)).isEqualTo(SWITCH);
        assertThat(selector.onPacket("low", false)).isEqualTo(FORWARD);
        assertThat(selector.isWaiting()).isFalse();
        assertThat(selector.waitingSinceNanos()).isEqualTo(Nanos.NEVER);
    }

    @Test
    void holdsOldEncodingUntilTargetKeyframe() {
        showing("low");
        selector.setTarget("high", 0);
        assertThat(selector.onPacket("low", false)).isEqualTo(FORWARD);
        assertThat(selector.onPacket("high", false)).isEqualTo(DROP);
        assertThat(selector.onPacket("high", true)).isEqualTo(SWITCH);
        assertThat(selector.onPacket("low", true)).isEqualTo(DROP);
    }

    @Test
    void forwardsAKeyframeOfTheShownEncodingWithoutSwitching() {
        showing("low");
        assertThat(selector.onPacket("low", true)).isEqualTo(FORWARD);
    }

    @Test
    void takesBackAWishThatIsNoLongerWanted() {
        showing("low");
        selector.setTarget("high", 0);
        selector.setTarget("low", 0);
        assertThat(selector.isWaiting()).isFalse();
        assertThat(selector.onPacket("high", true)).isEqualTo(DROP);
    }

    @Test
    void stopsAtOnceWhenNothingIsWanted() {
        showing("low");
        selector.setTarget(null, 0);
        assertThat(selector.onPacket("low", false)).isEqualTo(DROP);
        assertThat(selector.current()).isNull();
    }

    @Test
    void stopsTheShownEncodingButAwaitsTheWantedOne() {
        showing("low");
        selector.setTarget("high", 1);
        selector.dropCurrent(2);
        assertThat(selector.onPacket("low", true)).isEqualTo(DROP);
        assertThat(selector.onPacket("high", true)).isEqualTo(SWITCH);
    }

    private void showing(String encoding) {
        selector.setTarget(encoding, 0);
        selector.onPacket(encoding, true);
    }
}
