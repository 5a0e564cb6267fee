package io.zvonok.media.bwe;

import static io.zvonok.media.time.Nanos.fromMillis;
import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class BusyRateTest {
    private final BusyRate busy = new BusyRate(fromMillis(20));
    private long arrival = fromMillis(5000);
    private int slot;

    @Test
    void isUnknownWhileTheLinkIsIdle() {
        for (int i = 0; i < 20; i++) {
            packet(1250, 20, 1);
        }
        assertThat(busy.bitrateBps()).isEqualTo(-1);
    }

    @Test
    void seesTheLinksRateInBurstsAlthoughLittleIsSent() {
        for (int frame = 0; frame < 10; frame++) {
            packet(1250, 20, 5); // found it idle: 5 ms for itself
            packet(1250, 5, 10); // waited for the one before
        }
        assertThat(busy.bitrateBps()).isCloseTo(2_000_000, Percentage.withPercentage(1));
    }

    @Test
    void leavesOutWhatFollowsAMissingPacket() {
        for (int i = 0; i < 20; i++) {
            packet(1250, 10, 50);
            slot++; // lost
            packet(1250, 10, 50);
        }
        assertThat(busy.bitrateBps()).isCloseTo(1_000_000, Percentage.withPercentage(1));
    }

    @Test
    void forgetsAfterItsWindow() {
        for (int i = 0; i < 50; i++) {
            packet(1250, 10, 50);
        }
        for (int i = 0; i < 50; i++) {
            packet(1250, 5, 50);
        }
        assertThat(busy.bitrateBps()).isCloseTo(2_000_000, Percentage.withPercentage(1));
    }

    @Test
    void goesOnAfterTheRingOfPacketsWrapsAround() {
        slot = SentPackets.CAPACITY - 3;
        for (int i = 0; i < 8; i++) {
            packet(1250, 10, 50);
        }
        assertThat(busy.bitrateBps()).isCloseTo(1_000_000, Percentage.withPercentage(1));
    }

    private void packet(int size, int afterMillis, int waitedMillis) {
        arrival += fromMillis(afterMillis);
        busy.onPacket(slot++ & (SentPackets.CAPACITY - 1), size, arrival, fromMillis(waitedMillis));
    }
}
