package io.zvonok.media.stream;

import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;

/**
 * Keeps retransmissions to a part of what they repair, whatever is asked for (P19): at most 60 % of the stream's bytes
 * of the last 2 s. Repairing 30 % loss takes about 43 %. Even the slowest stream may have a few packets repaired.
 *
 * <p>Thread: the owning media loop.
 */
public final class RetransmissionBudget {
    private static final int MAX_PERCENT = 60;

    /** Five full packets in 2 s, 24 kbit/s, for any stream. */
    private static final long FLOOR_BYTES = 6_000;

    private static final int BUCKETS_OF_2_SECONDS = 20;
    private static final long BUCKET_NANOS = Nanos.fromMillis(100);

    // the newest bucket is never full: so 2 s or a little less are earned, 2 s or a little more are charged
    private final ByteWindow sent = new ByteWindow(BUCKETS_OF_2_SECONDS, BUCKET_NANOS);
    private final ByteWindow resent = new ByteWindow(BUCKETS_OF_2_SECONDS + 1, BUCKET_NANOS);
    private final LoopStats stats;

    public RetransmissionBudget(LoopStats stats) {
        this.stats = stats;
    }

    /** The stream sent a packet for the first time. */
    public void onSend(int bytes, long nowNanos) {
        sent.add(bytes, nowNanos);
    }

    /** Takes the bytes of a retransmission from the budget. False if it is spent (counted): do not send it. */
    public boolean trySpend(int bytes, long nowNanos) {
        long limit = Math.max(FLOOR_BYTES, sent.sum(nowNanos) * MAX_PERCENT / 100);
        if (resent.sum(nowNanos) + bytes > limit) {
            stats.increment(Counter.RTX_OVER_BUDGET);
            return false;
        }
        resent.add(bytes, nowNanos);
        return true;
    }
}
