package io.zvonok.media.room;

import io.netty.buffer.ByteBuf;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.codec.PayloadDescriptor;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.simulcast.RtpRewriter;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stream.PacketHistory;
import io.zvonok.media.stream.RetransmissionBudget;
import io.zvonok.media.stream.SendStream;
import org.jspecify.annotations.Nullable;

/**
 * The retransmission stream of a slot: packets that its viewer lost, made again from the source's history, and the same
 * kind of packets, or padding, to find out whether the link carries more.
 *
 * <p>Spec: RFC 4588 section 4; P11, P19. Thread: the owning media loop.
 */
final class SlotRepair {
    /** First sequence numbers stay below this, so that the receiver cannot mistake the rollover counter (P16). */
    private static final int MAX_FIRST_SEQUENCE = 1 << 15;
    /** A probe sends again what is not older than this many packets: the viewer's window still holds them. */
    private static final int PROBED_PACKETS = 64;

    private static final int MAX_PADDING = 255;
    /** Smaller probes are padding: a whole packet would be too much. */
    private static final int MIN_REPEATED = 400;

    private final Participant owner;
    private final LoopContext context;
    private final LoopStats stats;
    private final SendStream sendStream;
    private final RtpRewriter rewriter;
    private final byte[] packetOut;
    private final int ssrc;
    private final boolean numbered;
    /** With which padding goes out before any picture did. */
    private final @Nullable CodecParameters firstCodec;

    private final RetransmissionBudget budget;
    private final RtpPacketView stored = new RtpPacketView();

    /** What was sent from this number on is of this codec; what was before may not be sent again. */
    private @Nullable CodecParameters codec;

    private long codecFrom;
    private @Nullable Encoding shown;
    private @Nullable Encoding shownBefore;
    private int sequence;
    private int probed;

    /** @param ssrc 0 if the viewer takes no retransmissions */
    SlotRepair(Slot slot, LoopContext context, SendStream sendStream, RtpRewriter rewriter, int ssrc) {
        this.owner = slot.owner();
        this.context = context;
        this.stats = context.stats();
        this.sendStream = sendStream;
        this.rewriter = rewriter;
        this.packetOut = context.packetOut();
        this.ssrc = ssrc;
        this.numbered = slot.section().extensions().contains(HeaderExtension.TRANSPORT_CC);
        this.firstCodec = slot.section().codecs().stream()
                .filter(codec -> codec.rtxPayloadType() >= 0)
                .findFirst()
                .orElse(null);
        this.budget = new RetransmissionBudget(stats);
        this.sequence = context.random().nextInt(MAX_FIRST_SEQUENCE);
    }

    int ssrc() {
        return ssrc;
    }

    /** Another encoding enters the slot. */
    void onEnter(Encoding encoding) {
        if (encoding != shown) {
            shownBefore = shown;
            shown = encoding;
        }
    }

    /** A packet left for the first time. */
    void onSend(CodecParameters outgoing, long number, boolean newest, int packetBytes, long nowNanos) {
        budget.onSend(packetBytes, nowNanos);
        if (outgoing != codec && newest) {
            codec = outgoing;
            codecFrom = number;
        }
    }

    /** Answers one NACKed sequence number from the source's history (P11, P19). */
    void retransmit(long highestOutgoing, int sequenceNumber, long nowNanos, long roundTripNanos) {
        CodecParameters outgoing = codec;
        if (outgoing == null
                || outgoing.rtxPayloadType() < 0
                || !owner.permissions().subscribe()
                || SequenceNumbers.extend(highestOutgoing, sequenceNumber) < codecFrom
                || !find(sequenceNumber)) {
            stats.increment(Counter.RTX_NOT_FOUND);
            return;
        }
        if (!sendStream.mayResend(sequenceNumber, nowNanos, roundTripNanos)) {
            stats.increment(Counter.RTX_TOO_SOON);
        } else if (resend(outgoing, sequenceNumber, Downlink.Purpose.REPAIR, nowNanos) > 0) {
            stats.increment(Counter.RTX_OUT);
        }
    }

    private boolean find(int sequenceNumber) {
        if (!sendStream.find(sequenceNumber)) {
            return false;
        }
        ByteBuf buffer = sendStream.foundSource().get(sendStream.foundSourceSequence());
        return buffer != null
                && stored.wrap(buffer.array(), buffer.arrayOffset() + buffer.readerIndex(), buffer.readableBytes());
    }

