package io.zvonok.media.sim;

import io.zvonok.media.api.Codec;
import io.zvonok.media.rtp.SequenceNumbers;

/** The packets received last in one slot, by extended sequence number. */
final class PacketRing {
    static final int SIZE = 2048;

    private final Got[] packets = new Got[SIZE];
    private final long[] recovered = new long[SIZE];
    private long highest = -1;
    private long first = -1;

    /**
     * @param unit null of a packet that carries nothing, and so is the codec
     * @param frameNumber of its dependency descriptor, -1 if it has none
     */
    record Got(
            long sequence,
            int timestamp,
            boolean marker,
            Codec codec,
            MediaUnit unit,
            int frameNumber,
            long sentNanos) {
        boolean isPadding() {
            return unit == null;
        }
    }

    /** -1 if there is none. */
    long highest() {
        return highest;
    }

    long first() {
        return first;
    }

    long extend(int number) {
        return highest < 0 ? 0x1_0000L + number : SequenceNumbers.extend(highest, number);
    }

    boolean isTooOld(long sequence) {
        return highest >= 0 && sequence <= highest - SIZE;
    }

    void put(Got got) {
        packets[(int) (got.sequence % SIZE)] = got;
        first = first < 0 ? got.sequence : Math.min(first, got.sequence);
        highest = Math.max(highest, got.sequence);
    }

    Got get(long sequence) {
        Got there = sequence < 0 ? null : packets[(int) (sequence % SIZE)];
        return there != null && there.sequence == sequence ? there : null;
    }

    /** True the first time that a lost packet is made up for. */
    boolean recover(long sequence) {
        int at = (int) (sequence % SIZE);
        boolean fresh = recovered[at] != sequence;
        recovered[at] = sequence;
        return fresh;
    }
}
