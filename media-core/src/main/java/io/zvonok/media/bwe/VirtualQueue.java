package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;

/**
 * The queue that the sent packets would stand in if the link carried exactly the estimate. A forwarder does not pace: it
 * sends a frame at once, and a key frame is many times as large as others. What a packet waits behind its own burst is no
 * sign of congestion; what it waits longer is.
 *
 * <p>Thread: the owning media loop.
 */
final class VirtualQueue {
    /** A longer wait is not excused, whatever was sent at once. */
    private static final long MAX_WAIT_NANOS = Nanos.fromMillis(250);

    /** What was sent at once excuses less and less: most of it has to be gone after so long. */
    private static final double FORGOTTEN_NANOS = Nanos.fromMillis(500);

    private double bits;
    private double rateBps = 1;
    private long lastNanos;

    void setRate(long rateBps) {
        this.rateBps = rateBps;
    }

    /** Returns how long the packet waits until it has left the queue, itself included. */
    long add(int sizeBytes, long nowNanos) {
        drain(nowNanos);
        bits = Math.min(bits + 8.0 * sizeBytes, rateBps * MAX_WAIT_NANOS / 1e9);
        return (long) (bits / rateBps * 1e9);
    }

    private void drain(long nowNanos) {
        double elapsed = nowNanos - lastNanos;
        bits = Math.max(0, bits - rateBps * elapsed / 1e9);
        bits *= Math.max(0, 1 - elapsed / FORGOTTEN_NANOS);
        lastNanos = nowNanos;
    }
}
