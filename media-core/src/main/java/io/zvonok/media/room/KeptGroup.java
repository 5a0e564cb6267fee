package io.zvonok.media.room;

import io.zvonok.media.time.Nanos;

/**
 * Whether a viewer's first picture can come from what is kept since the last key frame, so that nobody has to send a new
 * one: only where it is all there, short, and the viewer's link can take it in a moment while what comes now goes on.
 *
 * <p>Thread: the owning media loop; no state.
 */
final class KeptGroup {
    private static final long MAX_AGE = Nanos.fromMillis(2500);
    private static final int MAX_BYTES = 256 * 1024;
    /** In which the viewer is to have caught up. */
    private static final long CATCHING_UP = Nanos.fromMillis(700);

    private KeptGroup() {}

    /**
     * Where it begins, -1 if it is not to be used.
     *
     * @param seenNanos when the viewer last saw anything there, -1 if never: nobody is taken back in time
     */
    static long start(Encoding encoding, int point, Downlink downlink, long seenNanos, long nowNanos) {
        long start = encoding.groupStart();
        boolean usable = start >= 0
                && encoding.history().get(start) != null
                && encoding.history().storedNanos(start) > seenNanos
                && nowNanos - encoding.history().storedNanos(start) <= MAX_AGE
                && encoding.groupBytes() <= MAX_BYTES
                && isQuick(encoding, point, downlink, nowNanos);
        return usable ? start : -1;
    }

    private static boolean isQuick(Encoding encoding, int point, Downlink downlink, long nowNanos) {
        if (!downlink.isMeasured()) {
            return true;
        }
        long free = downlink.pictureBudgetBps(nowNanos) - encoding.rates().rateBps(point);
        return free > 0 && encoding.groupBytes() * 8L * Nanos.fromSeconds(1) / free <= CATCHING_UP;
    }
}
