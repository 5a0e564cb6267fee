package io.zvonok.media.api;

/**
 * What is known of the way from the server to a peer.
 *
 * @param estimateBps what the link is believed to carry, -1 if nothing is known
 * @param sentBps measured over the last second, padding and retransmissions included
 * @param allocatedBps what was given to the slots
 * @param wantedBps what all slots would take, each at its best
 * @param lossPercent 0..100, as the estimator sees it
 * @param roundTripMillis -1 if unknown
 * @param queueDelayMillis how much longer packets travel than the fastest ones did, -1 if unknown
 */
public record DownlinkReport(
        Feedback feedback,
        Limiter limiter,
        long estimateBps,
        long sentBps,
        long allocatedBps,
        long wantedBps,
        int lossPercent,
        int roundTripMillis,
        int queueDelayMillis) {
    /** What the peer tells of the packets it gets. */
    public enum Feedback {
        TRANSPORT_CC,
        REMB,
        NONE
    }

    /** What holds the estimate where it is. */
    public enum Limiter {
        /** The first guess: nothing was reported yet. */
        START,
        /** Packets begin to queue above it. */
        DELAY,
        /** Packets are lost above it. */
        LOSS,
        /** The peer's own estimate. */
        REMB,
        /** Nothing: it rises, or as much as ever needed was seen to pass. */
        NONE
    }
}
