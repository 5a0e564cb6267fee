package io.zvonok.bench.load.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceivedStreamTest {
    private final ReceivedStream stream = new ReceivedStream(1, true);

    private void receive(int from, int to) {
        for (int i = from; i <= to; i++) {
            stream.onPacket(i & 0xFFFF);
        }
    }

    @Test
    void countsWhatIsMissingByNumbersAlsoOverTheirEnd() {
        receive(65_530, 65_540);
        receive(65_543, 65_550);

        assertThat(stream.windowExpected()).isEqualTo(21);
        assertThat(stream.windowLost()).isEqualTo(2);
        assertThat(stream.takeNewlyMissing()).isEqualTo(2);
    }

    @Test
    void countsALatePacketAsComeAndADuplicateNotAtAll() {
        receive(10, 12);
        receive(14, 20);
        assertThat(stream.windowLost()).isEqualTo(1);

        assertThat(stream.onPacket(13)).isTrue();
        assertThat(stream.onPacket(13)).isFalse();
        assertThat(stream.onPacket(20)).isFalse();

        assertThat(stream.windowLost()).isZero();
        assertThat(stream.windowExpected()).isEqualTo(11);
        assertThat(stream.takeNewlyMissing()).isZero();
    }

    @Test
    void forgetsInANewWindowWhatWasBefore() {
        receive(1, 5);
        receive(8, 9);
        stream.beginWindow();
        receive(10, 14);
        receive(16, 16);

        assertThat(stream.windowExpected()).isEqualTo(7);
        assertThat(stream.windowLost()).isEqualTo(1);
        stream.onPacket(6); // belongs to before
        assertThat(stream.windowLost()).isEqualTo(1);
    }

    @Test
    void asksForEachMissingPacketAgainUntilItGivesUp() {
        receive(1, 1);
        receive(4, 4);
        int[] asked = new int[10];
        long now = 1_000_000_000;

        assertThat(stream.takeNacks(asked, now)).isEqualTo(2);
        assertThat(asked).startsWith(2, 3);
        assertThat(stream.takeNacks(asked, now + 10_000_000)).isZero();
        stream.onPacket(2);
        for (int i = 1; i < 10; i++) {
            assertThat(stream.giveUp()).isFalse();
            assertThat(stream.takeNacks(asked, now + i * 100_000_000L)).isEqualTo(1);
            assertThat(asked[0]).isEqualTo(3);
        }
        assertThat(stream.giveUp()).isTrue();
        assertThat(stream.hasMissing()).isFalse();
    }

    @Test
    void reportsTheShareLostSinceTheLastReport() {
        receive(1, 8);
        receive(11, 12);
        assertThat(stream.takeFractionLost()).isEqualTo(2 * 256 / 12);
        receive(13, 20);
        assertThat(stream.takeFractionLost()).isZero();
        assertThat(stream.cumulativeLost()).isEqualTo(2);
    }

    @Test
    void tellsTheTimeBetweenPictures() {
        assertThat(stream.onTimestamp(3000, 1_000_000_000)).isZero();
        assertThat(stream.onTimestamp(3000, 1_001_000_000)).isZero();
        assertThat(stream.onTimestamp(6000, 1_150_000_000)).isEqualTo(150_000_000);
    }
}
