package io.zvonok.media.srtp;

/**
 * Which of the last packet indices were used: a bitmap that slides with the highest one.
 *
 * <p>Spec: RFC 3711 section 3.3.2. Thread: the owning media loop.
 */
public final class ReplayWindow {
    private static final int NONE = -1;

    private final long[] bits;
    private final int size;
    private long highest = NONE;

    /** @param size how many indices are remembered, a power of two, at least 64 */
    public ReplayWindow(int size) {
        if (size < 64 || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("not a power of two of at least 64: " + size);
        }
        this.size = size;
        this.bits = new long[size / 64];
    }

    /** False for an index used before, one too old to know, or a negative one. */
    public boolean isNew(long index) {
        if (index > highest) {
            return true;
        }
        return index >= 0 && index > highest - size && (bits[word(index)] & bit(index)) == 0;
    }

    /** Remembers an index for which {@link #isNew} was true. */
    public void mark(long index) {
        if (index > highest) {
            forget(highest + 1, index);
            highest = index;
        }
        bits[word(index)] |= bit(index);
    }

    /** The highest index used, or -1. */
    public long highest() {
        return highest;
    }

    /** Clears what the places of these indices, both included, remember of older ones. */
    private void forget(long from, long to) {
        long first = Math.max(from, to - size + 1);
        for (long index = first; index <= to; index++) {
            if ((index & 63) == 0 && index + 63 <= to) {
                bits[word(index)] = 0;
                index += 63;
            } else {
                bits[word(index)] &= ~bit(index);
            }
        }
    }

    private int word(long index) {
        return (int) (index & (size - 1)) >>> 6;
    }

    private static long bit(long index) {
        return 1L << (index & 63);
    }
}
