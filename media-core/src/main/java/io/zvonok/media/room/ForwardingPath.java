package io.zvonok.media.room;

import io.netty.buffer.ByteBuf;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.ice.CandidatePair;
import io.zvonok.media.peer.PeerTransport;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.ForwardDelays;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stream.ReceiveStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The life of a packet, top to bottom. Start reading here.
 *
 * <p>Spec: RFC 7983 and RFC 5761 (first byte), RFC 3711, RFC 4588 (retransmission). Thread: the owning media loop; one
 * instance a loop.
 */
public final class ForwardingPath {
    /** RFC 5761 section 4: with the marker bit, payload types 64..95 are RTCP packet types 192..223. */
    private static final int RTCP_FIRST = 192;

    private static final int RTCP_LAST = 223;
    /** RFC 4588 section 4: the original sequence number in front of a retransmitted payload. */
    private static final int ORIGINAL_SEQUENCE_NUMBER_BYTES = 2;
    /** What a microphone without the audio-level extension counts as, in -dBov. */
    private static final int UNKNOWN_LEVEL = 40;

    private static final int LEVEL_MASK = 0x7F;

    private final LoopStats stats;
    private final ForwardDelays delays;
    private final FeedbackPath feedback;
    private final RtpPacketView packet = new RtpPacketView();
    private final List<PacketRun> runs = new ArrayList<>();
    private final ArrayDeque<PacketRun> spareRuns = new ArrayDeque<>();
    private boolean collecting;
    private boolean levelling;

    public ForwardingPath(LoopContext context) {
        this.stats = context.stats();
        this.delays = context.delays();
        this.feedback = new FeedbackPath(context);
    }

    /** The way back: reports and requests. */
    public FeedbackPath feedback() {
        return feedback;
    }

    /**
     * A datagram from a pair that belongs to a participant, or a connectivity check that names it.
     *
     * @param datagram heap buffer, borrowed; opened in place and then never written to again
     */
    public void onDatagram(Participant from, CandidatePair pair, ByteBuf datagram, long nowNanos) {
        byte[] array = datagram.array();
        int offset = datagram.arrayOffset() + datagram.readerIndex();
        int length = datagram.readableBytes();
        PeerTransport transport = from.transport();
        int first = length == 0 ? -1 : array[offset] & 0xFF;
        if (first >= 0 && first <= 3) {
            transport.onStun(array, offset, length, pair, nowNanos);
            from.room().sleep().onTimeoutAt(transport.nextTimeoutNanos());
            return;
        }
        if (!transport.ice().isValid(pair)) {
            stats.increment(Counter.UNKNOWN_SOURCE);
            return;
        }
        transport.ice().onReceived(pair, length, nowNanos);
        if (first >= 20 && first <= 63) {
            transport.onDtls(array, offset, length, pair);
        } else if (first >= 128 && first <= 191 && length > 1) {
            onSrtp(from, datagram, array, offset, length, nowNanos);
        } else {
            stats.increment(Counter.UNKNOWN_DATAGRAM);
        }
    }

    private void onSrtp(Participant from, ByteBuf datagram, byte[] array, int offset, int length, long nowNanos) {
        int second = array[offset + 1] & 0xFF;
        if (second >= RTCP_FIRST && second <= RTCP_LAST) {
            int opened = from.transport().unprotectRtcp(array, offset, length);
            if (opened >= 0) {
                feedback.onRtcp(from, array, offset, opened, nowNanos);
            }
            return;
        }
        int opened = from.transport().unprotectRtp(array, offset, length);
        if (opened >= 0) {
            datagram.writerIndex(datagram.readerIndex() + opened);
            onRtp(from, datagram, nowNanos);
        }
    }

    private void onRtp(Participant from, ByteBuf datagram, long nowNanos) {
        if (!wrap(datagram)) {
            stats.increment(Counter.RTP_MALFORMED);
            return;
        }
        from.recordArrival(packet, nowNanos);
        StreamTable.Entry entry = from.streamOf(packet, nowNanos);
        if (entry == null) {
            stats.increment(Counter.RTP_UNKNOWN_SSRC);
            return;
        }
        if (entry.rtx() && !seeThroughRtx(entry.encoding(), datagram)) {
            return;
        }
        stats.increment(Counter.RTP_IN);
        if (entry.encoding().track().kind() == MediaKind.AUDIO) {
            stats.increment(Counter.RTP_AUDIO_IN);
        }
        deliver(from, entry.encoding(), datagram, entry.rtx(), nowNanos);
    }

    /** A packet that came from another room of the broadcast; its publisher's, as it was opened there. */
    void onRelayed(Encoding encoding, ByteBuf datagram, boolean viaRtx, long nowNanos) {
        if (!wrap(datagram)) {
            stats.increment(Counter.RTP_MALFORMED);
            return;
        }
        encoding.follow(packet.ssrc(), nowNanos);
        deliver(encoding.track().owner(), encoding, datagram, viaRtx, nowNanos);
    }

    private void deliver(Participant from, Encoding encoding, ByteBuf datagram, boolean viaRtx, long nowNanos) {
        PacketRun run = runOf(encoding);
        if (run != null && run.payloadType() != packet.payloadType()) {
            forward(run, nowNanos); // the publisher changes its codec
            run = null;
        }
        long extended = encoding.onPacket(packet, viaRtx, nowNanos);
        if (extended < 0) {
            return; // duplicate, too late or malformed: counted where it was found
        }
        if (!encoding.track().open()) {
            stats.increment(Counter.RTP_NOT_ALLOWED);
            return;
        }
        if (encoding.track().kind() == MediaKind.AUDIO) {
            noteLevel(from, encoding.track(), nowNanos);
            forwardNow(encoding, datagram, extended, nowNanos);
        } else if (run == null && !collecting) {
            forwardNow(encoding, datagram, extended, nowNanos);
        } else {
            collect(run, encoding, datagram, extended, nowNanos);
        }
        for (RelayTap tap : encoding.track().taps()) {
            tap.onPacket(encoding, datagram, viaRtx, nowNanos);
        }
    }

