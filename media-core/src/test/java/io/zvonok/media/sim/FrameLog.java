package io.zvonok.media.sim;

import java.util.Arrays;

/** The frames that a simulated source made: what those of its viewers are counted and held against. */
final class FrameLog {
    private static final int KEY = 0x80;

    private long[] capturedNanos = new long[256];
    private long[] firstSequences = new long[256];
    private int[] packets = new int[256];
    private int[] layers = new int[256];
    private final boolean hasSpatialLayers;
    private int size;

    /** @param hasSpatialLayers of several, a viewer of an upper one may do without the lower ones, but at a key frame */
    FrameLog(boolean hasSpatialLayers) {
        this.hasSpatialLayers = hasSpatialLayers;
    }

    void add(long nanos, boolean key, int spatial, int temporal, long firstSequence, int count) {
        if (size == layers.length) {
            capturedNanos = Arrays.copyOf(capturedNanos, 2 * size);
            firstSequences = Arrays.copyOf(firstSequences, 2 * size);
            packets = Arrays.copyOf(packets, 2 * size);
            layers = Arrays.copyOf(layers, 2 * size);
        }
        capturedNanos[size] = nanos;
        firstSequences[size] = firstSequence;
        packets[size] = count;
        layers[size++] = (key ? KEY : 0) | spatial << 4 | temporal;
    }

    /** Frames of exactly that spatial and at most that temporal layer, captured after the one and before the other time. */
    int between(long afterNanos, long beforeNanos, int spatial, int temporal) {
        int count = 0;
        for (int i = firstFrom(capturedNanos, beforeNanos) - 1; i >= 0 && capturedNanos[i] > afterNanos; i--) {
            count += (layers[i] & ~KEY) >> 4 == spatial && (layers[i] & 15) <= temporal ? 1 : 0;
        }
        return count;
    }

    /** When the frame before that time was captured, -1 if there was none. */
    long before(long nanos) {
        int from = firstFrom(capturedNanos, nanos);
        return from == 0 ? -1 : capturedNanos[from - 1];
    }

    /**
     * Packets strictly between these numbers that belong to whole frames which a viewer of fewer layers can do without;
     * whether one does is for its decoder to find out.
     */
    int dispensable(long afterSequence, long beforeSequence) {
        int count = 0;
        for (int i = firstFrom(firstSequences, afterSequence + 1);
                i < size && firstSequences[i] + packets[i] <= beforeSequence;
                i++) {
            boolean lowest = layers[i] >> 4 == 0 && (layers[i] & 15) == 0;
            boolean layered = (layers[i] & KEY) == 0 && (!lowest || hasSpatialLayers);
            count += layered ? packets[i] : 0;
        }
        return count;
    }

    private int firstFrom(long[] values, long from) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) / 2;
            if (values[middle] < from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
