package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;

/**
 * When to probe, and how fast. What is sent is a staircase of layers: without a probe nobody would ever learn that the link
 * carries the next step. As long as a better picture is wanted, probes ask for the rate that it needs; after one passed
 * the next goes further at once, after one that filled the link the next waits, longer each time.
 *
 * <p>A probe that passed although the link could not hold the rate (a token bucket lets short bursts through) makes the
 * following ones longer and rarer.
 *
 * <p>Spec: none; does the work of the probe controller of Google congestion control, for a forwarder. Thread: the owning
 * media loop.
 */
final class ProbeController {
    private static final double ABOVE_NEXT_STEP = 1.2;
    private static final double ENOUGH_FOR_NEXT_STEP = 1.12;
    private static final double ABOVE_WANTED = 1.25;
    private static final double ENOUGH_FOR_WANTED = 1.1;
    private static final double FIRST_FACTOR = 3;
    private static final double FACTOR = 2;
    private static final double MIN_FACTOR = 1.05;
    private static final double PROGRESS = 1.1;
    private static final double LARGE_DROP = 0.66;
    private static final double DISPROVED = 0.75;
    private static final int MAX_DISPROVED = 3;

    private static final long DURATION_NANOS = Nanos.fromMillis(20);
    /** Small probes take longer: five packets of some size. */
    private static final double MIN_BYTES = 1000;

    /** The longer it lasts, the less it matters when the first and the last packet happen to arrive. */
    private static final int TIMES_JITTER = 8;

    private static final long MAX_FOR_JITTER_NANOS = Nanos.fromMillis(100);
    private static final long MIN_BACKOFF_NANOS = Nanos.fromSeconds(2);
    private static final long MAX_BACKOFF_NANOS = Nanos.fromSeconds(12);
    private static final long DISPROVED_BACKOFF_NANOS = Nanos.fromSeconds(10);
    private static final long PERIODIC_NANOS = Nanos.fromSeconds(10);
    private static final long AFTER_DECREASE_NANOS = Nanos.fromSeconds(2);
    private static final long REPEAT_UNKNOWN_NANOS = Nanos.fromSeconds(1);
    private static final long PROOF_HOLDS_NANOS = Nanos.fromSeconds(6);
    private static final long DISPROOF_FORGOTTEN_NANOS = Nanos.fromSeconds(60);
    private static final long DROP_WINDOW_NANOS = Nanos.fromSeconds(5);
    private static final long MAX_QUEUE_NANOS = Nanos.fromMillis(50);

    private final long maxBps;
    private final ProbeMeter meter;
    private long wantedBps;
    private long nextStepBps;
    private int probes;
    private long nextNanos;
    private long backoffNanos = MIN_BACKOFF_NANOS;
    private long provenBps;
    private long provenNanos = -1;
    private int disproved;
    private long disprovedNanos;
    private long peakBps;
    private long peakNanos;
    private long fullAtBps = Long.MAX_VALUE;

    ProbeController(BweConfig config, ProbeMeter meter) {
        maxBps = config.maxBps();
        this.meter = meter;
    }

    void setDemand(long wantedBps, long nextStepBps, long nowNanos) {
        boolean reachable = nextStepBps > 0 && ABOVE_NEXT_STEP * nextStepBps < fullAtBps;
        if (reachable && nextStepBps != this.nextStepBps) {
            nextNanos = Math.min(nextNanos, nowNanos); // no probe so far says that it does not fit
        }
        this.wantedBps = wantedBps;
        this.nextStepBps = nextStepBps;
    }

    /** Starts a probe if one is due. */
    void onTick(long estimateBps, long standingNanos, long jitterNanos, long nowNanos) {
        meter.onTick(nowNanos);
        if (meter.isBusy() || nowNanos < nextNanos || standingNanos > MAX_QUEUE_NANOS) {
            return;
        }
        long target = target(estimateBps);
        if (target < MIN_FACTOR * estimateBps) {
            return;
        }
        meter.start(target, durationNanos(target, jitterNanos), nowNanos);
        probes++;
    }

    private long durationNanos(long targetBps, long jitterNanos) {
        long forPackets = (long) (MIN_BYTES * 8e9 / targetBps);
        long forJitter = Math.min(MAX_FOR_JITTER_NANOS, TIMES_JITTER * jitterNanos);
        return Math.max(DURATION_NANOS << disproved, Math.max(forPackets, forJitter));
    }