    private void forwardNow(Encoding encoding, ByteBuf datagram, long extended, long nowNanos) {
        encoding.keep(extended, datagram, nowNanos);
        long newest = newestOf(encoding, extended);
        long before = stats.get(Counter.RTP_OUT);
        for (Slot slot : encoding.track().slots()) {
            slot.feed().onPacket(encoding, packet, extended, newest, 0, nowNanos);
        }
        delays.note(nowNanos, stats.get(Counter.RTP_OUT) - before);
    }

    private static long newestOf(Encoding encoding, long extended) {
        ReceiveStream receiving = encoding.stream();
        return receiving == null ? extended : receiving.highestExtended();
    }

    // --- packets that come together

    /**
     * From now on packets of pictures are collected, until {@link #takeDue} hands them out.
     *
     * @param trains they will leave in trains where they are of one size
     */
    public void collect(boolean trains) {
        collecting = true;
        levelling = trains;
    }

    /** True between {@link #collect(boolean)} and {@link #endCollecting}. */
    public boolean isCollecting() {
        return collecting;
    }

    /** All that came together has come. */
    public void endCollecting() {
        collecting = false;
    }

    private @Nullable PacketRun runOf(Encoding encoding) {
        for (int i = 0; i < runs.size(); i++) {
            if (runs.get(i).isOf(encoding)) {
                return runs.get(i);
            }
        }
        return null;
    }

    private void collect(@Nullable PacketRun run, Encoding encoding, ByteBuf datagram, long extended, long nowNanos) {
        PacketRun open = run;
        if (open != null && packet.payloadLength() > 0 && encoding.layers().startsKeyframe()) {
            forward(open, nowNanos); // what comes before is of the structure before
            encoding.look(packet);
            open = null;
        }
        if (open == null) {
            open = spareRuns.isEmpty() ? new PacketRun() : spareRuns.remove();
            open.begin(encoding, nowNanos);
            runs.add(open);
        }
        open.add(datagram, extended, newestOf(encoding, extended));
        if (open.isFull()) {
            forward(open, nowNanos);
        }
    }

    /**
     * The next packets that are to go on now, null if there are none. To be given to {@link #forward}.
     *
     * @param all those too that wait for the rest of their picture
     */
    public @Nullable PacketRun takeDue(boolean all, long nowNanos) {
        for (int i = 0; i < runs.size(); i++) {
            if (all || runs.get(i).isDue(nowNanos)) {
                return runs.get(i);
            }
        }
        return null;
    }

    /** Forwards collected packets; they are gone afterwards, even if that fails. */
    public void forward(PacketRun run, long nowNanos) {
        runs.remove(run);
        try {
            if (levelling) {
                run.level();
            }
            long before = stats.get(Counter.RTP_OUT);
            run.forward(nowNanos);
            delays.note(run.beganNanos(), stats.get(Counter.RTP_OUT) - before);
        } finally {
            run.release();
            spareRuns.add(run);
        }
    }

    private boolean wrap(ByteBuf datagram) {
        return packet.wrap(datagram.array(), datagram.arrayOffset() + datagram.readerIndex(), datagram.readableBytes());
    }

    /** Makes the original packet out of its retransmission, before anyone else has seen the bytes. */
    private boolean seeThroughRtx(Encoding encoding, ByteBuf datagram) {
        CodecParameters codec = encoding.track().codecOfRtx(packet.payloadType());
        if (packet.payloadLength() == 0) {
            stats.increment(Counter.RTP_PADDING_ONLY); // bandwidth probe
            return false;
        }
        if (codec == null || encoding.stream() == null || packet.payloadLength() < ORIGINAL_SEQUENCE_NUMBER_BYTES) {
            stats.increment(Counter.RTX_MALFORMED);
            return false;
        }
        stats.increment(Counter.RTX_IN);
        byte[] array = packet.array();
        int start = packet.offset();
        int payload = packet.payloadOffset();
        int sequenceHigh = array[payload];
        int sequenceLow = array[payload + 1];
        int moved = start + ORIGINAL_SEQUENCE_NUMBER_BYTES;
        System.arraycopy(array, start, array, moved, packet.headerLength());
        int ssrc = encoding.stream().ssrc();
        array[moved + 1] = (byte) ((array[moved + 1] & 0x80) | codec.payloadType());
        array[moved + 2] = (byte) sequenceHigh;
        array[moved + 3] = (byte) sequenceLow;
        array[moved + 8] = (byte) (ssrc >>> 24);
        array[moved + 9] = (byte) (ssrc >>> 16);
        array[moved + 10] = (byte) (ssrc >>> 8);
        array[moved + 11] = (byte) ssrc;
        datagram.skipBytes(ORIGINAL_SEQUENCE_NUMBER_BYTES);
        return wrap(datagram);
    }

    private void noteLevel(Participant from, PublishedTrack track, long nowNanos) {
        Ears.Seat[] seats = track.seats();
        if (seats.length == 0) {
            return;
        }
        int extension = from.audioLevelExtension();
        int at = extension == 0 ? -1 : packet.extensionOffset(extension);
        int level = at < 0 ? UNKNOWN_LEVEL : packet.array()[at] & LEVEL_MASK;
        for (Ears.Seat seat : seats) {
            seat.ears().speakers().onLevel(seat.member(), level, nowNanos);
        }
    }
}
