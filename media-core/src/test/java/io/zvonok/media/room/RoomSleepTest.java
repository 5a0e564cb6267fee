package io.zvonok.media.room;

import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.time.Nanos;
import org.junit.jupiter.api.Test;

class RoomSleepTest {
    private final RoomSleep sleep = new RoomSleep();
    private int looks;
    private int calls;

    @Test
    void isLookedAtEachTickFor15SecondsAfterTheLastPacket() {
        sleep.onMedia();
        assertThat(looksFrom(0, fromSeconds(15))).isEqualTo(3000);
        assertThat(sleep.isAwake()).isTrue();
        assertThat(looksFrom(fromSeconds(15), fromSeconds(25))).isEqualTo(5);
        assertThat(sleep.isAwake()).isFalse();
    }

    @Test
    void isLookedAtEachTickForTwoSecondsAfterAChange() {
        looksFrom(0, fromSeconds(10));
        sleep.onChange();
        assertThat(sleep.isAwake()).isTrue();
        assertThat(looksFrom(fromSeconds(10), fromSeconds(12))).isEqualTo(400);
        assertThat(looksFrom(fromSeconds(12), fromSeconds(22))).isEqualTo(5);
    }

    @Test
    void aChangeDoesNotShortenWhatMediaBegan() {
        sleep.onMedia();
        looksFrom(0, fromSeconds(1));
        sleep.onChange();
        assertThat(looksFrom(fromSeconds(1), fromSeconds(14))).isEqualTo(2600);
    }

    @Test
    void callsTransportsWhenTheirTimeHasComeAlsoBetweenLooks() {
        looksFrom(0, fromSeconds(4));
        sleep.onTimeoutAt(fromMillis(4150));
        sleep.onTimeoutAt(fromMillis(4120));
        looksFrom(fromSeconds(4) + 1, fromSeconds(5));
        assertThat(calls).isEqualTo(1);
        assertThat(sleep.isTimeoutDue(Nanos.fromSeconds(100))).isFalse();
    }

    private int looksFrom(long nanos, long untilNanos) {
        looks = 0;
        for (long now = nanos; now < untilNanos; now += fromMillis(5)) {
            if (sleep.isLookDue(now)) {
                looks++;
                sleep.onLooked(now);
            } else if (sleep.isTimeoutDue(now)) {
                calls++;
            }
        }
        return looks;
    }
}
