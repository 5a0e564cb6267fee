package io.zvonok.media.stream;

import static io.zvonok.media.stream.SequenceTracker.DUPLICATE;
import static io.zvonok.media.stream.SequenceTracker.JUMP;
import static io.zvonok.media.stream.SequenceTracker.TOO_LATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceTrackerTest {
    private final SequenceTracker tracker = new SequenceTracker();

    private long accept(int sequenceNumber) {
        return tracker.accept(sequenceNumber & 0xFFFF, false);
    }

    private long acceptRtx(int sequenceNumber) {
        return tracker.accept(sequenceNumber & 0xFFFF, true);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 1000, 32767, 32768, 65534, 65535})
    void extendsFromAnyFirstNumberWithoutEverBeingNegative(int first) {
        long start = accept(first);

        assertThat(start).isPositive();
        assertThat(accept(first - 1)).isEqualTo(start - 1);
        assertThat(accept(first - 900)).isEqualTo(start - 900).isPositive();
        for (int i = 1; i < 200_000; i++) {
            assertThat(accept(first + i)).isEqualTo(start + i);
        }
        assertThat(tracker.reportedHighest()).isEqualTo(first + 199_999);
    }

    @Test
    void letsEachNumberThroughOnce_I6() {
        accept(65_530);
        accept(4);

        assertThat(accept(4)).isEqualTo(DUPLICATE);
        assertThat(accept(65_530)).isEqualTo(DUPLICATE);
        assertThat(acceptRtx(65_530)).isEqualTo(DUPLICATE);
        assertThat(accept(65_535)).isPositive();
        assertThat(acceptRtx(65_535)).isEqualTo(DUPLICATE);
        assertThat(acceptRtx(0)).isPositive();
        assertThat(accept(0)).isEqualTo(DUPLICATE);
    }

    @Test
    void dropsWhatLiesMoreThanTheWindowBehind() {
        long start = accept(100);
        accept(2000);

        assertThat(accept(2000 - 1023)).isEqualTo(start + 1900 - 1023);
        assertThat(accept(2000 - 1024)).isEqualTo(TOO_LATE);
        assertThat(accept(2000 - 1025)).isEqualTo(TOO_LATE);
        assertThat(accept(2000 - 1024)).isEqualTo(TOO_LATE);
        assertThat(accept(2000 - 2999)).isEqualTo(TOO_LATE);
        assertThat(tracker.highest()).isEqualTo(start + 1900);
    }

    @Test
    void doesNotTakeAnEarlierCycleOfTheBitmapForADuplicate() {
        accept(0);
        for (int sequence = 1024; sequence < 60_000; sequence += 1024) {
            assertThat(accept(sequence)).isPositive();
            assertThat(accept(sequence - 1)).isPositive();
        }
    }

    @Test
    void believesAJumpWhenTheNextPacketConfirmsIt() {
        long start = accept(10);

        assertThat(accept(10 + 3000)).isEqualTo(JUMP);
        assertThat(accept(11)).isEqualTo(start + 1);
        assertThat(accept(10 + 3001)).isEqualTo(start + 3001);
        assertThat(tracker.resynced()).isTrue();
        assertThat(accept(10 + 3002)).isEqualTo(start + 3002);
        assertThat(tracker.resynced()).isFalse();
    }

    @Test
    void ignoresASingleStrayNumber() {
        long start = accept(10);
        assertThat(accept(20_000)).isEqualTo(JUMP);
        assertThat(accept(30_000)).isEqualTo(JUMP);
        assertThat(accept(20_000)).isEqualTo(JUMP);
        for (int i = 1; i < 10; i++) {
            assertThat(accept(10 + i)).isEqualTo(start + i);
        }
        assertThat(tracker.expected()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {3000, 32_766, 32_767, 32_768, 32_769, 40_000, 62_000})
    void growsAcrossAnyJump_P16(int step) {
        long start = accept(5);
        accept(5 + step);
        long resynced = accept(6 + step);

        assertThat(resynced).isEqualTo(start + step + 1);
        assertThat(resynced & 0xFFFF).isEqualTo((6 + step) & 0xFFFF);
        assertThat(tracker.expected()).isEqualTo(3);
        assertThat(tracker.originals()).isEqualTo(2);
        assertThat(acceptRtx(5 + step)).isEqualTo(resynced - 1);
        assertThat(tracker.expected()).isEqualTo(3);
    }

    @Test
    void neverBelievesAJumpOfARetransmission() {
        accept(5);

        assertThat(acceptRtx(20_000)).isEqualTo(JUMP);
        assertThat(acceptRtx(20_001)).isEqualTo(JUMP);
        assertThat(accept(20_001)).isEqualTo(JUMP);
        assertThat(accept(20_002)).isPositive();
    }

    @Test
    void countsWhatWasOvertakenByTheFirstPacket() {
        accept(10);
        accept(7);
        accept(8);

        assertThat(tracker.expected()).isEqualTo(4);
        assertThat(tracker.originals()).isEqualTo(3);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.zvonok.media.stream.Seeds#all")
    void agreesWithASetUnderLossReorderingAndDuplication(long seed) {
        Random random = new Random(seed);
        int first = random.nextBoolean() ? 65_536 - random.nextInt(300) : random.nextInt(65_536);
        Set<Long> seen = new HashSet<>();
        long offset = accept(first) - first;
        long highest = first;
        long lowest = first;
        seen.add((long) first);
        int originals = 1;
        for (int i = 0; i < 5_000; i++) {
            long sequence = highest + (random.nextInt(10) == 0 ? -random.nextInt(1500) : random.nextInt(4));
            boolean viaRtx = random.nextInt(5) == 0;
            long answer = tracker.accept((int) (sequence & 0xFFFF), viaRtx);
            if (sequence <= highest - 1024) {
                assertThat(answer).isEqualTo(TOO_LATE);
            } else if (!seen.add(sequence)) {
                assertThat(answer).isEqualTo(DUPLICATE);
            } else {
                assertThat(answer).isEqualTo(sequence + offset);
                highest = Math.max(highest, sequence);
                if (!viaRtx) {
                    lowest = Math.min(lowest, sequence);
                    originals++;
                }
            }
            assertThat(tracker.highest()).isEqualTo(highest + offset);
            assertThat(tracker.expected()).isEqualTo(highest - lowest + 1);
            assertThat(tracker.originals()).isEqualTo(originals);
        }
    }
}
