package io.zvonok.media.stream;

import io.zvonok.media.rtp.SequenceNumbers;
import java.util.Arrays;

/**
 * Which sequence numbers of one incoming SSRC have come: extends them, lets each through once, and counts what was to
 * be expected.
 *
 * <p>Extended numbers only grow, also across a restart of the sender's numbering, and start above 65536, so that
 * packets from before the first one have a number too.
 *
 * <p>Spec: RFC 3550 section A.1. Thread: the owning media loop.
 */
final class SequenceTracker {
    /** Packets this far behind the newest are too late. */
    static final int WINDOW = 1024;

    /** RFC 3550 section A.1: a step this large is believed only when the next packet confirms it. */
    private static final int MAX_DROPOUT = 3000;

    private static final int CYCLE = 1 << 16;

    // what accept() answers when a packet is not to be used
    static final long DUPLICATE = -1;
    static final long TOO_LATE = -2;
    static final long JUMP = -3;

    private final long[] seen = new long[WINDOW / Long.SIZE];
    private long highest = -1;
    private long first; // lowest number counted as expected since the numbering began
    private int afterJump = -1; // the sequence number that would confirm a jump
    private boolean resynced;
    private long expected;
    private long originals;

    /** @return the extended sequence number, or one of the negative answers above */
    long accept(int sequenceNumber, boolean viaRtx) {
        resynced = false;
        if (highest < 0) {
            return start(sequenceNumber, viaRtx);
        }
        long extended = SequenceNumbers.extend(highest, sequenceNumber);
        long ahead = extended - highest;
        if (Math.abs(ahead) >= MAX_DROPOUT) {
            return onJump(sequenceNumber, extended, viaRtx);
        }
        if (ahead <= -WINDOW) {
            return TOO_LATE;
        }
        if (ahead > 0) {
            advanceTo(extended);
        } else if (isSeen(extended)) {
            return DUPLICATE;
        } else if (extended < first && !viaRtx) {
            expected += first - extended; // overtaken by the first packet
            first = extended;
        }
        return markSeen(extended, viaRtx);
    }

    private long start(int sequenceNumber, boolean viaRtx) {
        highest = CYCLE + (long) sequenceNumber;
        first = highest;
        expected = 1;
        return markSeen(highest, viaRtx);
    }

    /** Two in a row, and the sender has restarted its numbering. A retransmission proves nothing of the kind. */
    private long onJump(int sequenceNumber, long nearest, boolean viaRtx) {
        if (viaRtx) {
            return JUMP;
        }
        if (sequenceNumber != afterJump) {
            afterJump = SequenceNumbers.next(sequenceNumber);
            return JUMP;
        }
        highest = nearest > highest ? nearest : nearest + CYCLE;
        first = highest - 1; // the one that announced the jump was not used: it is missing
        expected += 2;
        afterJump = -1;
        resynced = true;
        Arrays.fill(seen, 0);
        return markSeen(highest, false);
    }

    private void advanceTo(long extended) {
        expected += extended - highest;
        if (extended - highest >= WINDOW) {
            Arrays.fill(seen, 0);
        } else {
            for (long missing = highest + 1; missing < extended; missing++) {
                seen[wordOf(missing)] &= ~(1L << missing);
            }
        }
        highest = extended;
    }

    private boolean isSeen(long extended) {
        return (seen[wordOf(extended)] & 1L << extended) != 0;
    }

    private long markSeen(long extended, boolean viaRtx) {
        seen[wordOf(extended)] |= 1L << extended;
        if (!viaRtx) {
            originals++;
        }
        return extended;
    }

    private static int wordOf(long extended) {
        return (int) (extended % WINDOW) / Long.SIZE;
    }

    /** The newest extended sequence number, -1 before the first packet. */
    long highest() {
        return highest;
    }

    /** As reports carry it: the sender's own cycles start at 0. */
    int reportedHighest() {
        return (int) (highest - CYCLE);
    }

    /** Whether the packet accepted last was the first of a new numbering. */
    boolean resynced() {
        return resynced;
    }

    /** Packets sent so far, as far as the sequence numbers tell. */
    long expected() {
        return expected;
    }

    /** Packets that came by themselves, not by retransmission. */
    long originals() {
        return originals;
    }
}
