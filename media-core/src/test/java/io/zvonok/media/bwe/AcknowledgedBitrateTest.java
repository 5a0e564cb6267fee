package io.zvonok.media.bwe;

import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class AcknowledgedBitrateTest {
    private final AcknowledgedBitrate acknowledged = new AcknowledgedBitrate();
    private long sent = fromSeconds(1);
    private long arrival = fromSeconds(900);

    @Test
    void isUnknownForHalfASecond() {
        packets(40, 1250, 10, 10);
        assertThat(acknowledged.bitrateBps()).isEqualTo(-1);
        packets(12, 1250, 10, 10);
        assertThat(acknowledged.bitrateBps()).isCloseTo(1_000_000, Percentage.withPercentage(5));
    }

    @Test
    void followsAChangeWithinSeconds() {
        packets(200, 1250, 10, 10);
        packets(300, 1250, 20, 20);
        assertThat(acknowledged.bitrateBps()).isCloseTo(500_000, Percentage.withPercentage(10));
    }

    @Test
    void followsSoonerWhenAChangeIsExpected() {
        AcknowledgedBitrate other = new AcknowledgedBitrate();
        for (int i = 0; i < 200; i++) {
            other.onPacket(1250, sent + i * fromMillis(10), arrival + i * fromMillis(10), false);
        }
        packets(200, 1250, 10, 10);
        acknowledged.expectChange();
        for (int i = 0; i < 20; i++) {
            other.onPacket(1250, sent + i * fromMillis(20), arrival + i * fromMillis(20), false);
        }
        packets(20, 1250, 20, 20);
        assertThat(acknowledged.bitrateBps()).isLessThan(other.bitrateBps());
    }

    @Test
    void isNeverFasterThanThePacketsWereSent_P21() {
        for (int i = 0; i < 3000; i++) {
            sent += fromMillis(10);
            acknowledged.onPacket(1250, sent, arrival + i * fromMillis(1), false); // ten times as fast
        }
        assertThat(acknowledged.bitrateBps()).isBetween(900_000L, 1_020_000L);
    }

    @Test
    void survivesAPause() {
        packets(200, 1250, 10, 10);
        sent += fromSeconds(10);
        arrival += fromSeconds(10);
        packets(100, 1250, 10, 10);
        assertThat(acknowledged.bitrateBps()).isCloseTo(1_000_000, Percentage.withPercentage(10));
    }

    private void packets(int count, int size, int sentMillis, int arrivalMillis) {
        for (int i = 0; i < count; i++) {
            sent += fromMillis(sentMillis);
            arrival += fromMillis(arrivalMillis);
            acknowledged.onPacket(size, sent, arrival, false);
        }
    }
}
