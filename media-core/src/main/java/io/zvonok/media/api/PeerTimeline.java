package io.zvonok.media.api;

import java.util.List;

/**
 * What was measured of a peer on stage during the last ten minutes.
 *
 * @param samples about every 5 s, oldest first; none of who is in the audience
 */
public record PeerTimeline(PeerId peer, List<Sample> samples) {
    public PeerTimeline {
        samples = List.copyOf(samples);
    }

    /**
     * One moment.
     *
     * @param receivedBps what the server gets from the peer, over the last second
     * @param sentBps what it sends to it, retransmissions and padding included
     * @param estimateBps what the peer's link is believed to carry, -1 if nothing is known
     * @param allocatedBps what was given to its slots
     * @param wantedBps what all its slots would take, each at its best
     * @param roundTripMillis -1 if unknown
     * @param queueDelayMillis how much longer packets travel than the fastest ones did, -1 if unknown
     */
    public record Sample(
            long agoMillis,
            long receivedBps,
            long sentBps,
            long estimateBps,
            long allocatedBps,
            long wantedBps,
            int uplinkLossPercent,
            int downlinkLossPercent,
            int roundTripMillis,
            int queueDelayMillis,
            Shown shown) {}

    /**
     * How many slots show what.
     *
     * @param voices slots of sound in which somebody is heard
     * @param small pictures below 270 lines
     * @param medium pictures below 540 lines
     * @param large pictures of 540 lines and more
     * @param missing slots that somebody is assigned to and that show nothing
     */
    public record Shown(int voices, int small, int medium, int large, int missing) {}
}
