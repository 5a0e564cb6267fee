package io.zvonok.media.api;

/**
 * What is known of a peer's link.
 *
 * @param roundTripMillis from receiver reports or connectivity checks, -1 if unknown
 * @param uplinkLossPercent packets lost from the peer to the server in the last interval, 0..100
 * @param downlinkLossPercent packets lost from the server to the peer in the last interval, 0..100
 */
public record LinkQuality(
        PeerId peer, TransportState state, int roundTripMillis, int uplinkLossPercent, int downlinkLossPercent) {
    /** 5 excellent, 4 good, 3 fair, 2 poor, 1 lost. */
    public int score() {
        if (state == TransportState.SILENT || state == TransportState.FAILED) {
            return 1;
        }
        int loss = Math.max(uplinkLossPercent, downlinkLossPercent);
        if (loss >= 15 || roundTripMillis >= 800) {
            return 2;
        }
        if (loss >= 5 || roundTripMillis >= 400) {
            return 3;
        }
        return loss >= 2 || roundTripMillis >= 200 ? 4 : 5;
    }
}
