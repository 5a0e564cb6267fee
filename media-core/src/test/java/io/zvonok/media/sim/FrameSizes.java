package io.zvonok.media.sim;

import java.util.Random;

/**
 * How large the frames of one encoding or spatial layer are: around a mean as an encoder makes them, key frames many
 * times as large, and smaller ones after them until the rate is kept again.
 */
final class FrameSizes {
    private static final double KEY = 6;
    /** Spread of the logarithm. */
    private static final double SPREAD = 0.25;
    /** What is saved of a frame while there is debt. */
    private static final double MOST_SAVED = 0.3;

    private static final double SMALLEST = 0.2;
    private static final int MAX_BYTES = 240_000;

    private final double meanBytes;
    private final Layers layers;
    private final Random random;
    private double debtBytes;

    FrameSizes(long bps, int framesPerSecond, Layers layers, Random random) {
        this.meanBytes = bps / 8.0 / framesPerSecond;
        this.layers = layers;
        this.random = random;
    }

    /** @param activity 1 as usual; what happens in a picture may make it larger or smaller */
    int next(boolean key, int temporal, double activity) {
        double noise = Math.exp(random.nextGaussian() * SPREAD - SPREAD * SPREAD / 2);
        double saved = Math.min(MOST_SAVED * meanBytes, debtBytes / 8);
        double budget = meanBytes * layers.weight(temporal) * activity;
        double bytes = key ? KEY * meanBytes * noise : Math.max(SMALLEST * budget, budget * noise - Math.max(0, saved));
        debtBytes = Math.max(-meanBytes, debtBytes + bytes - meanBytes * activity);
        return (int) Math.min(MAX_BYTES, bytes);
    }
}
