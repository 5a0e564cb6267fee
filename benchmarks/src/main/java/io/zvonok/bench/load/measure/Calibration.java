package io.zvonok.bench.load.measure;

/**
 * What the floor was before and after a run.
 *
 * @param after equal to {@code before} while there is none yet
 */
public record Calibration(Floor before, Floor after) {
    /** More than this between both, and the machine was not the same. */
    private static final double MAX_DRIFT = 0.05;

    /**
     * @param plainNanos of CPU per packet, each sent for itself
     * @param trainNanos the same in trains
     * @param latency from the schedule to a receiver, without any server
     */
    public record Floor(double plainNanos, double trainNanos, Latency latency) {}

    /** In microseconds. */
    public record Latency(long p50, long p99, long max) {}

    public double plainNanos() {
        return (before.plainNanos() + after.plainNanos()) / 2;
    }

    public double trainNanos() {
        return (before.trainNanos() + after.trainNanos()) / 2;
    }

    /** How far both are apart, as a share of the smaller; of the two ways of sending the one that moved more. */
    public double drift() {
        return Math.max(drift(before.plainNanos(), after.plainNanos()), drift(before.trainNanos(), after.trainNanos()));
    }

    private static double drift(double one, double other) {
        double low = Math.min(one, other);
        return low <= 0 ? 0 : Math.abs(one - other) / low;
    }

    public boolean drifted() {
        return drift() > MAX_DRIFT;
    }
}
