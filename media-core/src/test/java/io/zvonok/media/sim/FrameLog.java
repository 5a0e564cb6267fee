package io.zvonok.media.sim;

import java.util.Arrays;

/** When a simulated source made which frame: what a viewer's frames are counted against. */
final class FrameLog {
    private long[] capturedNanos = new long[256];
    private byte[] layers = new byte[256];
    private int size;

    void add(long nanos, int spatial, int temporal) {
        if (size == layers.length) {
            capturedNanos = Arrays.copyOf(capturedNanos, 2 * size);
            layers = Arrays.copyOf(layers, 2 * size);
        }
        capturedNanos[size] = nanos;
        layers[size++] = (byte) (spatial << 4 | temporal);
    }

    /** Frames of exactly that spatial and at most that temporal layer, captured after the one and before the other time. */
    int between(long afterNanos, long beforeNanos, int spatial, int temporal) {
        int count = 0;
        for (int i = firstFrom(beforeNanos) - 1; i >= 0 && capturedNanos[i] > afterNanos; i--) {
            count += layers[i] >> 4 == spatial && (layers[i] & 15) <= temporal ? 1 : 0;
        }
        return count;
    }

    /** When the frame before that time was captured, -1 if there was none. */
    long before(long nanos) {
        int from = firstFrom(nanos);
        return from == 0 ? -1 : capturedNanos[from - 1];
    }

    private int firstFrom(long nanos) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) / 2;
            if (capturedNanos[middle] < nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
