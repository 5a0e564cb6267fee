package io.zvonok.media.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The counters and timings of one loop.
 *
 * <p>Thread: {@link #increment}, {@link #add} and {@link #record} on the owning loop only; the others on any, possibly a
 * moment stale.
 */
public final class LoopStats {
    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] values = new long[Counter.values().length];
    /** By timing: how many fell into each bucket, and behind them all durations together. */
    private final long[][] timings = new long[Timing.values().length][];

    public LoopStats() {
        for (Timing timing : Timing.values()) {
            timings[timing.ordinal()] = new long[timing.buckets() + 1];
        }
    }

    public void increment(Counter counter) {
        add(counter, 1);
    }

    public void add(Counter counter, long amount) {
        add(values, counter.ordinal(), amount);
    }

    public long get(Counter counter) {
        return (long) VALUES.getOpaque(values, counter.ordinal());
    }

    /** Something took so long, so many times. */
    public void record(Timing timing, long nanos, long times) {
        long[] buckets = timings[timing.ordinal()];
        add(buckets, timing.bucketOf(nanos), times);
        add(buckets, buckets.length - 1, nanos * times);
    }

    private static void add(long[] array, int i, long amount) {
        VALUES.setOpaque(array, i, array[i] + amount);
    }

    /** How many fell into each bucket of {@link Timing#boundsNanos}, and beyond the last one. */
    public long[] buckets(Timing timing) {
        long[] buckets = timings[timing.ordinal()];
        long[] copy = new long[buckets.length - 1];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = (long) VALUES.getOpaque(buckets, i);
        }
        return copy;
    }

    /** All durations together. */
    public long totalNanos(Timing timing) {
        long[] buckets = timings[timing.ordinal()];
        return (long) VALUES.getOpaque(buckets, buckets.length - 1);
    }
}
