package io.zvonok.media.bwe;

/**
 * How the estimator begins and how far it goes.
 *
 * @param startBps before anything was reported
 * @param minBps never less
 * @param maxBps never more
 */
public record BweConfig(long startBps, long minBps, long maxBps) {
    public BweConfig {
        if (minBps <= 0 || startBps < minBps || maxBps < startBps) {
            throw new IllegalArgumentException(
                    "rates must be 0 < min <= start <= max, not " + minBps + ", " + startBps + ", " + maxBps);
        }
    }

    public static BweConfig defaults() {
        return new BweConfig(1_000_000, 30_000, 50_000_000);
    }
}
