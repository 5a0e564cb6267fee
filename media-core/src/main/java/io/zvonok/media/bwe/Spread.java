package io.zvonok.media.bwe;

/**
 * Makes waits differ, so that viewers behind one link who failed together do not try again together. The same seed gives the
 * same waits; with seed 0 each wait stays as it is.
 *
 * <p>Thread: the owning media loop.
 */
final class Spread {
    private static final double LEAST = 0.6;
    private static final double WIDTH = 0.8;

    private final boolean spreads;
    private long state;

    Spread(long seed) {
        spreads = seed != 0;
        state = seed;
    }

    /** From six tenths of the wait to fourteen tenths. */
    long of(long waitNanos) {
        if (!spreads) {
            return waitNanos;
        }
        state += 0x9E3779B97F4A7C15L; // splitmix64
        long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        double unit = ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1p-53;
        return (long) (waitNanos * (LEAST + WIDTH * unit));
    }
}
