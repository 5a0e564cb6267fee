package io.zvonok.media.time;

/**
 * Arithmetic on {@code long nowNanos}: nanoseconds since the owning loop started, never negative, never backwards.
 *
 * <p>Thread: any; no state.
 */
public final class Nanos {
    /** A timeout that is not set. Every real time is smaller. */
    public static final long NEVER = Long.MAX_VALUE;

    private Nanos() {}

    public static long fromMillis(long millis) {
        return millis * 1_000_000;
    }

    public static long fromSeconds(long seconds) {
        return seconds * 1_000_000_000;
    }

    public static long toMillis(long nanos) {
        return nanos / 1_000_000;
    }
}
