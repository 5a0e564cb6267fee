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

    private static final long DURATION_NANOS = Nanos.fromMillis(20);
    /** Small probes take longer: five packets of some size. */
    private static final double MIN_BYTES = 1000;

    /** The longer it lasts, the less it matters when the first and the last packet happen to arrive. */
    private static final int TIMES_JITTER = 8;

    private static final long MAX_FOR_JITTER_NANOS = Nanos.fromMillis(100);
    private static final long MIN_BACKOFF_NANOS = Nanos.fromSeconds(2);
    private static final long MAX_BACKOFF_NANOS = Nanos.fromSeconds(12);
    /** When the link, while busy, delivers that many times the estimate, it may have become faster. */
    private static final double HINT = 1.5;

    private static final long MAX_HINT_BACKOFF_NANOS = Nanos.fromSeconds(60);
    private static final long FAILED_BACKOFF_NANOS = Nanos.fromSeconds(8);
    private static final int MAX_FAILURES = 3;
    private static final int MAX_LONGER = 2;
    private static final long PERIODIC_NANOS = Nanos.fromSeconds(10);
    private static final long AFTER_DECREASE_NANOS = Nanos.fromSeconds(2);
    private static final long REPEAT_UNKNOWN_NANOS = Nanos.fromSeconds(1);
    private static final long FAILURE_FORGOTTEN_NANOS = Nanos.fromSeconds(120);
    private static final long DROP_WINDOW_NANOS = Nanos.fromSeconds(5);
    private static final long MAX_QUEUE_NANOS = Nanos.fromMillis(50);

    private final long maxBps;
    private final ProbeMeter meter;
    private long wantedBps;
    private long nextStepBps;
    private int probes;
    private long nextNanos;
    private long backoffNanos = MIN_BACKOFF_NANOS;
    private long nextHintedNanos;
    private long hintBackoffNanos = MIN_BACKOFF_NANOS;
    private int failures;
    private long failedNanos;
    private long failedUntilNanos;
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
    void onTick(long estimateBps, long standingNanos, long jitterNanos, long busyBps, long fullBps, long nowNanos) {
        meter.onTick(nowNanos);
        if (meter.isBusy() || standingNanos > MAX_QUEUE_NANOS) {
            return;
        }
        boolean hinted = nowNanos < nextNanos;
        if (hinted && (nowNanos < nextHintedNanos || busyBps < HINT * Math.max(estimateBps, fullBps))) {
            return;
        }
        long target = target(estimateBps);
        if (target < MIN_FACTOR * estimateBps) {
            return;
        }
        if (hinted) { // counts as failed until it passes
            nextHintedNanos = nowNanos + hintBackoffNanos;
            hintBackoffNanos = Math.min(MAX_HINT_BACKOFF_NANOS, 2 * hintBackoffNanos);
        }
        meter.start(target, durationNanos(target, jitterNanos), nowNanos);
        probes++;
    }

    private long durationNanos(long targetBps, long jitterNanos) {
        long forPackets = (long) (MIN_BYTES * 8e9 / targetBps);
        long forJitter = Math.min(MAX_FOR_JITTER_NANOS, TIMES_JITTER * jitterNanos);
        return Math.max(DURATION_NANOS << Math.min(MAX_LONGER, failures), Math.max(forPackets, forJitter));
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
    void onPassed(long nowNanos) {
        backoffNanos = MIN_BACKOFF_NANOS;
        hintBackoffNanos = MIN_BACKOFF_NANOS << failures;
        fullAtBps = Long.MAX_VALUE;
        nextNanos = nowNanos;
    }

    /** The probe filled the link. */
    void onFull(long receivedBps, long estimateBefore, long estimateAfter, long nowNanos) {
        fullAtBps = receivedBps;
        if (estimateAfter > PROGRESS * estimateBefore) {
            backoffNanos = MIN_BACKOFF_NANOS;
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
        if (afterBps < LARGE_DROP * peakBps) {
            backoffNanos = MIN_BACKOFF_NANOS;
            nextNanos = Math.min(nextNanos, nowNanos + MIN_BACKOFF_NANOS);
        }
        nextNanos = Math.max(nextNanos, nowNanos + AFTER_DECREASE_NANOS);
        nextNanos = Math.max(nextNanos, failedUntilNanos);
    }

    /** What had just begun to be sent was too much, although a probe or the estimate had allowed it. */
    void onFailedRise(long nowNanos) {
        if (nowNanos - failedNanos > FAILURE_FORGOTTEN_NANOS) {
            failures = 0;
        }
        failedNanos = nowNanos;
        long wait = FAILED_BACKOFF_NANOS << failures;
        failures = Math.min(MAX_FAILURES, failures + 1);
        failedUntilNanos = nowNanos + wait;
        nextNanos = failedUntilNanos;
        hintBackoffNanos = wait / 2;
        nextHintedNanos = nowNanos + hintBackoffNanos;
    }

    /** Until then nothing is tried, unless the link looks faster than it was. */
    long failedUntilNanos() {
        return failedUntilNanos;
    }
}
