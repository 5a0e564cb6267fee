package io.zvonok.media.stream;

import io.zvonok.media.time.Nanos;
import java.util.Arrays;

/**
 * The rates of the last second of all operating points of one encoding, and the part of the frames each shows.
 *
 * <p>A point is a number below {@link #POINTS}: spatial layer times {@link #TEMPORAL} plus temporal layer. Which points a
 * packet is needed by comes with it, as a bit mask. Thread: the owning media loop. Allocates nothing.
 */
public final class LayerMeter {
    public static final int TEMPORAL = 4;
    public static final int POINTS = 16;

    private static final int BUCKETS = 20;
    private static final long BUCKET_NANOS = Nanos.fromMillis(50);
    /** In its first second, also after a pause, a stream is measured over its age, but not over less: it begins with a burst. */
    private static final long MIN_SPAN_NANOS = Nanos.fromMillis(250);
    /** A layer of which nothing came for this long is not sent any more. */
    private static final long GONE_AFTER_NANOS = Nanos.fromMillis(1500);

    private final int[] bytes = new int[BUCKETS * POINTS];
    private final int[] frames = new int[BUCKETS * TEMPORAL];
    private final long[] pointBytes = new long[POINTS];
    private final long[] temporalFrames = new long[TEMPORAL];
    private final long[] seenNanos = new long[POINTS];
    private long newestBucket;
    private long firstNanos;
    private long lastNanos = -GONE_AFTER_NANOS - 1;

    public LayerMeter() {
        Arrays.fill(seenNanos, -GONE_AFTER_NANOS);
    }

    /** @param neededBy the points that need the packet */
    public void onPacket(
            int spatialLayer, int temporalLayer, boolean startsFrame, int neededBy, int sizeBytes, long nowNanos) {
        advance(nowNanos);
        if (nowNanos - lastNanos > GONE_AFTER_NANOS) {
            firstNanos = nowNanos; // nothing of before is in the window any more
        }
        lastNanos = nowNanos;
        int temporal = Math.min(temporalLayer, TEMPORAL - 1);
        seenNanos[Math.min(spatialLayer, POINTS / TEMPORAL - 1) * TEMPORAL + temporal] = nowNanos;
        int bucket = (int) (newestBucket % BUCKETS);
        if (startsFrame) {
            frames[bucket * TEMPORAL + temporal]++;
            temporalFrames[temporal]++;
        }
        for (int left = neededBy & (1 << POINTS) - 1; left != 0; left &= left - 1) {
            int point = Integer.numberOfTrailingZeros(left);
            bytes[bucket * POINTS + point] += sizeBytes;
            pointBytes[point] += sizeBytes;
        }
    }

    /** The points that are sent now, as a bit mask. */
    public int points(long nowNanos) {
        int points = 0;
        for (int point = 0; point < POINTS; point++) {
            if (nowNanos - seenNanos[point] < GONE_AFTER_NANOS) {
                points |= 1 << point;
            }
        }
        return points;
    }

    /** Bits a second that somebody gets who decodes this point. */
    public long rateBps(int point, long nowNanos) {
        advance(nowNanos);
        if (pointBytes[point] == 0) {
            return 0;
        }
        long window = (BUCKETS - 1) * BUCKET_NANOS + nowNanos % BUCKET_NANOS;
        long span = Math.max(MIN_SPAN_NANOS, Math.min(window, nowNanos - firstNanos));
        return pointBytes[point] * 8 * Nanos.fromSeconds(1) / span;
    }

    /** True once a whole second of the stream was measured, since its beginning or its last pause. */
    public boolean isSettled(long nowNanos) {
        return lastNanos >= 0 && nowNanos - firstNanos >= BUCKETS * BUCKET_NANOS;
    }

    /** 1..100: the part of the frames, in percent, that is left with the temporal layers up to this one. */
    public int frameShare(int temporalLayer, long nowNanos) {
        advance(nowNanos);
        long upTo = 0;
        long all = 0;
        for (int temporal = 0; temporal < TEMPORAL; temporal++) {
            all += temporalFrames[temporal];
            upTo += temporal <= temporalLayer ? temporalFrames[temporal] : 0;
        }
        return all == 0 ? 100 : (int) Math.max(1, upTo * 100 / all);
    }

    private void advance(long nowNanos) {
        long now = nowNanos / BUCKET_NANOS;
        long steps = Math.min(now - newestBucket, BUCKETS);
        for (long i = 0; i < steps; i++) {
            int oldest = (int) ((now - i) % BUCKETS);
            for (int point = 0; point < POINTS; point++) {
                pointBytes[point] -= bytes[oldest * POINTS + point];
                bytes[oldest * POINTS + point] = 0;
            }
            for (int temporal = 0; temporal < TEMPORAL; temporal++) {
                temporalFrames[temporal] -= frames[oldest * TEMPORAL + temporal];
                frames[oldest * TEMPORAL + temporal] = 0;
            }
        }
        newestBucket = Math.max(newestBucket, now);
    }
}