    /** Sends the packet just found; returns its bytes, 0 if it did not leave. */
    private int resend(CodecParameters outgoing, int sequenceNumber, Downlink.Purpose purpose, long nowNanos) {
        Encoding found = foundEncoding();
        if (found == null) {
            stats.increment(Counter.RTX_NOT_FOUND);
            return 0;
        }
        PayloadDescriptor descriptor = context.storedDescriptor(outgoing.codec());
        boolean rewritten = sendStream.foundPictureIdDelta() != 0 || sendStream.foundTl0Delta() != 0;
        if (rewritten && !descriptor.wrap(stored.array(), stored.payloadOffset(), stored.payloadLength())) {
            stats.increment(Counter.RTX_NOT_FOUND);
            return 0;
        }
        rewriter.audioLevelAt(-1);
        int extension = found.dependencyExtension();
        int at = extension == 0 ? -1 : stored.extensionOffset(extension);
        rewriter.dependencyDescriptorAt(
                at, at < 0 ? 0 : stored.extensionLength(extension), sendStream.foundFrameNumberDelta());
        stamp(nowNanos);
        int length = rewriter.copyAsRtxTo(
                packetOut,
                stored,
                sendStream.foundMarker(),
                outgoing.rtxPayloadType(),
                sequence,
                sequenceNumber,
                sendStream.foundTimestamp(),
                ssrc,
                descriptor,
                sendStream.foundPictureIdDelta(),
                sendStream.foundTl0Delta());
        boolean mayLeave = purpose == Downlink.Purpose.PROBE || mayRepair(length, nowNanos);
        return mayLeave ? leave(length, purpose, nowNanos) : 0;
    }

    private boolean mayRepair(int bytes, long nowNanos) {
        if (!owner.downlink().hasRoomForRepair(bytes, nowNanos)) {
            stats.increment(Counter.RTX_NO_ROOM);
            return false;
        }
        return budget.trySpend(bytes, nowNanos);
    }

    /** Whose packet was just found, null if the viewer is past that, or may not see it any more (I1). */
    private @Nullable Encoding foundEncoding() {
        Encoding found = sendStream.foundSource() == historyOf(shown)
                ? shown
                : sendStream.foundSource() == historyOf(shownBefore) ? shownBefore : null;
        return found != null && owner.room().sight().allows(owner, found.track()) ? found : null;
    }

    private static @Nullable PacketHistory historyOf(@Nullable Encoding encoding) {
        return encoding == null ? null : encoding.history();
    }

    private void stamp(long nowNanos) {
        rewriter.stamp(owner.downlink().nextSequence(), RtpRewriter.absSendTime(nowNanos));
    }

    private int leave(int length, Downlink.Purpose purpose, long nowNanos) {
        sequence = (sequence + 1) & 0xFFFF;
        if (!owner.transport().sendRtp(packetOut, length, owner.downlink().pictureCargo())) {
            return 0;
        }
        owner.downlink().onSent(purpose, length, numbered, nowNanos);
        return length;
    }

    /**
     * Sends one packet that only takes up room: one sent a moment ago once more, or padding; that also before the first
     * picture, which may be waiting for nothing else.
     *
     * @param timestamp for padding
     * @return its bytes, 0 if nothing can be sent here
     */
    int sendProbe(long highestOutgoing, int bytesWanted, int timestamp, long nowNanos) {
        CodecParameters outgoing = codec == null ? firstCodec : codec;
        if (outgoing == null
                || outgoing.rtxPayloadType() < 0
                || !owner.permissions().subscribe()) {
            return 0;
        }
        boolean repeats = codec != null && bytesWanted >= MIN_REPEATED;
        int repeated = repeats ? repeat(outgoing, highestOutgoing, nowNanos) : 0;
        if (repeated > 0) {
            stats.increment(Counter.RTX_PROBE);
            return repeated;
        }
        stamp(nowNanos);
        int padding = Math.min(MAX_PADDING, Math.max(1, bytesWanted));
        int length = rewriter.writePadding(packetOut, outgoing.rtxPayloadType(), sequence, timestamp, ssrc, padding);
        int sent = leave(length, Downlink.Purpose.PROBE, nowNanos);
        if (sent > 0) {
            stats.increment(Counter.PADDING_OUT);
        }
        return sent;
    }

    /** Goes back through what was sent last; what left the history, or is of another codec, is passed over. */
    private int repeat(CodecParameters outgoing, long highestOutgoing, long nowNanos) {
        for (int tries = 0; tries < PROBED_PACKETS; tries++) {
            probed = (probed + 1) % PROBED_PACKETS;
            long number = highestOutgoing - probed;
            if (number >= codecFrom && find((int) number & 0xFFFF) && stored.payloadLength() >= MIN_REPEATED) {
                return resend(outgoing, (int) number & 0xFFFF, Downlink.Purpose.PROBE, nowNanos);
            }
        }
        return 0;
    }
}
