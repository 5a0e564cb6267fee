package io.zvonok.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceNumbersTest {
    @Test
    void measuresTheShorterWayRound() {
        assertThat(SequenceNumbers.delta(5, 3)).isEqualTo(2);
        assertThat(SequenceNumbers.delta(2, 65_534)).isEqualTo(4);
        assertThat(SequenceNumbers.delta(65_534, 2)).isEqualTo(-4);
        assertThat(SequenceNumbers.delta(32_767, 0)).isEqualTo(32_767);
        assertThat(SequenceNumbers.delta(32_768, 0)).isEqualTo(-32_768);
    }

    @Test
    void ordersAcrossTheWrap() {
        assertThat(SequenceNumbers.isNewer(0, 65_535)).isTrue();
        assertThat(SequenceNumbers.isNewer(65_535, 0)).isFalse();
        assertThat(SequenceNumbers.isNewer(7, 7)).isFalse();
    }

    @Test
    void callsNeitherNewerAtHalfACircle() {
        assertThat(SequenceNumbers.isNewer(32_768, 0)).isFalse();
        assertThat(SequenceNumbers.isNewer(0, 32_768)).isFalse();
    }

    @Test
    void wrapsToZeroAfterTheLast() {
        assertThat(SequenceNumbers.next(65_535)).isZero();
        assertThat(SequenceNumbers.next(65_530)).isEqualTo(65_531);
    }

    @Test
    void extendsToTheNearestValue() {
        assertThat(SequenceNumbers.extend(65_535, 0)).isEqualTo(65_536);
        assertThat(SequenceNumbers.extend(65_536, 65_535)).isEqualTo(65_535);
        assertThat(SequenceNumbers.extend(3 * 65_536L + 10, 12)).isEqualTo(3 * 65_536L + 12);
        assertThat(SequenceNumbers.extend(0, 65_535)).isEqualTo(-1);
    }

    @Test
    void followsAStreamOverManyWraps() {
        long seed = 42;
        Random random = new Random(seed);
        long truth = 65_530;
        long highest = truth;
        for (int i = 0; i < 100_000; i++) {
            truth += random.nextInt(200) - 60;
            long extended = SequenceNumbers.extend(highest, (int) (truth & 0xFFFF));
            assertThat(extended).as("seed %d step %d", seed, i).isEqualTo(truth);
            highest = Math.max(highest, extended);
        }
        assertThat(highest).isGreaterThan(10 * 65_536L);
    }

    @Test
    void measuresTimestampsAcrossTheWrap() {
        assertThat(SequenceNumbers.timestampDelta(10, -20)).isEqualTo(30);
        assertThat(SequenceNumbers.timestampDelta(0x8000_0000, 0x7FFF_FFFF)).isEqualTo(1);
    }
}
