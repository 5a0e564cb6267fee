package io.zvonok.media.bwe;

/**
 * How irregularly packets arrive.
 *
 * <p>Spec: as RFC 3550 section 6.4.1, between groups of packets. Thread: the owning media loop.
 */
final class JitterMeter {
    private static final double WEIGHT = 1.0 / 32;

    private double nanos;

    void onGroup(long sendDeltaNanos, long arrivalDeltaNanos) {
        nanos += WEIGHT * (Math.abs(arrivalDeltaNanos - sendDeltaNanos) - nanos);
    }

    long jitterNanos() {
        return (long) nanos;
    }
}
