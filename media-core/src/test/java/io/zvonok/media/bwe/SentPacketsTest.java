package io.zvonok.media.bwe;

import static io.zvonok.media.time.Nanos.fromMillis;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentPacketsTest {
    private final SentPackets sent = new SentPackets();

    @Test
    void knowsNothingBeforeTheFirstPacket() {
        for (int sequence : new int[] {0, 1, 32_768, 65_535}) {
            assertThat(sent.find(sequence)).isEqualTo(SentPackets.UNKNOWN);
        }
        assertThat(sent.hasUnreported()).isFalse();
        assertThat(sent.inFlightBytes()).isZero();
    }

    @Test
    void findsWhatWasSentAndNothingElse() {
        int first = sent.nextSequence();
        add(100, 7);
        add(200, 8);
        assertThat(sent.sizeBytes(sent.find(first))).isEqualTo(100);
        assertThat(sent.sentNanos(sent.find(first + 1))).isEqualTo(8);
        assertThat(sent.find(first + 2)).isEqualTo(SentPackets.UNKNOWN);
        assertThat(sent.find(first - 1 & 0xFFFF)).isEqualTo(SentPackets.UNKNOWN);
    }

    @Test
    void goesOnAfterTheSequenceNumbersWrapAround() {
        for (int i = 0; i < 65_536 + 10; i++) {
            add(i % 1000, i);
        }
        assertThat(sent.nextSequence()).isEqualTo(10);
        assertThat(sent.sentNanos(sent.find(9))).isEqualTo(65_536 + 9);
        assertThat(sent.sentNanos(sent.find(65_535))).isEqualTo(65_535);
        assertThat(sent.find(10)).isEqualTo(SentPackets.UNKNOWN);
    }

    @Test
    void forgetsWhatIsOlderThanItsCapacity() {
        for (int i = 0; i < SentPackets.CAPACITY + 5; i++) {
            add(100, i);
        }
        assertThat(sent.find(4)).isEqualTo(SentPackets.UNKNOWN);
        assertThat(sent.sentNanos(sent.find(5))).isEqualTo(5);
        assertThat(sent.oldestUnreportedNanos()).isEqualTo(5);
        assertThat(sent.inFlightBytes()).isEqualTo(100L * SentPackets.CAPACITY);
    }

    @Test
    void keepsWhatNothingWasSaidOfWhenItGrows() {
        for (int i = 0; i < 1000; i++) {
            add(i, fromMillis(i));
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(sent.sizeBytes(sent.find(i))).isEqualTo(i);
        }
        assertThat(sent.oldestUnreportedNanos()).isZero();
        assertThat(sent.inFlightBytes()).isEqualTo(999 * 1000 / 2);
    }

    @Test
    void aSlotStaysValidWhenItGrows() {
        add(7, 0);
        int slot = sent.find(0);
        sent.markLost(slot);
        for (int i = 1; i < 500; i++) {
            add(100, i);
        }
        assertThat(sent.find(0)).isEqualTo(slot);
        assertThat(sent.sizeBytes(slot)).isEqualTo(7);
        assertThat(sent.isLost(slot)).isTrue();
    }

    @Test
    void forgetsWhatWasReportedASecondAgoRatherThanGrow() {
        for (int i = 0; i < 5000; i++) {
            add(100, fromMillis(20 * i));
            sent.markReceived(sent.find(i & 0xFFFF));
        }
        assertThat(sent.find(4999 - 50)).isNotEqualTo(SentPackets.UNKNOWN);
        assertThat(sent.find(4999 - 64)).isEqualTo(SentPackets.UNKNOWN);
    }

    @Test
    void forgetsWhatNothingWasSaidOfFor10SecondsRatherThanGrow() {
        for (int i = 0; i < 5000; i++) {
            add(100, fromMillis(200 * i));
        }
        assertThat(sent.find(4999 - 64)).isEqualTo(SentPackets.UNKNOWN);
        assertThat(sent.inFlightBytes()).isEqualTo(6400);
    }

    @Test
    void countsInFlightWhatLeftAfterTheHighestReported() {
        for (int i = 0; i < 5; i++) {
            add(100 + i, i);
        }
        sent.markReceived(sent.find(2));
        assertThat(sent.inFlightBytes()).isEqualTo(103 + 104);
        assertThat(sent.oldestUnreportedNanos()).isEqualTo(3);
        sent.markLost(sent.find(1));
        assertThat(sent.inFlightBytes()).isEqualTo(103 + 104);
        sent.markLost(sent.find(4));
        assertThat(sent.inFlightBytes()).isZero();
        assertThat(sent.hasUnreported()).isFalse();
    }

    @Test
    void remembersTheFateOfEach() {
        add(100, 0);
        add(100, 1);
        sent.markLost(sent.find(0));
        assertThat(sent.isLost(sent.find(0))).isTrue();
        assertThat(sent.isLost(sent.find(1))).isFalse();
        sent.markReceived(sent.find(0));
        assertThat(sent.isLost(sent.find(0))).isFalse();
        assertThat(sent.isReceived(sent.find(0))).isTrue();
    }

    @Test
    void addsPacketsWithoutANumberToTheNextOneWithANumber() {
        add(100, 0);
        sent.addUnnumbered(40);
        sent.addUnnumbered(50);
        add(100, 1);
        add(100, 2);
        assertThat(sent.unnumberedBytes(sent.find(0))).isZero();
        assertThat(sent.unnumberedBytes(sent.find(1))).isEqualTo(90);
        assertThat(sent.unnumberedBytes(sent.find(2))).isZero();
    }

    private void add(int sizeBytes, long nowNanos) {
        sent.add(sizeBytes, 0, 0, nowNanos);
    }
}
