package io.zvonok.media.stream;

import io.zvonok.media.time.Nanos;

/**
 * When a missing packet is asked for, and when it is given up.
 *
 * @param reorderWaitNanos time a gap gets to close by itself
 * @param minSpacingNanos shortest time between two requests for one packet; the round trip if that is longer
 * @param defaultRoundTripNanos taken while the round trip is not known
 * @param maxTries requests for one packet
 * @param giveUpNanos age at which a missing packet is of no use any more
 * @param maxOutstanding missing packets remembered; beyond, the oldest are given up
 */
public record ReceiveStreamConfig(
        long reorderWaitNanos,
        long minSpacingNanos,
        long defaultRoundTripNanos,
        int maxTries,
        long giveUpNanos,
        int maxOutstanding) {
    public static final ReceiveStreamConfig DEFAULT = new ReceiveStreamConfig(
            Nanos.fromMillis(10), Nanos.fromMillis(20), Nanos.fromMillis(100), 10, Nanos.fromSeconds(1), 500);

    public ReceiveStreamConfig {
        if (reorderWaitNanos < 0 || minSpacingNanos <= 0 || defaultRoundTripNanos <= 0) {
            throw new IllegalArgumentException("times must not be negative, spacing and round trip not zero");
        }
        if (maxTries < 1 || maxTries > Byte.MAX_VALUE || giveUpNanos <= 0) {
            throw new IllegalArgumentException("maxTries must be 1 to 127 and giveUpNanos positive");
        }
        if (maxOutstanding < 1 || maxOutstanding > SequenceTracker.WINDOW) {
            throw new IllegalArgumentException("maxOutstanding must be 1 to " + SequenceTracker.WINDOW);
        }
    }
}
