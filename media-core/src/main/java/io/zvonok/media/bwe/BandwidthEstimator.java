package io.zvonok.media.bwe;

/**
 * Believes how much one peer's downlink carries, from what the peer reports of the packets it gets. Sans-I/O: it is told
 * what was sent and what came back, and says how fast to send; it sends nothing itself.
 *
 * <p>Feedback is not trusted: about packets that were never sent it says nothing, and no rate it claims is believed beyond
 * what was really sent (P21). Nothing is allocated per packet or per feedback.
 *
 * <p>Thread: the owning media loop.
 */
public interface BandwidthEstimator {
    /** The transport-wide sequence number, 0..65535, that the next packet is to carry; always the one after the last. */
    int nextSequence();

    /**
     * The packet with {@link #nextSequence} left, or one that carries no such number.
     *
     * @param sizeBytes of the UDP payload
     * @param numbered it carried {@link #nextSequence}; the next packet gets the next one
     * @param probe it was sent for a probe that was due, see {@link #probeBytesDue}
     */
    void onSent(int sizeBytes, boolean numbered, boolean probe, long nowNanos);

    /**
     * Transport-wide feedback arrived.
     *
     * @return false if it is malformed or speaks of packets never sent: nothing has changed
     */
    boolean onTransportFeedback(byte[] array, int offset, int length, long nowNanos);

    /** The peer's own estimate (REMB). */
    void onRemb(long bitrateBps, long nowNanos);

    /** A report block: what part of the packets of one stream was lost since the report before, in 1/256. */
    void onReceiverReport(int fractionLost256, int expectedPackets, long nowNanos);

    /** A round trip was measured outside of transport feedback. */
    void onRoundTrip(long roundTripNanos);

    /**
     * What the rate is needed for.
     *
     * @param allocatedBps what is being sent, as allocated, audio included: a rise that fails is told by it
     * @param wantedBps what would be sent if the link carried anything: no need to look for more
     * @param nextStepBps the total at which the next better picture could be sent, 0 if there is none
     */
    void setDemand(long allocatedBps, long wantedBps, long nextStepBps, long nowNanos);

    /**
     * A better picture would fit into the estimate: is the link known to carry that much now? On a link that others use
     * too, what was free a while ago may not be any more.
     *
     * @param totalBps what would be sent, audio included
     * @return what it was seen to carry just now; less than {@code totalBps} while it is being found out
     */
    long provenBps(long totalBps, long nowNanos);

    /** Nothing is shown at all although something is wanted: the next try must not be far. */
    void setStarved(boolean starved);

    /** It is one of those behind one address from now on, and has left the others. */
    default void setNeighbours(SharedLink.Member member) {}

    /** Called every few milliseconds. */
    void onTick(long nowNanos);

    /**
     * Bytes of padding that a probe wants to leave now, 0 most of the time. Send about as many, in packets of any size,
     * and tell {@link #onSent} with {@code probe}. Media sent meanwhile counts for the probe too and need not be told.
     */
    int probeBytesDue(long nowNanos);

    /**
     * What may be sent, media and retransmissions together, in bits of UDP payload a second. For a second or two after a
     * queue was built it is less than the link carries, so that the queue drains.
     */
    long estimateBps();

    /** What holds the estimate where it is. */
    Limit limit();

    /** 0..1, of the packets reported on lately. */
    double lossRatio();

    /** How much longer packets travel on average than the fastest of the last half minute, in nanoseconds; -1 if unknown. */
    long queueDelayNanos();

    /** By transport feedback, else as told; -1 if unknown. */
    long roundTripNanos();

    /** True once the peer has reported on a packet. */
    boolean hasFeedback();

    /** See {@code DownlinkReport.Limiter}. */
    enum Limit {
        START,
        DELAY,
        LOSS,
        REMB,
        NONE
    }
}
