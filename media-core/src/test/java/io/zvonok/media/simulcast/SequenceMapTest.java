package io.zvonok.media.simulcast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceMapTest {
    private final SequenceMap map = new SequenceMap(100);

    @Test
    void continuesAfterTheLastNumberWhateverTheSourceIs() {
        map.restart(70_000);
        assertThat(map.map(70_000)).isEqualTo(100);
        assertThat(map.map(70_001)).isEqualTo(101);
        map.restart(12);
        assertThat(map.map(12)).isEqualTo(102);
    }

    @Test
    void keepsTheNumberOfALostPacketForWhenItComes() {
        map.restart(10);
        map.map(10);
        assertThat(map.map(12)).isEqualTo(102);
        assertThat(map.map(11)).isEqualTo(101);
    }

    @Test
    void closesTheGapOfASkippedPacket() {
        map.restart(10);
        map.map(10);
        assertThat(map.skip(11)).isTrue();
        assertThat(map.map(12)).isEqualTo(101);
    }

    @Test
    void numbersLatePacketsByWhatWasInForceBeforeTheSkip() {
        map.restart(10);
        map.map(10);
        map.skip(12);
        assertThat(map.map(13)).isEqualTo(102);
        assertThat(map.map(11)).isEqualTo(101);
    }

    @Test
    void closesGapsOfSkipsInARow() {
        map.restart(10);
        map.map(10);
        map.skip(11);
        map.skip(12);
        map.skip(14);
        assertThat(map.map(13)).isEqualTo(101);
        assertThat(map.map(15)).isEqualTo(102);
    }

    @Test
    void cannotSkipWhatWasPassed() {
        map.restart(10);
        map.map(12);
        assertThat(map.skip(11)).isFalse();
    }

    @Test
    void dropsWhatLiesBeforeTheSwitch() {
        map.restart(10);
        assertThat(map.map(9)).isEqualTo(SequenceMap.DROPPED);
    }

    @Test
    void forgetsChangesThatAreTooOldInsteadOfGuessing() {
        map.restart(0);
        for (int i = 1; i < 400; i += 2) {
            map.map(i - 1);
            map.skip(i);
        }
        assertThat(map.map(1)).isEqualTo(SequenceMap.DROPPED);
        assertThat(map.map(400)).isEqualTo(300);
    }
}
