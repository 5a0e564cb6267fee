package io.zvonok.media.stream;

import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.NtpTime;

/**
 * One incoming SSRC (an encoding): extends its sequence numbers, lets each packet through once, measures loss, jitter
 * and rate, and knows which packets to ask for again.
 *
 * <p>Loss is the network's: a packet that had to be repaired by RTX counts as lost, as senders expect it in reports.
 *
 * <p>Spec: RFC 3550 sections 6.4.1, A.1, A.3, A.8; RFC 4585 section 6.2.1. Thread: the owning media loop.
 */
public final class ReceiveStream {
    private static final int MAX_CUMULATIVE_LOST = 0x7F_FFFF; // signed 24 bits, RFC 3550 section 6.4.1
    private static final long MAX_DELAY_SECONDS = 0xFFFF; // DLSR holds 16 bits of seconds

    private final int ssrc;
    private final LoopStats stats;
    private final SequenceTracker sequence = new SequenceTracker();
    private final BitrateMeter bitrate = new BitrateMeter();
    private final JitterMeter jitter;
    private final NackRequester nack;
    private long packets;

    // as of the last report block
    private long expectedBefore;
    private long originalsBefore;
    private int fractionLost;

    // the last sender report
    private boolean hasSenderReport;
    private long srNtp;
    private int srRtpTimestamp;
    private long srArrivalNanos;

    /** @param nackEnabled false: nothing is asked for again, losses are only counted */
    public ReceiveStream(int ssrc, int clockHz, boolean nackEnabled, ReceiveStreamConfig config, LoopStats stats) {
        this.ssrc = ssrc;
        this.stats = stats;
        this.jitter = new JitterMeter(clockHz);
        this.nack = new NackRequester(nackEnabled, config, stats);
    }

    /**
     * A packet of this stream, padding-only ones included: they have a sequence number too.
     *
     * @param sequenceNumber for a retransmission, the original one
     * @return the extended sequence number; -1 if the packet is not to be used (counted): a duplicate, too late, or the
     *     first after a jump, which the next packet has to confirm
     */
    public long onPacket(int sequenceNumber, int rtpTimestamp, int sizeBytes, boolean viaRtx, long nowNanos) {
        long newest = sequence.highest();
        long extended = sequence.accept(sequenceNumber, viaRtx);
        if (extended < 0) {
            stats.increment(reasonOf(extended));
            return -1;
        }
        packets++;
        bitrate.add(sizeBytes, nowNanos);
        if (newest >= 0 && extended < newest) {
            nack.onArrival(extended);
            return extended;
        }
        if (sequence.resynced()) {
            nack.giveUpBefore(extended);
            jitter.restart();
            nack.onGap(extended - 1, extended, nowNanos);
        } else if (newest >= 0) {
            nack.onGap(newest + 1, extended, nowNanos);
        }
        if (!viaRtx) {
            jitter.onPacket(rtpTimestamp, nowNanos);
        }
        return extended;
    }

    private static Counter reasonOf(long refusal) {
        if (refusal == SequenceTracker.DUPLICATE) {
            return Counter.RTP_DUPLICATE;
        }
        return refusal == SequenceTracker.JUMP ? Counter.RTP_JUMP : Counter.RTP_TOO_LATE;
    }

    /**
     * Whether the packet last given to {@link #onPacket} begins a new numbering of its sender: its extended number lies
     * up to 65536 above the one before, which no outgoing numbering may follow (P16).
     */
    public boolean resynced() {
        return sequence.resynced();
    }

    /**
     * The sequence numbers to NACK now, oldest first; they count as asked for. Call it when {@link #nextTimeoutNanos}
     * is due, also where NACK is off: it is here that losses are counted.
     *
     * @param roundTripNanos to the sender, -1 while unknown
     * @return how many were written to {@code out}; a full {@code out} means there may be more
     */
    public int missing(long nowNanos, long roundTripNanos, int[] out) {
        return nack.due(sequence.highest(), nowNanos, roundTripNanos, out);
    }

    /** Gives up what is missing before {@code extendedSequence}, where a keyframe starts: nobody needs it any more. */
    public void clearMissing(long extendedSequence) {
        nack.giveUpBefore(extendedSequence);
    }

    /** When to call {@link #missing}. */
    public long nextTimeoutNanos() {
        return nack.nextTimeoutNanos();
    }

    /** Takes a sender report. One without a wall clock (NTP time 0, RFC 3550 section 6.4.1) says nothing. */
    public void onSenderReport(long ntp, int rtpTimestamp, long nowNanos) {
        if (ntp == 0) {
            return;
        }
        hasSenderReport = true;
        srNtp = ntp;
        srRtpTimestamp = rtpTimestamp;
        srArrivalNanos = nowNanos;
    }

    /** Appends this stream's report block. False, and nothing changed, if no packet came yet or it does not fit. */
    public boolean writeReportBlock(RtcpWriter writer, long nowNanos) {
        long expected = sequence.expected();
        if (expected == 0) {
            return false;
        }
        int fraction = lostIn256(expected - expectedBefore, sequence.originals() - originalsBefore);
        boolean written = writer.reportBlock(
                ssrc,
                fraction,
                (int) Math.min(lost(), MAX_CUMULATIVE_LOST),
                sequence.reportedHighest(),
                jitter.jitter(),
                hasSenderReport ? NtpTime.middle32(srNtp) : 0,
                hasSenderReport ? delaySinceSenderReport(nowNanos) : 0);
        if (written) {
            fractionLost = fraction;
            expectedBefore = expected;
            originalsBefore = sequence.originals();
        }
        return written;
    }

    /** RFC 3550 section A.3. Late packets may make an interval gain; that is not reported. */
    private static int lostIn256(long expected, long received) {
        long lost = expected - received;
        return expected <= 0 || lost <= 0 ? 0 : (int) Math.min(255, lost * 256 / expected);
    }

    /** In 1/65536 s. */
    private int delaySinceSenderReport(long nowNanos) {
        long delayNanos = nowNanos - srArrivalNanos;
        long second = 1_000_000_000;
        if (delayNanos / second > MAX_DELAY_SECONDS) {
            return -1; // the largest unsigned value
        }
        return (int) (delayNanos * 65_536 / second);
    }

    public int ssrc() {
        return ssrc;
    }

    /** Of the last second, packets accepted only. */
    public long bitrateBps(long nowNanos) {
        return bitrate.bitrateBps(nowNanos);
    }

    /** In units of the RTP clock. */
    public int jitter() {
        return jitter.jitter();
    }

    /** -1 before the first packet. */
    public long highestExtended() {
        return sequence.highest();
    }

    /** Packets accepted, repaired ones included. */
    public long packets() {
        return packets;
    }

    /** Packets the network lost, those repaired by RTX among them. Not negative: duplicates do not count. */
    public long lost() {
        return sequence.expected() - sequence.originals();
    }

    /** Packets that came by retransmission only. */
    public long repaired() {
        return packets - sequence.originals();
    }

    /** Between the last two report blocks. */
    public int lossPercentLastInterval() {
        return (fractionLost * 100 + 128) / 256;
    }

    public boolean hasSenderReport() {
        return hasSenderReport;
    }

    /** The NTP timestamp of the last sender report. */
    public long srNtp() {
        return srNtp;
    }

    /** The sender's wall clock in its last sender report, in nanoseconds since 1900. */
    public long srNtpNanos() {
        return NtpTime.toNanos(srNtp);
    }

    /** The RTP timestamp of the moment {@link #srNtpNanos}. */
    public int srRtpTimestamp() {
        return srRtpTimestamp;
    }
}
