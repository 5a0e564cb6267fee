package io.zvonok.media.bwe;

import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.time.Nanos;
import org.junit.jupiter.api.Test;

class SilenceGuardTest {
    private final SilenceGuard guard = new SilenceGuard();

    @Test
    void isPatientForASecondAndAHalf() {
        assertThat(guard.onTick(fromSeconds(10), fromMillis(11_490))).isFalse();
        assertThat(guard.onTick(fromSeconds(10), fromMillis(11_500))).isTrue();
    }

    @Test
    void halvesOnceASecondFromThen() {
        int halvings = 0;
        for (long now = fromSeconds(10); now < fromSeconds(20); now += fromMillis(5)) {
            halvings += guard.onTick(fromSeconds(10), now) ? 1 : 0;
        }
        assertThat(halvings).isEqualTo(9);
        assertThat(guard.halvings()).isEqualTo(9);
    }

    @Test
    void waitsForNothingThatWasNotSent() {
        assertThat(guard.onTick(Nanos.NEVER, fromSeconds(100))).isFalse();
    }

    @Test
    void isPatientAgainAfterItHeardOfAPacket() {
        assertThat(guard.onTick(fromSeconds(10), fromSeconds(12))).isTrue();
        guard.onHeard(fromSeconds(12));
        assertThat(guard.halvings()).isZero();
        assertThat(guard.onTick(fromSeconds(11), fromMillis(13_400))).isFalse();
        assertThat(guard.onTick(fromSeconds(11), fromMillis(13_500))).isTrue();
    }
}
