package io.zvonok.media.bwe;

/**
 * Where the link was found to be full: a mean and how far the findings lie apart.
 *
 * <p>Spec: draft-ietf-rmcat-gcc-02 section 5.5. Thread: the owning media loop.
 */
final class LinkCapacity {
    private static final double WEIGHT_OF_OVERUSE = 0.05;
    private static final double WEIGHT_OF_PROBE = 0.5;
    private static final double MIN_DEVIATION = 0.4;
    private static final double MAX_DEVIATION = 2.5;

    private double meanKbps = -1;
    /** The variance of the findings, divided by the mean. */
    private double deviation = MIN_DEVIATION;

    private long foundNanos;

    /** Packets began to queue when so much arrived. */
    void onOveruse(long acknowledgedBps, long nowNanos) {
        update(acknowledgedBps, WEIGHT_OF_OVERUSE);
        foundNanos = nowNanos;
    }

    /** A probe was sent faster than it arrived. */
    void onFullProbe(long receivedBps, long nowNanos) {
        update(receivedBps, WEIGHT_OF_PROBE);
        foundNanos = nowNanos;
    }

    void forget() {
        meanKbps = -1;
        deviation = MIN_DEVIATION;
    }

    boolean isKnown() {
        return meanKbps >= 0;
    }

    long meanBps() {
        return (long) (1000 * meanKbps);
    }

    long foundNanos() {
        return foundNanos;
    }

    /** More than this and the link has changed. */
    long upperBps() {
        return (long) (1000 * (meanKbps + 3 * spread()));
    }

    long lowerBps() {
        return (long) (1000 * Math.max(0, meanKbps - 3 * spread()));
    }

    private double spread() {
        return Math.sqrt(deviation * meanKbps);
    }

    private void update(long bps, double weight) {
        double kbps = bps / 1000.0;
        meanKbps = meanKbps < 0 ? kbps : (1 - weight) * meanKbps + weight * kbps;
        double error = meanKbps - kbps;
        deviation = (1 - weight) * deviation + weight * error * error / Math.max(meanKbps, 1);
        deviation = Math.max(MIN_DEVIATION, Math.min(MAX_DEVIATION, deviation));
    }
}
