package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;
import java.util.Arrays;

/**
 * What the link delivers while it is busy. A packet that waited behind the one before it took the time between the two
 * arrivals to pass; one that found the link idle took what it travelled longer than the fastest. Bytes by that time are
 * the link's rate (or this peer's share of it) although it is idle between frames. Of the last ten buckets of
 * arrivals.
 *
 * <p>Thread: the owning media loop.
 */
final class BusyRate {
    private static final int BUCKETS = 10;
    private static final long MIN_BUSY_NANOS = Nanos.fromMillis(30);

    /** No link takes longer for a packet: it was held up. */
    private static final long MAX_SERVICE_NANOS = Nanos.fromMillis(100);

    private final long[] bytes = new long[BUCKETS];
    private final long[] busy = new long[BUCKETS];
    private final long bucketNanos;
    private long newest;
    private long newestEndNanos = Long.MIN_VALUE;
    /** Where the newest bucket is. */
    private int at;

    private boolean started;
    private int lastSlot = SentPackets.UNKNOWN;
    private long lastArrivalNanos;

    BusyRate(long bucketNanos) {
        this.bucketNanos = bucketNanos;
    }

    /**
     * @param waitedNanos how much longer it travelled than the fastest
     */
    void onPacket(int slot, int sizeBytes, long arrivalNanos, long waitedNanos) {
        if (arrivalNanos >= newestEndNanos) {
            advance(Math.floorDiv(arrivalNanos, bucketNanos));
        }
        boolean next = slot == ((lastSlot + 1) & (SentPackets.CAPACITY - 1));
        if (next && arrivalNanos >= lastArrivalNanos) { // else something is missing in between
            bytes[at] += sizeBytes;
            busy[at] += Math.min(MAX_SERVICE_NANOS, Math.min(arrivalNanos - lastArrivalNanos, waitedNanos));
        }
        lastSlot = slot;
        lastArrivalNanos = arrivalNanos;
    }

    /** -1 if the link was hardly ever busy. */
    long bitrateBps() {
        long sum = 0;
        long time = 0;
        for (int i = 0; i < BUCKETS; i++) {
            sum += bytes[i];
            time += busy[i];
        }
        return time < MIN_BUSY_NANOS ? -1 : (long) (sum * 8e9 / time);
    }

    private void advance(long bucket) {
        if (!started || Math.abs(bucket - newest) > BUCKETS) {
            Arrays.fill(bytes, 0);
            Arrays.fill(busy, 0);
            started = true;
            newest = bucket;
            at = Math.floorMod(newest, BUCKETS);
        }
        while (newest < bucket) {
            at = Math.floorMod(++newest, BUCKETS);
            bytes[at] = 0;
            busy[at] = 0;
        }
        newestEndNanos = (newest + 1) * bucketNanos;
    }
}
