package io.zvonok.media.simulcast;

import java.util.Arrays;

/**
 * Numbers the packets of a slot: the sequence numbers of whatever source is in it, moved so that a switch or a packet
 * left out on purpose makes no gap. A packet lost on the way from the publisher keeps its number, so that it can be
 * filled in late.
 *
 * <p>Extended sequence numbers throughout. Thread: the owning media loop.
 */
public final class SequenceMap {
    /** Changes of the offset remembered for packets that come late: two a picture where a middle layer is shown, 2 s. */
    private static final int MAX_CHANGES = 128;

    private static final int FEW_CHANGES = 2;

    public static final long DROPPED = -1;

    private long[] from = new long[FEW_CHANGES];
    private long[] offset = new long[FEW_CHANGES];
    private int changes;
    private long highestSource;
    private long highestOutgoing;

    /** @param firstOutgoing number of the first packet ever sent; below 2^15, so that its rollover counter is known (P16) */
    public SequenceMap(int firstOutgoing) {
        this.highestOutgoing = firstOutgoing - 1L;
    }

    public long highestOutgoing() {
        return highestOutgoing;
    }

    /** The highest source number mapped since the last restart. */
    public long highestSource() {
        return highestSource;
    }

    /** The packet {@code source} of a new encoding follows the last one sent. Earlier packets of it are not mapped. */
    public void restart(long source) {
        changes = 0;
        append(source, source - (highestOutgoing + 1));
        highestSource = source - 1;
    }

    /** The outgoing number of a source packet, or {@link #DROPPED} when it lies before the switch or too far back. */
    public long map(long source) {
        int i = changes - 1;
        while (i >= 0 && from[i] > source) {
            i--;
        }
        if (i < 0) {
            return DROPPED;
        }
        long outgoing = source - offset[i];
        highestSource = Math.max(highestSource, source);
        highestOutgoing = Math.max(highestOutgoing, outgoing);
        return outgoing;
    }

    /**
     * Leaves a packet out; later ones close the gap.
     *
     * @return false if later packets were numbered already: the gap cannot be closed any more
     */
    public boolean skip(long source) {
        if (source <= highestSource || changes == 0) {
            return false;
        }
        long moved = offset[changes - 1] + 1;
        if (from[changes - 1] == source) {
            from[changes - 1] = source + 1;
            offset[changes - 1] = moved;
        } else {
            append(source + 1, moved);
        }
        highestSource = source;
        return true;
    }

    private void append(long source, long newOffset) {
        if (changes == MAX_CHANGES) {
            System.arraycopy(from, 1, from, 0, MAX_CHANGES - 1);
            System.arraycopy(offset, 1, offset, 0, MAX_CHANGES - 1);
            changes--;
        } else if (changes == from.length) {
            from = Arrays.copyOf(from, 2 * changes);
            offset = Arrays.copyOf(offset, 2 * changes);
        }
        from[changes] = source;
        offset[changes] = newOffset;
        changes++;
    }
}
