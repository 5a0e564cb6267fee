package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;

/**
 * The rate by loss: what the link carries, if part of the loss has nothing to do with the rate. Loss that comes with a
 * standing queue is taken for congestion sooner than loss on a link where nothing waits.
 *
 * <p>Spec: none; follows the second loss-based estimator of Google congestion control. Thread: the owning media loop.
 */
final class LossEstimator {
    private static final long MIN_SPAN_NANOS = Nanos.fromMillis(250);
    private static final int MIN_OBSERVATIONS = 3;
    private static final double[] FACTORS = {1.02, 1.0, 0.95};
    private static final double START_LOSS = 0.01;
    private static final double MAX_INCREASE = 1.3;
    private static final long INCREASE_WINDOW_NANOS = Nanos.fromSeconds(1);
    private static final long MIN_HOLD_NANOS = Nanos.fromMillis(300);
    private static final long MAX_HOLD_NANOS = Nanos.fromSeconds(3);
    private static final long HOLD_FORGOTTEN_NANOS = Nanos.fromSeconds(10);
    private static final double LOSS_FORGOTTEN = 0.75;
    private static final double LOSS_TOLERANCE = 0.02;
    private static final double UNLIMITED = Double.MAX_VALUE;

    private static final long QUEUE_NANOS = Nanos.fromMillis(40);
    /** What is believed of loss while packets queue, and while they do not. */
    private static final Tolerance QUEUEING = new Tolerance(0.05, 75_000);

    private static final Tolerance NOT_QUEUEING = new Tolerance(0.13, 150_000);

    /**
     * @param loss that is accepted at any rate
     * @param balanceBps the lower the rate, the more loss is accepted: {@code balance / rate} on top
     */
    private record Tolerance(double loss, double balanceBps) {
        double maxInherentLoss(double bps) {
            return Math.min(1, loss + balanceBps / bps);
        }

        double instantLimitBps(double averageLoss) {
            return averageLoss <= loss ? UNLIMITED : balanceBps / (averageLoss - loss);
        }
    }

    private final LossModel model = new LossModel();
    private final double minBps;
    private int packets;
    private int lost;
    private long bytes;
    private long firstNanos = -1;
    private long lastNanos = -1;
    private long observedUntilNanos = -1;
    private boolean news;

    private double bandwidthBps = -1;
    private double inherentLoss = START_LOSS;
    private double limitBps = UNLIMITED;
    private double averageLoss;
    private double windowCapBps = UNLIMITED;
    private long windowStartNanos;
    private long holdUntilNanos;
    private long holdNanos = MIN_HOLD_NANOS;
    private long lastReductionNanos = -HOLD_FORGOTTEN_NANOS;

    LossEstimator(BweConfig config) {
        minBps = config.minBps();
    }

    /** A packet is known to have arrived, or to be lost. In any order. */
    void onPacket(int sizeBytes, boolean isLost, long sentNanos) {
        packets++;
        lost += isLost ? 1 : 0;
        bytes += sizeBytes;
        firstNanos = firstNanos < 0 ? sentNanos : Math.min(firstNanos, sentNanos);
        lastNanos = Math.max(lastNanos, sentNanos);
    }

    /** A packet called lost before has arrived after all. */
    void onRecovered() {
        if (lost > 0) {
            lost--;
        } else {
            model.recover();
        }
    }

    /**
     * A feedback was read.
     *
     * @param delayBps the rate by delay: never more
     * @param acknowledgedBps -1 if unknown, or if less is sent than could be
     */
    void onFeedback(long delayBps, long acknowledgedBps, long standingNanos, long nowNanos) {
        observe();
        if (!news || model.count() < MIN_OBSERVATIONS) {
            return;
        }
        news = false;
        averageLoss = model.averageLoss();
        Tolerance tolerance = standingNanos > QUEUE_NANOS ? QUEUEING : NOT_QUEUEING;
        if (bandwidthBps < 0 || limitBps == UNLIMITED) {
            bandwidthBps = delayBps;
        }
        double fitted = bestBandwidth(delayBps, acknowledgedBps, tolerance, nowNanos);
        double bounded = Math.max(minBps, Math.min(fitted, tolerance.instantLimitBps(averageLoss)));
        if (bounded < bandwidthBps && bounded < delayBps) {
            onReduction(bounded, nowNanos);
        }
        bandwidthBps = Math.min(bounded, delayBps);
        limitBps = bandwidthBps < delayBps ? bandwidthBps : UNLIMITED;
    }

