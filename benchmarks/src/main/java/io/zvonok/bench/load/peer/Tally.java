package io.zvonok.bench.load.peer;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the peers of one loop have counted. Written by the loop only, read by anybody.
 *
 * <p>Thread: the loop; {@link #get} any.
 */
public final class Tally {
    private final AtomicLongArray values = new AtomicLongArray(Count.values().length);

    /** What is counted. */
    public enum Count {
        /** RTP packets that publishers sent, without retransmissions. */
        RTP_SENT,
        BYTES_SENT,
        /** RTP packets that viewers received, retransmissions and padding included. */
        RTP_RECEIVED,
        BYTES_RECEIVED,
        /** Media packets that viewers miss now, by sequence numbers. */
        MISSING,
        RTX_SENT,
        RTX_RECEIVED,
        RTCP_SENT,
        RTCP_RECEIVED,
        NACK_SENT,
        NACK_RECEIVED,
        PLI_RECEIVED,
        KEYFRAMES_SENT,
        /** Packets that viewers or publishers threw away because the scenario wants loss. */
        LOST_ON_PURPOSE,
        /** Payloads that full viewers compared with their hash. */
        CHECKED,
        WRONG_HASH,
        /** Packets that did not authenticate. */
        NOT_AUTHENTIC,
        /** Payloads without a stamp, such as padding. */
        UNSTAMPED,
        /** Datagrams that could not be sent. */
        SEND_FAILED,
        LAYER_SWITCHES,
        /** Pictures that came later than three frame times after the one before. */
        GAPS
    }

    void add(Count count, long amount) {
        values.lazySet(count.ordinal(), values.get(count.ordinal()) + amount);
    }

    void increment(Count count) {
        add(count, 1);
    }

    public long get(Count count) {
        return values.get(count.ordinal());
    }
}
