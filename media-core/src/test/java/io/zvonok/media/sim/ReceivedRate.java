package io.zvonok.media.sim;

import java.util.ArrayDeque;
import java.util.Deque;

/** Bits a second, of the last second. */
final class ReceivedRate {
    private static final long WINDOW = 1_000_000_000;

    private record Piece(long nanos, int bytes) {}

    private final Deque<Piece> pieces = new ArrayDeque<>();
    private long bytes;
    private long firstNanos = -1;

    void add(int count, long nowNanos) {
        firstNanos = firstNanos < 0 ? nowNanos : firstNanos;
        pieces.add(new Piece(nowNanos, count));
        bytes += count;
        forget(nowNanos);
    }

    /** 0 while nothing came. */
    long bps(long nowNanos) {
        forget(nowNanos);
        long window = Math.max(WINDOW / 5, Math.min(WINDOW, nowNanos - firstNanos));
        return bytes * 8 * 1_000_000_000L / window;
    }

    private void forget(long nowNanos) {
        while (!pieces.isEmpty() && pieces.element().nanos < nowNanos - WINDOW) {
            bytes -= pieces.remove().bytes;
        }
    }
}
