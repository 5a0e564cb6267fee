package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;

/**
 * Never sends into silence: while packets leave and nothing is heard of them, the rate halves again and again.
 *
 * <p>Spec: RFC 8083 section 4.3 (feedback timeout). Thread: the owning media loop.
 */
final class SilenceGuard {
    private static final long PATIENCE_NANOS = Nanos.fromMillis(1500);
    private static final long HALVING_NANOS = Nanos.fromSeconds(1);
    private static final int MAX_HALVINGS = 30;

    private long lastHeardNanos = -1;
    private int halvings;

    void onHeard(long nowNanos) {
        lastHeardNanos = nowNanos;
        halvings = 0;
    }

    /**
     * @param waitingSinceNanos when the first packet left that nothing was heard of, {@link Nanos#NEVER} if there is none
     * @return true if the rate is to be halved now
     */
    boolean onTick(long waitingSinceNanos, long nowNanos) {
        if (waitingSinceNanos == Nanos.NEVER) {
            return false;
        }
        long silence = nowNanos - Math.max(waitingSinceNanos, lastHeardNanos);
        if (silence < PATIENCE_NANOS + halvings * HALVING_NANOS || halvings == MAX_HALVINGS) {
            return false;
        }
        halvings++;
        return true;
    }

    int halvings() {
        return halvings;
    }
}
