package io.zvonok.signalling.session;

import io.zvonok.media.api.DurationHistogram;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Durations, counted in buckets.
 *
 * <p>Thread: any.
 */
public final class DurationCounts {
    private static final long[] BOUNDS_MILLIS = {1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000};

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_MILLIS.length + 1);
    private final LongAdder totalNanos = new LongAdder();

    void add(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS_MILLIS.length && nanos > TimeUnit.MILLISECONDS.toNanos(BOUNDS_MILLIS[bucket])) {
            bucket++;
        }
        counts.incrementAndGet(bucket);
        totalNanos.add(nanos);
    }

    public DurationHistogram snapshot() {
        long[] bounds = new long[BOUNDS_MILLIS.length];
        long[] copy = new long[bounds.length + 1];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = counts.get(i);
            if (i < bounds.length) {
                bounds[i] = TimeUnit.MILLISECONDS.toNanos(BOUNDS_MILLIS[i]);
            }
        }
        return new DurationHistogram(bounds, copy, totalNanos.sum());
    }
}
