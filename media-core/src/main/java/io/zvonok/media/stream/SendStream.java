package io.zvonok.media.stream;

import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.time.Nanos;
import io.zvonok.media.time.NtpTime;
import org.jspecify.annotations.Nullable;

/**
 * One outgoing SSRC (the media of a slot): counts for sender reports, remembers what each recent sequence number was,
 * so that it can be made again from its source's {@link PacketHistory}, and holds what the subscriber reports.
 *
 * <p>Memory: 16 bytes a packet from the first packet on, 4 more from the first resend on. A bound of P19 is held here:
 * at most 5 resends of a packet, each a round trip and at least 20 ms after the one before.
 *
 * <p>Spec: RFC 3550 sections 6.4.1 and 6.4.2, RFC 4585 section 6.2.1. Thread: the owning media loop.
 */
public final class SendStream {
    private static final int MAX_RESENDS = 5;
    private static final long MIN_RESEND_SPACING_NANOS = Nanos.fromMillis(20);

    /** A round trip outside these is a wrong report; a little below zero is rounding. In 1/65536 s. */
    private static final int MIN_ROUND_TRIP = -(1 << 16) / 100;

    private static final int MAX_ROUND_TRIP = 10 << 16;

    // how a row packs four values into one int: 15, 8, 1 and 3 bits
    private static final int PICTURE_ID_MASK = 0x7FFF;
    private static final int TL0_SHIFT = 15;
    private static final int TL0_MASK = 0xFF;
    private static final int MARKER = 1 << 23;
    private static final int RESENDS_SHIFT = 24;

    private static final int CYCLE = 1 << 16;

    private final int ssrc;
    private final int clockHz;
    private final int capacity;

    // one row per sequence number, modulo capacity; row in use = source present
    private @Nullable PacketHistory[] sources = new PacketHistory[0];
    private int[] sourceSequences = new int[0]; // low 32 bits: years of packets
    private int[] timestamps = new int[0];
    private int[] packed = new int[0];
    private short[] frameNumberDeltas = new short[0]; // only where there are dependency descriptors
    private int[] resentMicros = new int[0];
    private long highest = -1;
    private int found = -1;

    private long packets;
    private long packetsAtReport;
    private long octets;
    private long lastSendNanos = -1;

    // what the subscriber reported last
    private long lastReportNanos = -1;
    private long roundTripNanos = -1;
    private int fractionLost;
    private int cumulativeLost;
    private int jitter;

    /** @param capacity sequence numbers remembered: a power of two, or 0 where nothing is ever sent again */
    public SendStream(int ssrc, int clockHz, int capacity) {
        if (Integer.bitCount(capacity) > 1 || capacity < 0) {
            throw new IllegalArgumentException("capacity must be 0 or a power of two, not " + capacity);
        }
        this.ssrc = ssrc;
        this.clockHz = clockHz;
        this.capacity = capacity;
    }

    /**
     * Notes a packet just sent, in order or late. What was sent first under a number stays (P11).
     *
     * @param pictureIdDelta modulo 2^15
     * @param tl0Delta modulo 2^8
     * @param frameNumberDelta modulo 2^16, of the dependency descriptor; 0 if it has none
     * @param payloadBytes without header and padding
     */
    public void onSend(
            int sequenceNumber,
            PacketHistory source,
            long sourceExtendedSequence,
            int rtpTimestamp,
            boolean marker,
            int pictureIdDelta,
            int tl0Delta,
            int frameNumberDelta,
            int payloadBytes,
            long nowNanos) {
        packets++;
        octets += payloadBytes;
        lastSendNanos = nowNanos;
        if (capacity == 0) {
            return;
        }
        long extended = highest < 0 ? CYCLE + (long) sequenceNumber : SequenceNumbers.extend(highest, sequenceNumber);
        if (highest >= 0 && extended <= highest - capacity) {
            return;
        }
        advanceTo(extended);
        int row = rowOf(extended);
        if (sources[row] == null) {
            sources[row] = source;
            sourceSequences[row] = (int) sourceExtendedSequence;
            timestamps[row] = rtpTimestamp;
            packed[row] = pictureIdDelta & PICTURE_ID_MASK | (tl0Delta & TL0_MASK) << TL0_SHIFT | (marker ? MARKER : 0);
            noteFrameNumberDelta(row, frameNumberDelta);
        }
    }

    private void noteFrameNumberDelta(int row, int delta) {
        if (delta != 0 && frameNumberDeltas.length == 0) {
            frameNumberDeltas = new short[capacity];
        }
        if (frameNumberDeltas.length > 0) {
            frameNumberDeltas[row] = (short) delta;
        }
    }

    private void advanceTo(long extended) {
        if (sources.length == 0) {
            sources = new PacketHistory[capacity];
            sourceSequences = new int[capacity];
            timestamps = new int[capacity];
            packed = new int[capacity];
            highest = extended;
        }
        for (long stale = Math.max(highest, extended - capacity) + 1; stale <= extended; stale++) {
            sources[rowOf(stale)] = null;
        }
        highest = Math.max(highest, extended);
    }

    private int rowOf(long extended) {
        return (int) (extended & (capacity - 1));
    }