    /** A probe or a peer that is there again has shown that it carries so much. */
    void onProven(long bps) {
        if (limitBps != UNLIMITED && bps > bandwidthBps) {
            bandwidthBps = bps;
            limitBps = bps;
            windowCapBps = Math.max(windowCapBps, bps);
        }
    }

    /** {@code Long.MAX_VALUE} if loss limits nothing. */
    long limitBps() {
        return limitBps == UNLIMITED ? Long.MAX_VALUE : (long) limitBps;
    }

    /** Of the last seconds, the newest counting most. */
    double averageLoss() {
        return averageLoss;
    }

    /** The part of the loss that is there at any rate. */
    double inherentLoss() {
        return inherentLoss;
    }

    private double bestBandwidth(long delayBps, long acknowledgedBps, Tolerance tolerance, long nowNanos) {
        double cap = Math.min(delayBps, increaseCap(nowNanos));
        if (averageLoss == 0) { // nothing to explain
            inherentLoss *= LOSS_FORGOTTEN;
            return cap;
        }
        double current = bandwidthBps;
        double best = current;
        double bestLoss = model.fitLoss(current, inherentLoss, tolerance.maxInherentLoss(current));
        double bestScore = model.objective(current, bestLoss);
        int candidates = FACTORS.length + 2;
        for (int i = 0; i < candidates; i++) {
            double candidate = candidate(i, current, delayBps, acknowledgedBps);
            if (candidate < 0) {
                continue;
            }
            candidate = Math.max(minBps, Math.min(candidate, cap));
            double loss = model.fitLoss(candidate, inherentLoss, tolerance.maxInherentLoss(candidate));
            double score = model.objective(candidate, loss);
            if (score > bestScore) {
                best = candidate;
                bestLoss = loss;
                bestScore = score;
            }
        }
        inherentLoss = bestLoss;
        boolean unexplained = averageLoss > bestLoss + LOSS_TOLERANCE;
        return unexplained ? Math.min(best, current) : best;
    }

    private static double candidate(int i, double currentBps, long delayBps, long acknowledgedBps) {
        if (i < FACTORS.length) {
            return FACTORS[i] * currentBps;
        }
        return i == FACTORS.length ? delayBps : acknowledgedBps;
    }

    /** After a reduction: first nothing, then 30 % a second. */
    private double increaseCap(long nowNanos) {
        if (limitBps == UNLIMITED) {
            return UNLIMITED;
        }
        if (nowNanos < holdUntilNanos) {
            return bandwidthBps;
        }
        if (nowNanos - windowStartNanos >= INCREASE_WINDOW_NANOS) {
            windowStartNanos = nowNanos;
            windowCapBps = bandwidthBps * MAX_INCREASE;
        }
        return windowCapBps;
    }

    private void onReduction(double boundedBps, long nowNanos) {
        boolean again = nowNanos - lastReductionNanos < HOLD_FORGOTTEN_NANOS;
        holdNanos = again ? Math.min(MAX_HOLD_NANOS, holdNanos + holdNanos / 2) : MIN_HOLD_NANOS;
        lastReductionNanos = nowNanos;
        holdUntilNanos = nowNanos + holdNanos;
        windowStartNanos = nowNanos;
        windowCapBps = boundedBps * MAX_INCREASE;
    }

    private void observe() {
        if (packets == 0 || lastNanos - firstNanos < MIN_SPAN_NANOS) {
            return;
        }
        long start = observedUntilNanos >= 0 && observedUntilNanos < firstNanos ? observedUntilNanos : firstNanos;
        model.add(packets, lost, bytes * 8e9 / Math.max(MIN_SPAN_NANOS, lastNanos - start));
        observedUntilNanos = lastNanos;
        packets = 0;
        lost = 0;
        bytes = 0;
        firstNanos = -1;
        lastNanos = -1;
        news = true;
    }
}
