package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;

/**
 * When to probe, and how fast. What is sent is a staircase of layers: without a probe nobody would ever learn that the link
 * carries the next step. As long as a better picture is wanted, probes ask for the rate that it needs; after one passed
 * the next goes further at once, after one that filled the link the next waits, longer each time.
 *
 * <p>A probe may pass although the link cannot hold the rate: a token bucket lets short bursts through, or others paused
 * for a moment. Then the rise that follows fails, and the following probes are longer and rarer. A link that became faster
 * is seen without a probe: it delivers the packets of a frame in a shorter time. Then the wait ends early.
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
    private static final double MUCH_LESS = 0.7;

    private static final long DURATION_NANOS = Nanos.fromMillis(20);
    /** Small probes take longer: five packets of some size. */
    private static final double MIN_BYTES = 1000;
    /** The longer it lasts, the less it matters when the first and the last packet happen to arrive. */
    private static final int TIMES_JITTER = 8;

    private static final long MAX_FOR_JITTER_NANOS = Nanos.fromMillis(100);
    private static final int MAX_DOUBLED = 2;

    private static final long MIN_BACKOFF_NANOS = Nanos.fromSeconds(2);
    private static final long MAX_BACKOFF_NANOS = Nanos.fromSeconds(12);
    private static final long PERIODIC_NANOS = Nanos.fromSeconds(10);
    private static final long AFTER_DECREASE_NANOS = Nanos.fromSeconds(2);
    private static final long REPEAT_UNKNOWN_NANOS = Nanos.fromSeconds(1);
    private static final long DROP_WINDOW_NANOS = Nanos.fromSeconds(5);
    private static final long MAX_QUEUE_NANOS = Nanos.fromMillis(50);

    /** Several pictures: what others send on the same link shows in it. */
    private static final long CONFIRM_NANOS = Nanos.fromMillis(250);

    private static final long FALL_FORGOTTEN_NANOS = Nanos.fromSeconds(120);

    /** Who sees nothing at all tries again that soon, whatever failed before. */
    private static final long STARVED_NANOS = Nanos.fromSeconds(1);

    private static final long FAILED_BACKOFF_NANOS = Nanos.fromSeconds(8);
    private static final double LEAST_OF_WAIT = 0.15;
    private static final int MAX_FAILURES = 3;
    private static final long FAILURES_FORGOTTEN_NANOS = Nanos.fromSeconds(120);
    /** When the link, while busy, delivers that many times what is believed, it has become faster. */
    private static final double HINT = 1.5;

    private static final long MAX_HINT_BACKOFF_NANOS = Nanos.fromSeconds(60);

    private final long maxBps;
    private final ProbeMeter meter;
    private long allocatedBps;
    private long wantedBps;
    private long nextStepBps;

    private int probes;
    private boolean chaining = true;
    private long nextNanos;
    private long backoffNanos = MIN_BACKOFF_NANOS;
    private long lastProbeNanos = -PERIODIC_NANOS;
    /** The lowest rate that was too much, as far as is known. */
    private long tooMuchBps = Long.MAX_VALUE;

    /** Probes in a row that filled the link. */
    private int fills;

    private long nextHintedNanos;
    private long hintBackoffNanos = MIN_BACKOFF_NANOS;

    private int failures;
    private long failedNanos = -FAILURES_FORGOTTEN_NANOS;
    private long failedUntilNanos;

    private long confirmBps;
    private long nextConfirmNanos;
    private long confirmBackoffNanos = MIN_BACKOFF_NANOS;
    private boolean confirming;
    private boolean starved;
    private long fellNanos = -FALL_FORGOTTEN_NANOS;

    private long peakBps;
    private long peakNanos;

    private final Spread spread;
    private SharedLink.Member neighbours = new SharedLink(0).join();

    ProbeController(BweConfig config, ProbeMeter meter, long seed) {
        spread = new Spread(seed);
        maxBps = config.maxBps();
        this.meter = meter;
    }

    void setNeighbours(SharedLink.Member member) {
        neighbours = member;
    }

    void setDemand(long allocatedBps, long wantedBps, long nextStepBps, long nowNanos) {
        boolean lessWouldDo = ABOVE_NEXT_STEP * nextStepBps < MUCH_LESS * tooMuchBps;
        if (nextStepBps > 0 && lessWouldDo && (this.nextStepBps == 0 || tooMuchBps != Long.MAX_VALUE)) {
            backoffNanos = MIN_BACKOFF_NANOS;
            nextNanos = Math.max(Math.min(nextNanos, nowNanos), failedUntilNanos);
            tooMuchBps = Long.MAX_VALUE;
        }
        this.allocatedBps = allocatedBps;
        this.wantedBps = wantedBps;
        this.nextStepBps = nextStepBps;
    }

    /**
     * Starts a probe if one is due.
     *
     * @param busyBps what the link delivers while it is busy, -1 if unknown
     * @param fullBps where the link was found to be full last, 0 if it was not
     */
    void onTick(long estimateBps, long standingNanos, long jitterNanos, long busyBps, long fullBps, long nowNanos) {
        meter.onTick(nowNanos);
        if (meter.isBusy()) {
            return;
        }
        neighbours.endTurn();
        if (standingNanos > MAX_QUEUE_NANOS || wantedBps <= 0) {
            return;
        }
        if (startConfirming(jitterNanos, nowNanos)) {
            return;
        }
        long target = target(estimateBps);
        if (target < MIN_FACTOR * estimateBps) {
            return;
        }
        boolean hungry = starved && nowNanos - lastProbeNanos >= STARVED_NANOS;
        if (nowNanos < dueNanos(estimateBps) && !hungry) {
            if (nowNanos < nextHintedNanos || busyBps < HINT * Math.max(estimateBps, fullBps)) {
                return;
            }
            nextHintedNanos = nowNanos + hintBackoffNanos; // counts as failed until it passes
            hintBackoffNanos = Math.min(MAX_HINT_BACKOFF_NANOS, 2 * hintBackoffNanos);
        }
        if (!neighbours.takeTurn(nowNanos)) {
            return;
        }
        neighbours.onProbing(nowNanos);
        probes++;
        lastProbeNanos = nowNanos;
        meter.start(target, durationNanos(target, jitterNanos), nowNanos);
    }

    /** A rise to that total is wanted, and what is known of the link is old: see that it still carries it. */
    void confirm(long totalBps) {
        confirmBps = totalBps;
    }

    void setStarved(boolean starved) {
        this.starved = starved;
    }

    /** True where the estimate fell not long ago: what is believed of the link has to be confirmed before a rise. */
    boolean isDoubtful(long nowNanos) {
        return nowNanos - fellNanos < FALL_FORGOTTEN_NANOS;
    }

    /** True while a rise is being confirmed, by a probe that is long enough to believe it. */
    boolean isConfirming() {
        return confirming;
    }

    private boolean startConfirming(long jitterNanos, long nowNanos) {
        long wanted = confirmBps;
        confirmBps = 0;
        if (wanted == 0 || nowNanos < nextConfirmNanos || !neighbours.takeTurn(nowNanos)) {
            return false;
        }
        neighbours.onProbing(nowNanos);
        confirming = true;
        probes++;
        lastProbeNanos = nowNanos;
        long target = (long) Math.min(maxBps, ABOVE_NEXT_STEP * wanted);
        meter.start(target, Math.max(CONFIRM_NANOS, durationNanos(target, jitterNanos)), nowNanos);
        return true;
    }

    /** True if the probe that ended was one that confirms. */
    private boolean endConfirming(boolean passed, long nowNanos) {
        if (!confirming) {
            return false;
        }
        confirming = false;
        confirmBps = 0; // asked for before this was known
        confirmBackoffNanos = passed ? MIN_BACKOFF_NANOS : Math.min(MAX_BACKOFF_NANOS, 2 * confirmBackoffNanos);
        nextConfirmNanos = passed ? nowNanos : nowNanos + spread.of(confirmBackoffNanos);
        return true;
    }

    /** The probe passed. */
    void onPassed(long nowNanos) {
        endConfirming(true, nowNanos);
        backoffNanos = MIN_BACKOFF_NANOS;
        hintBackoffNanos = MIN_BACKOFF_NANOS << failures;
        tooMuchBps = Long.MAX_VALUE;
        fills = 0;
        chaining = true;
        nextNanos = nowNanos;
    }

    /** The probe filled the link. */
    void onFull(long estimateBefore, long estimateAfter, long nowNanos) {
        if (estimateAfter > PROGRESS * estimateBefore) {
            backoffNanos = MIN_BACKOFF_NANOS;
        }
        onLost(nowNanos);
    }

    void onLost(long nowNanos) {
        if (endConfirming(false, nowNanos)) {
            return;
        }
        tooMuchBps = Math.min(tooMuchBps, meter.targetBps());
        chaining = false;
        fills++;
        nextNanos = nowNanos + spread.of(backoffNanos);
        backoffNanos = Math.min(MAX_BACKOFF_NANOS, 2 * backoffNanos);
    }

    /** Too little of it was sent, or reported on. */
    void onUnknown(long nowNanos) {
        confirming = false;
        nextNanos = nowNanos + REPEAT_UNKNOWN_NANOS;
    }

    /** The way is open again after nothing was heard for long. */
    void onBackAgain(long nowNanos) {
        backoffNanos = MIN_BACKOFF_NANOS;
        chaining = true;
        nextNanos = nowNanos;
    }

    /** The estimate fell, because packets queued, were lost, or nothing was heard. */
    void onDecrease(long beforeBps, long afterBps, long nowNanos) {
        meter.cancel();
        confirming = false;
        fellNanos = nowNanos;
        chaining = false;
        if (nowNanos - peakNanos > DROP_WINDOW_NANOS || beforeBps > peakBps) {
            peakBps = beforeBps;
            peakNanos = nowNanos;
        }
        if (afterBps < LARGE_DROP * peakBps) {
            backoffNanos = MIN_BACKOFF_NANOS;
            nextNanos = nowNanos;
        }
        nextNanos = Math.max(Math.max(nextNanos, nowNanos + AFTER_DECREASE_NANOS), failedUntilNanos);
        nextHintedNanos = Math.max(nextHintedNanos, nowNanos + AFTER_DECREASE_NANOS);
    }

    /**
     * What had just begun to be sent was too much, although a probe or the estimate had allowed it.
     *
     * @param missing see {@link CongestionJudge#missing}: who has little tries again sooner
     */
    void onFailedRise(double missing, long nowNanos) {
        if (nowNanos - failedNanos > FAILURES_FORGOTTEN_NANOS) {
            failures = 0;
        }
        failedNanos = nowNanos;
        long wait = (long) (Math.max(LEAST_OF_WAIT, 1 - missing) * (FAILED_BACKOFF_NANOS << failures));
        failures = Math.min(MAX_FAILURES, failures + 1);
        failedUntilNanos = nowNanos + wait;
        nextNanos = failedUntilNanos;
        hintBackoffNanos = wait / 2;
        nextHintedNanos = nowNanos + hintBackoffNanos;
        tooMuchBps = Math.min(tooMuchBps, allocatedBps);
    }

    /** Until then nothing is tried, unless the link looks faster than it was. */
    long failedUntilNanos() {
        return failedUntilNanos;
    }

    /** No probe was answered before the last one. */
    boolean isFirst() {
        return probes == 1;
    }

    private boolean isShort(long estimateBps) {
        return nextStepBps > 0 && estimateBps < ENOUGH_FOR_NEXT_STEP * nextStepBps;
    }

    /** Where nothing is short, a little headroom is looked for now and then. */
    private long dueNanos(long estimateBps) {
        boolean eager = chaining || isShort(estimateBps);
        return eager ? nextNanos : Math.max(nextNanos, Math.max(failedUntilNanos, lastProbeNanos + PERIODIC_NANOS));
    }

    /** How fast the next probe would be, 0 if none is needed. */
    private long target(long estimateBps) {
        boolean isShort = isShort(estimateBps);
        if (!isShort && estimateBps >= ENOUGH_FOR_WANTED * wantedBps) {
            return 0;
        }
        double goal = ABOVE_WANTED * wantedBps;
        if (isShort && !chaining) { // the last one failed: ask for no more than the next step
            goal = Math.min(goal, ABOVE_NEXT_STEP * nextStepBps);
        }
        double reach = (probes == 0 ? FIRST_FACTOR : FACTOR) * estimateBps;
        return (long) Math.min(maxBps, Math.min(goal, reach));
    }

    private long durationNanos(long targetBps, long jitterNanos) {
        long forPackets = (long) (MIN_BYTES * 8e9 / targetBps);
        long forJitter = Math.min(MAX_FOR_JITTER_NANOS, TIMES_JITTER * jitterNanos);
        int doubled = Math.min(MAX_DOUBLED, Math.max(failures, Math.min(1, fills)));
        return Math.max(DURATION_NANOS << doubled, Math.max(forPackets, forJitter));
    }
}
