package io.zvonok.media.bwe;

import io.zvonok.media.bwe.TrendlineEstimator.Usage;
import io.zvonok.media.time.Nanos;

/**
 * Whether a queue is a reason to send less. Who has just begun to send more gives way first, then who has most of what it
 * wants: behind a shared link the others see the queue go before it is their turn. A queue that is long and stays is cut
 * once, and if that does not move it, it is no queue: the path has become longer.
 *
 * <p>Thread: the owning media loop.
 */
final class CongestionJudge {
    private static final long MIN_TOLERATED_NANOS = Nanos.fromMillis(20);
    private static final long MAX_TOLERATED_NANOS = Nanos.fromMillis(80);
    private static final double RISEN_TOLERATES = 0.6;
    private static final double LOG_OF_MOST = Math.log(16);
    private static final double RISE = 1.05;
    private static final long RISE_IS_NEW_NANOS = Nanos.fromSeconds(5);
    private static final long CUT_SHOWS_AFTER_NANOS = Nanos.fromSeconds(3);
    private static final double UNMOVED = 0.9;

    private final OneWayDelay delay;
    private long allocatedBps;
    private long wantedBps;
    private long beforeRiseBps;
    private long riseNanos = -RISE_IS_NEW_NANOS;
    private long stuckCutNanos = -1;
    private long stuckNanos;

    CongestionJudge(OneWayDelay delay) {
        this.delay = delay;
    }

    void setDemand(long allocatedBps, long wantedBps, long nowNanos) {
        if (allocatedBps > RISE * this.allocatedBps) {
            beforeRiseBps = this.allocatedBps;
            riseNanos = nowNanos;
        }
        this.allocatedBps = allocatedBps;
        this.wantedBps = wantedBps;
    }

    /** After each feedback. */
    boolean isCongested(Usage usage, long nowNanos) {
        if (usage == Usage.OVERUSE && delay.standing().isGrowing(toleratedNanos(nowNanos))) {
            return true;
        }
        return isStuck(nowNanos);
    }

    /** Congestion was answered. Returns what was sent before a rise that has just failed, 0 if there was none. */
    long takeFloorBps(long nowNanos) {
        if (!hasJustRisen(nowNanos)) {
            return 0;
        }
        riseNanos = nowNanos - RISE_IS_NEW_NANOS;
        return Math.min(beforeRiseBps, allocatedBps);
    }

    /** How much less is sent than wanted: 0 nothing, 1 a sixteenth or less, halfway a quarter. */
    double missing() {
        if (wantedBps <= allocatedBps) {
            return 0;
        }
        return Math.min(1, Math.log((double) wantedBps / Math.max(1, allocatedBps)) / LOG_OF_MOST);
    }

    private long toleratedNanos(long nowNanos) {
        double tolerated = MIN_TOLERATED_NANOS + missing() * (MAX_TOLERATED_NANOS - MIN_TOLERATED_NANOS);
        return (long) (hasJustRisen(nowNanos) ? RISEN_TOLERATES * tolerated : tolerated);
    }

    private boolean hasJustRisen(long nowNanos) {
        return nowNanos - riseNanos < RISE_IS_NEW_NANOS;
    }

    private boolean isStuck(long nowNanos) {
        if (stuckCutNanos >= 0) {
            if (nowNanos - stuckCutNanos < CUT_SHOWS_AFTER_NANOS) {
                return false;
            }
            stuckCutNanos = -1;
            if (delay.standing().lastingNanos() > UNMOVED * stuckNanos) {
                delay.rebase();
                return false;
            }
        }
        if (!delay.standing().isStuck()) {
            return false;
        }
        stuckCutNanos = nowNanos;
        stuckNanos = delay.standing().lastingNanos();
        return true;
    }
}
