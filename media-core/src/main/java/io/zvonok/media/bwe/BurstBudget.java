package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;

/**
 * How much may leave at once: a leaky bucket that runs out at the rate of the link. A frame passes in one burst as long as
 * the link can carry it away in a moment; a slide or a key frame that would fill the queue of a narrow link has to wait.
 *
 * <p>Thread: the owning media loop.
 */
public final class BurstBudget {
    /** What may stand in the link's queue because of us. */
    private static final long DEPTH_NANOS = Nanos.fromMillis(80);
    /** Two frames of the smallest picture, so that these are never cut up. */
    private static final long MIN_DEPTH_BYTES = 3_000;
    /** What waits leaves a little faster than the link is believed to carry: else nobody would see that it carries more. */
    private static final double FASTER = 1.05;

    private double levelBytes;
    private long updatedNanos;

    /** A packet left. */
    public void onSent(int sizeBytes, long rateBps, long nowNanos) {
        drain(rateBps, nowNanos);
        levelBytes += sizeBytes;
    }

    /** True if a packet of any size may leave now. */
    public boolean hasRoom(long rateBps, long nowNanos) {
        drain(rateBps, nowNanos);
        return levelBytes < Math.max(MIN_DEPTH_BYTES, rateBps / 8.0 * DEPTH_NANOS / Nanos.fromSeconds(1));
    }

    private void drain(long rateBps, long nowNanos) {
        double drained = FASTER * rateBps / 8.0 * (nowNanos - updatedNanos) / Nanos.fromSeconds(1);
        levelBytes = Math.max(0, levelBytes - drained);
        updatedNanos = nowNanos;
    }
}
