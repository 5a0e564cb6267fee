package io.zvonok.media.sim;

import io.zvonok.media.time.Nanos;

/**
 * Counts freezes as browsers do: a picture stood still for longer than three times the mean of the last 30 distances, and
 * for 150 ms longer than the mean. What the sender itself had no picture for is none.
 */
public final class Freezes {
    private static final int WINDOW = 30;
    /** Distances that make a mean. */
    private static final int ENOUGH = 5;

    private static final long MARGIN = Nanos.fromMillis(150);

    private final long[] distances = new long[WINDOW];
    private long sum;
    private int known;
    private int at;
    private long lastNanos = -1;
    private int count;
    private long frozenNanos;

    /** @param sourceGapNanos how long the sender had no picture before this one */
    void onFrame(long nowNanos, long sourceGapNanos) {
        if (lastNanos >= 0) {
            long distance = nowNanos - lastNanos;
            if (isFreeze(distance) && distance - sourceGapNanos > MARGIN) {
                count++;
                frozenNanos += distance;
            }
            remember(Math.max(0, distance));
        }
        lastNanos = nowNanos;
    }

    private void remember(long distance) {
        sum += distance - distances[at];
        distances[at] = distance;
        at = (at + 1) % WINDOW;
        known = Math.min(WINDOW, known + 1);
    }

    private boolean isFreeze(long distance) {
        if (known < ENOUGH) {
            return false;
        }
        long mean = sum / known;
        return distance > Math.max(3 * mean, mean + MARGIN);
    }

    /** The picture stands still now and has for too long, whatever the reason; it counts when it goes on. */
    public boolean isFrozen(long nowNanos) {
        return lastNanos >= 0 && isFreeze(nowNanos - lastNanos);
    }

    public int count() {
        return count;
    }

    /** Of all freezes that ended. */
    public long frozenNanos() {
        return frozenNanos;
    }
}
