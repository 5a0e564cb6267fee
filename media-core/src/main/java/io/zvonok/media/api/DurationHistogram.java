package io.zvonok.media.api;

import java.util.Arrays;

/**
 * How long something took, in buckets.
 *
 * @param boundsNanos upper bounds, ascending
 * @param counts how many fell into each bucket, and as last element how many were longer than the last bound
 * @param totalNanos all durations together
 */
public record DurationHistogram(long[] boundsNanos, long[] counts, long totalNanos) {
    /** Never empty of buckets: one count more than there are bounds. */
    public DurationHistogram {
        if (counts.length != boundsNanos.length + 1) {
            throw new IllegalArgumentException("one count more than bounds");
        }
    }

    public long count() {
        return Arrays.stream(counts).sum();
    }

    /** How many took no longer than the bound of this index; beyond the last one all. */
    public long countUpTo(int bound) {
        return Arrays.stream(counts, 0, bound + 1).sum();
    }
}
