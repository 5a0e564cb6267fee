package io.zvonok.media.stream;

/**
 * Bytes of the recent past: a ring of equal stretches of time, the newest still filling.
 *
 * <p>Thread: the owning media loop.
 */
public final class ByteWindow {
    private final long bucketNanos;
    private final int bucketCount;
    private int[] buckets = {}; // made with the first byte: most windows of a quiet lesson never see one
    private long newest; // number of the newest bucket since time zero
    private long total;

    public ByteWindow(int bucketCount, long bucketNanos) {
        this.bucketCount = bucketCount;
        this.bucketNanos = bucketNanos;
    }

    public void add(int bytes, long nowNanos) {
        if (buckets.length == 0) {
            buckets = new int[bucketCount];
        }
        advance(nowNanos);
        buckets[(int) (newest % buckets.length)] += bytes;
        total += bytes;
    }

    /** Bytes of the newest bucket and the full ones kept behind it: of {@link #spanNanos} up to now. */
    public long sum(long nowNanos) {
        advance(nowNanos);
        return total;
    }

    /** The time {@link #sum} covers: between {@code bucketCount - 1} and {@code bucketCount} buckets. */
    long spanNanos(long nowNanos) {
        return (bucketCount - 1) * bucketNanos + nowNanos % bucketNanos;
    }

    private void advance(long nowNanos) {
        long now = nowNanos / bucketNanos;
        long steps = Math.min(now - newest, buckets.length);
        for (long i = 0; i < steps; i++) {
            int oldest = (int) ((now - i) % buckets.length);
            total -= buckets[oldest];
            buckets[oldest] = 0;
        }
        newest = Math.max(newest, now);
    }
}
