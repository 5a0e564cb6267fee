package io.zvonok.media.simulcast;

/**
 * The RTP timeline of a slot: one straight line from the server's clock that never changes while the slot lives, so
 * that the sender reports of all slots agree and lip-sync survives every switch (D4).
 *
 * <p>Spec: RFC 3550 section 6.4.1. Thread: any; immutable.
 *
 * @param clockHz RTP clock rate
 * @param origin the RTP timestamp of server time 0
 */
public record SlotClock(int clockHz, int origin) {
    /** The RTP timestamp of a server time; times before the start are allowed. */
    public int timestampAt(long nanos) {
        return origin + ticks(nanos);
    }

    /** A duration in RTP ticks, rounded down; may be negative. */
    public int ticks(long nanos) {
        long seconds = Math.floorDiv(nanos, 1_000_000_000L);
        long rest = Math.floorMod(nanos, 1_000_000_000L);
        return (int) (seconds * clockHz + rest * clockHz / 1_000_000_000L);
    }
}
