package io.zvonok.bench.load.peer;

import io.zvonok.bench.load.measure.Delays;
import io.zvonok.bench.load.model.PayloadStamp;
import io.zvonok.media.rtp.RtpPacketView;

/**
 * What a full viewer does with an opened payload: compares it with its hash, takes its delay, notices which encoding it
 * belongs to.
 *
 * <p>Thread: the loop.
 */
final class PayloadCheck {
    private final LoadLoop loop;
    private final Delays delays;
    private final PayloadStamp stamp = new PayloadStamp();
    private int rankShown = -1;
    private int rankWanted = -1;
    private long askedNanos;
    private boolean keyframeSeen;

    /** @param delays of the viewer's group */
    PayloadCheck(LoadLoop loop, Delays delays) {
        this.loop = loop;
        this.delays = delays;
    }

    /** @param skipped bytes of the payload in front of the original one: 2 in a retransmission */
    void onPayload(RtpPacketView packet, int skipped, boolean video, long nowNanos) {
        int offset = packet.payloadOffset() + skipped;
        int length = packet.payloadLength() - skipped;
        Tally tally = loop.tally();
        if (!stamp.read(packet.array(), offset, length)) {
            tally.increment(Tally.Count.UNSTAMPED);
            return;
        }
        tally.increment(Tally.Count.CHECKED);
        if (!stamp.matches(packet.array(), offset, length)) {
            tally.increment(Tally.Count.WRONG_HASH);
            return;
        }
        delays.record(Delays.Kind.FORWARDING, nowNanos - stamp.dueNanos());
        delays.record(Delays.Kind.TRANSIT, nowNanos - stamp.sentNanos());
        if (video) {
            keyframeSeen |= stamp.keyframe();
            onRank(stamp.rank(), nowNanos);
        }
    }

    private void onRank(int rank, long nowNanos) {
        if (rankShown >= 0 && rank != rankShown) {
            loop.tally().increment(Tally.Count.LAYER_SWITCHES);
        }
        rankShown = rank;
        if (rank == rankWanted) {
            delays.record(Delays.Kind.SWITCH, nowNanos - askedNanos);
            rankWanted = -1;
        }
    }

    /** The time until a packet of this encoding comes is a switch. */
    void expect(int rank, long nowNanos) {
        if (rank != rankShown) {
            rankWanted = rank;
            askedNanos = nowNanos;
        }
    }

    /** True once a packet of a key frame has come. */
    boolean keyframeSeen() {
        return keyframeSeen;
    }
}