    /** Whether the packet is remembered. If so, the {@code found...} methods tell what it was, until the next call. */
    public boolean find(int sequenceNumber) {
        found = -1;
        if (highest >= 0) {
            long extended = SequenceNumbers.extend(highest, sequenceNumber);
            if (extended <= highest && extended > highest - capacity && sources[rowOf(extended)] != null) {
                found = rowOf(extended);
            }
        }
        return found >= 0;
    }

    public PacketHistory foundSource() {
        PacketHistory source = sources[foundRow()];
        if (source == null) {
            throw new IllegalStateException("no packet found");
        }
        return source;
    }

    public long foundSourceSequence() {
        return Integer.toUnsignedLong(sourceSequences[foundRow()]);
    }

    public int foundTimestamp() {
        return timestamps[foundRow()];
    }

    /** 0 to 2^15 - 1. */
    public int foundPictureIdDelta() {
        return packed[foundRow()] & PICTURE_ID_MASK;
    }

    /** 0 to 255. */
    public int foundTl0Delta() {
        return packed[foundRow()] >>> TL0_SHIFT & TL0_MASK;
    }

    /** Of the RTP header, as it was sent first. */
    public boolean foundMarker() {
        return (packed[foundRow()] & MARKER) != 0;
    }

    /** 0 to 65535. */
    public int foundFrameNumberDelta() {
        return frameNumberDeltas.length == 0 ? 0 : frameNumberDeltas[foundRow()] & 0xFFFF;
    }

    private int foundRow() {
        if (found < 0) {
            throw new IllegalStateException("no packet found");
        }
        return found;
    }

    /**
     * Whether the packet may be sent again now (P19); if so it counts as resent, so ask the source's history first.
     * Afterwards it is the one found.
     *
     * @param roundTripNanos to the subscriber, -1 while unknown
     */
    public boolean mayResend(int sequenceNumber, long nowNanos, long roundTripNanos) {
        if (!find(sequenceNumber)) {
            return false;
        }
        int resends = packed[found] >>> RESENDS_SHIFT;
        int nowMicros = (int) (nowNanos / 1000);
        long spacing = Math.max(roundTripNanos, MIN_RESEND_SPACING_NANOS);
        if (resends >= MAX_RESENDS || resends > 0 && microsSince(resentMicros[found], nowMicros) * 1000 < spacing) {
            return false;
        }
        if (resentMicros.length == 0) {
            resentMicros = new int[capacity];
        }
        resentMicros[found] = nowMicros;
        packed[found] += 1 << RESENDS_SHIFT;
        return true;
    }

    private static long microsSince(int thenMicros, int nowMicros) {
        return Integer.toUnsignedLong(nowMicros - thenMicros);
    }

    /** The sender report of this stream. False if it did not fit. */
    public boolean writeSenderReport(RtcpWriter writer, long ntp, int rtpTimestamp) {
        return writer.senderReport(ssrc, ntp, rtpTimestamp, (int) packets, (int) octets);
    }

    /**
     * Takes a report block about this stream.
     *
     * @param nowNtp the clock that {@link #writeSenderReport} was given, now
     */
    public void onReportBlock(
            int fractionLost,
            int cumulativeLost,
            int jitter,
            int lastSr,
            int delaySinceLastSr,
            long nowNtp,
            long nowNanos) {
        this.lastReportNanos = nowNanos;
        this.fractionLost = fractionLost & 0xFF;
        this.cumulativeLost = cumulativeLost;
        this.jitter = jitter;
        if (lastSr != 0) {
            onRoundTrip(SequenceNumbers.timestampDelta(NtpTime.middle32(nowNtp), lastSr + delaySinceLastSr));
        }
    }

    /** Smoothed by 1/8; RFC 3550 section 6.4.1, figure 2. */
    private void onRoundTrip(int ntpUnits) {
        if (ntpUnits < MIN_ROUND_TRIP || ntpUnits > MAX_ROUND_TRIP) {
            return;
        }
        long nanos = Math.max(0, ntpUnits) * Nanos.fromSeconds(1) >> 16;
        roundTripNanos = roundTripNanos < 0 ? nanos : roundTripNanos + (nanos - roundTripNanos) / 8;
    }

    public int ssrc() {
        return ssrc;
    }

    public int clockHz() {
        return clockHz;
    }

    public long packets() {
        return packets;
    }

    /** Packets sent since this was asked last: what the next report block is about, more or less. */
    public int takePacketsSinceReport() {
        int since = (int) (packets - packetsAtReport);
        packetsAtReport = packets;
        return since;
    }

    public long octets() {
        return octets;
    }

    /** -1 before the first packet. */
    public long lastSendNanos() {
        return lastSendNanos;
    }

    /** -1 before the first report block. */
    public long lastReportNanos() {
        return lastReportNanos;
    }

    /** By report blocks, smoothed; -1 while unknown. */
    public long roundTripNanos() {
        return roundTripNanos;
    }

    /** In the interval of the last report block. */
    public int lossPercent() {
        return (fractionLost * 100 + 128) / 256;
    }

    public int cumulativeLost() {
        return cumulativeLost;
    }

    /** The subscriber's, in units of the RTP clock. */
    public int jitter() {
        return jitter;
    }
}
