package io.zvonok.media.sim;

import io.zvonok.media.time.Nanos;

/**
 * When a simulated browser shows a picture: as long after its capture as the network usually takes, and a margin for what
 * comes late; a round trip more while retransmissions are needed.
 */
final class Playout {
    private static final double NOISE = 2.33;
    private static final double SMOOTHING = 1 / 32.0;
    /** Before a missing packet is asked for. */
    private static final long ASKED_AFTER = Nanos.fromMillis(20);

    private static final long RENDERING = Nanos.fromMillis(10);
    private static final long LONGEST = Nanos.fromSeconds(1);
    private static final int REPAIRS_THAT_COUNT = 3;
    private static final long REPAIRS_FORGOTTEN = Nanos.fromSeconds(60);
    /** How fast the shortest way may grow longer. */
    private static final double DRIFT = 0.002;

    private int source = -1;
    private double shortestNanos;
    private double meanNanos;
    private double variance;
    private long lastNanos;
    private int repairs;
    private long lastRepairNanos;

    /** A picture is complete; returns when to show it. */
    long onComplete(MediaUnit unit, boolean repaired, long roundTripNanos, long nowNanos) {
        long transit = nowNanos - unit.captureMicros() * 1000;
        if (source != unit.publisher()) {
            source = unit.publisher();
            shortestNanos = transit;
            meanNanos = 0;
            variance = 0;
        }
        shortestNanos = Math.min(shortestNanos + DRIFT * (nowNanos - lastNanos), transit);
        lastNanos = nowNanos;
        if (repaired) {
            repairs = nowNanos - lastRepairNanos > REPAIRS_FORGOTTEN ? 1 : repairs + 1;
            lastRepairNanos = nowNanos;
        } else {
            double late = transit - shortestNanos;
            meanNanos += SMOOTHING * (late - meanNanos);
            variance += SMOOTHING * ((late - meanNanos) * (late - meanNanos) - variance);
        }
        boolean repairing = repairs >= REPAIRS_THAT_COUNT && nowNanos - lastRepairNanos <= REPAIRS_FORGOTTEN;
        double margin = meanNanos + NOISE * Math.sqrt(variance) + (repairing ? roundTripNanos + ASKED_AFTER : 0);
        double delay = shortestNanos + Math.min(LONGEST, margin) + RENDERING;
        return Math.max(nowNanos, unit.captureMicros() * 1000 + (long) delay);
    }
}
