package io.zvonok.media.stream;

import io.zvonok.media.time.Nanos;

/**
 * The rate of the last second.
 *
 * <p>Thread: the owning media loop.
 */
public final class BitrateMeter {
    private static final int BUCKETS = 20;
    private static final long BUCKET_NANOS = Nanos.fromMillis(50);

    /** In its first second a stream is measured over its age, but not over less than this: it begins with a burst. */
    private static final long MIN_SPAN_NANOS = Nanos.fromMillis(250);

    private final ByteWindow window = new ByteWindow(BUCKETS, BUCKET_NANOS);
    private long firstNanos = Nanos.NEVER;

    public void add(int bytes, long nowNanos) {
        firstNanos = Math.min(firstNanos, nowNanos);
        window.add(bytes, nowNanos);
    }

    public long bitrateBps(long nowNanos) {
        long bytes = window.sum(nowNanos);
        if (bytes == 0) {
            return 0;
        }
        long span = Math.max(MIN_SPAN_NANOS, Math.min(window.spanNanos(nowNanos), nowNanos - firstNanos));
        return bytes * 8 * Nanos.fromSeconds(1) / span;
    }
}
