package io.zvonok.signalling.session;

/**
 * A token bucket.
 *
 * <p>Thread: one at a time.
 */
public final class RateLimit {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double perSecond;
    private final double burst;
    private double available;
    private long lastNanos;

    public RateLimit(double perSecond, int burst, long nowNanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.available = burst;
        this.lastNanos = nowNanos;
    }

    public boolean tryTake(long nowNanos) {
        available = Math.min(burst, available + (nowNanos - lastNanos) / NANOS_PER_SECOND * perSecond);
        lastNanos = nowNanos;
        if (available < 1) {
            return false;
        }
        available -= 1;
        return true;
    }

    /** Until {@link #tryTake} succeeds; 0 if it does now. */
    public long waitMillis(long nowNanos) {
        double soFar = available + (nowNanos - lastNanos) / NANOS_PER_SECOND * perSecond;
        return soFar >= 1 ? 0 : (long) Math.ceil((1 - soFar) / perSecond * 1000);
    }
}
