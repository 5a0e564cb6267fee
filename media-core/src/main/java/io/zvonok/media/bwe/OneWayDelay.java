package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;
import java.util.Arrays;

/**
 * How long packets travel, against the fastest of the last half minute and the fastest of the last two seconds. The two
 * clocks differ by an unknown time, so only differences mean something; what the clocks drift apart in half a minute is
 * too little to matter.
 *
 * <p>Thread: the owning media loop.
 */
final class OneWayDelay {
    private static final int LONG_BUCKETS = 6;
    private static final long LONG_BUCKET_NANOS = Nanos.fromSeconds(5);
    private static final int SHORT_BUCKETS = 4;
    private static final long SHORT_BUCKET_NANOS = Nanos.fromMillis(500);
    private static final double SMOOTHING = 0.6;
    /** No packet travels that much longer than another: the peer's clock was set. */
    private static final long CLOCK_SET_NANOS = Nanos.fromSeconds(20);

    private static final long NONE = Long.MAX_VALUE;

    private final Minimum longTerm = new Minimum(LONG_BUCKETS, LONG_BUCKET_NANOS);
    private final Minimum shortTerm = new Minimum(SHORT_BUCKETS, SHORT_BUCKET_NANOS);
    private final StandingQueue standing = new StandingQueue();
    private long lastDelay;
    private long lastQueued;
    private double smoothedNanos = -1;
    private long batchMinimum = NONE;
    private long batchSum;
    private int batchCount;

    /**
     * @param burstNanos what it may wait behind packets sent together with it: no standing queue
     * @return how much longer it travelled than the fastest packet of the last seconds; -1 if the peer's clock was set:
     *     nothing learned before can be compared
     */
    long onPacket(long sentNanos, long arrivalNanos, long burstNanos) {
        long delay = arrivalNanos - sentNanos;
        boolean clockSet = !longTerm.isEmpty() && Math.abs(delay - lastDelay) > CLOCK_SET_NANOS;
        if (clockSet) {
            rebase();
            beginBatch();
        }
        lastDelay = delay;
        longTerm.add(delay, sentNanos);
        shortTerm.add(delay, sentNanos);
        lastQueued = delay - longTerm.get();
        batchMinimum = Math.min(batchMinimum, Math.max(0, lastQueued - burstNanos));
        batchSum += lastQueued;
        batchCount++;
        return clockSet ? -1 : delay - shortTerm.get();
    }

    /** One feedback was read. */
    void onBatchEnd(long nowNanos) {
        if (batchCount == 0) {
            return;
        }
        double mean = (double) batchSum / batchCount;
        smoothedNanos = smoothedNanos < 0 ? mean : SMOOTHING * smoothedNanos + (1 - SMOOTHING) * mean;
        standing.add(batchMinimum, nowNanos);
        beginBatch();
    }

    /** What was taken for a queue is the path: the fastest is forgotten. */
    void rebase() {
        longTerm.clear();
        shortTerm.clear();
        standing.clear();
    }

    /** How much longer packets travel than the fastest, on average; -1 if unknown. */
    long queueNanos() {
        return (long) smoothedNanos;
    }

    /** How much longer the last packet travelled than the fastest. */
    long lastQueuedNanos() {
        return lastQueued;
    }

    StandingQueue standing() {
        return standing;
    }

    private void beginBatch() {
        batchMinimum = NONE;
        batchSum = 0;
        batchCount = 0;
    }

    /** The least of a sliding window, which moves by buckets. */
    private static final class Minimum {
        private final long[] minima;
        private final long bucketNanos;
        private long newest = -1;
        private long newestEndNanos;
        private long least;

        Minimum(int buckets, long bucketNanos) {
            minima = new long[buckets];
            this.bucketNanos = bucketNanos;
            clear();
        }

        void clear() {
            Arrays.fill(minima, NONE);
            least = NONE;
        }

        boolean isEmpty() {
            return newest < 0;
        }

        void add(long value, long nowNanos) {
            if (nowNanos >= newestEndNanos) {
                advance(nowNanos / bucketNanos);
            }
            int at = (int) (newest % minima.length);
            minima[at] = Math.min(minima[at], value);
            least = Math.min(least, value);
        }

        long get() {
            return least;
        }

        private void advance(long bucket) {
            for (long i = Math.max(newest + 1, bucket - minima.length + 1); i <= bucket; i++) {
                minima[(int) (i % minima.length)] = NONE;
            }
            newest = bucket;
            newestEndNanos = (bucket + 1) * bucketNanos;
            least = NONE;
            for (long minimum : minima) {
                least = Math.min(least, minimum);
            }
        }
    }
}
