package io.zvonok.bench.load;

/**
 * One second of a run. Figures that could not be had are NaN.
 *
 * @param phase {@code joining}, {@code warm-up}, {@code before} or {@code measured}
 * @param lossShare of the run so far: what viewers miss now
 */
record Sample(
        double second,
        String phase,
        int joined,
        int failed,
        double packetsPerSecond,
        double receivedBps,
        double sentBps,
        double lossShare,
        double p50Millis,
        double p99Millis,
        double serverPercent,
        double residentBytes,
        double generatorPercent) {}