    /** How fast the next probe would be, 0 if none is needed. */
    private long target(long estimateBps) {
        if (wantedBps <= 0) {
            return 0;
        }
        boolean isShort = nextStepBps > 0 && estimateBps < ENOUGH_FOR_NEXT_STEP * nextStepBps;
        if (!isShort && estimateBps >= ENOUGH_FOR_WANTED * wantedBps) {
            return 0;
        }
        double goal = ABOVE_WANTED * wantedBps;
        if (isShort && backoffNanos > MIN_BACKOFF_NANOS) { // the last one failed: ask for no more than the next step
            goal = Math.min(goal, ABOVE_NEXT_STEP * nextStepBps);
        }
        double reach = (probes == 0 ? FIRST_FACTOR : FACTOR) * estimateBps;
        return (long) Math.min(maxBps, Math.min(goal, reach));
    }

    /** The probe passed at its target: the estimate is now this. */
    void onPassed(long estimateBps, long nowNanos) {
        backoffNanos = MIN_BACKOFF_NANOS;
        fullAtBps = Long.MAX_VALUE;
        nextNanos = nowNanos;
        onProven(estimateBps, nowNanos);
    }

    /** The probe filled the link. */
    void onFull(long receivedBps, long estimateBefore, long estimateAfter, long nowNanos) {
        fullAtBps = receivedBps;
        if (estimateAfter > PROGRESS * estimateBefore) {
            backoffNanos = MIN_BACKOFF_NANOS;
            onProven(estimateAfter, nowNanos);
        }
        waitLonger(nowNanos);
    }

    void onLost(long nowNanos) {
        waitLonger(nowNanos);
    }

    /** Too little of it was sent, or reported on. */
    void onUnknown(long nowNanos) {
        nextNanos = nowNanos + REPEAT_UNKNOWN_NANOS;
    }

    /** Nothing is short: a little headroom is looked for now and then. */
    private void waitLonger(long nowNanos) {
        long wait = nextStepBps > 0 ? backoffNanos : Math.max(PERIODIC_NANOS, backoffNanos);
        nextNanos = nowNanos + wait;
        backoffNanos = Math.min(2 * backoffNanos, Math.max(MAX_BACKOFF_NANOS, wait));
    }

    private void onProven(long bps, long nowNanos) {
        provenBps = bps;
        provenNanos = nowNanos;
    }

    /** The way is open again after nothing was heard for long. */
    void onBackAgain(long nowNanos) {
        backoffNanos = MIN_BACKOFF_NANOS;
        nextNanos = nowNanos;
    }

    /** The probe that the last result was of is the first one. */
    boolean isFirst() {
        return probes == 1;
    }

    /** The estimate fell, because packets queued, were lost, or nothing was heard. */
    void onDecrease(long beforeBps, long afterBps, long nowNanos) {
        if (nowNanos - peakNanos > DROP_WINDOW_NANOS || beforeBps > peakBps) {
            peakBps = beforeBps;
            peakNanos = nowNanos;
        }
        nextNanos = Math.max(nextNanos, nowNanos + AFTER_DECREASE_NANOS);
        if (isDisproof(afterBps, nowNanos)) {
            disproved = Math.min(MAX_DISPROVED, disproved + 1);
            disprovedNanos = nowNanos;
            provenNanos = -1;
            nextNanos = nowNanos + (DISPROVED_BACKOFF_NANOS << (disproved - 1));
        } else if (afterBps < LARGE_DROP * peakBps && nowNanos >= disprovedNanos) {
            backoffNanos = MIN_BACKOFF_NANOS;
            if (disproved == 0) {
                nextNanos = nowNanos + AFTER_DECREASE_NANOS;
            }
        }
        if (disproved > 0 && nowNanos - disprovedNanos > DISPROOF_FORGOTTEN_NANOS) {
            disproved--;
            disprovedNanos = nowNanos;
        }
    }

    private boolean isDisproof(long afterBps, long nowNanos) {
        return provenNanos >= 0 && nowNanos - provenNanos < PROOF_HOLDS_NANOS && afterBps < DISPROVED * provenBps;
    }
}
