package io.zvonok.media.room;

import io.netty.buffer.ByteBuf;
import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.codec.PayloadDescriptor;
import io.zvonok.media.codec.RedPayload;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.simulcast.PictureIdMap;
import io.zvonok.media.simulcast.RtpRewriter;
import io.zvonok.media.simulcast.SequenceMap;
import io.zvonok.media.simulcast.SlotClock;
import io.zvonok.media.simulcast.TimestampMap;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stream.ReceiveStream;
import io.zvonok.media.stream.RetransmissionBudget;
import io.zvonok.media.stream.SendStream;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What leaves for one slot: a single RTP stream with continuous numbers, times and picture ids, and its retransmissions.
 *
 * <p>Spec: RFC 3550 section 5.1, RFC 4588. Thread: the owning media loop.
 */
final class SlotStream {
    /** First sequence numbers stay below this, so that the receiver cannot mistake the rollover counter (P16). */
    private static final int MAX_FIRST_SEQUENCE = 1 << 15;
    /** A source that jumps this far began anew (RFC 3550 A.1); the outgoing index moves by small steps only (P16). */
    private static final int MAX_SOURCE_JUMP = 3000;

    private static final int REMEMBERED_VIDEO = 1024;
    private static final int REMEMBERED_AUDIO = 0;
    /** Difference between guessed and reported capture time that is worth a step in the timeline. */
    private static final int REALIGN_MILLIS = 5;

    private final Participant owner;
    private final SlotSection section;
    private final LoopContext context;
    private final LoopStats stats;
    private final byte[] packetOut;
    private final int ssrc;
    private final int rtxSsrc;
    private final SendStream sendStream;
    private final SequenceMap sequences;
    private final TimestampMap timestamps;
    private final PictureIdMap pictureIds = new PictureIdMap();
    private final RtpRewriter rewriter = new RtpRewriter();
    private final RetransmissionBudget budget;
    private final RedPayload red = new RedPayload();
    private final RtpPacketView stored = new RtpPacketView();

    private @Nullable CodecParameters sourceCodec;
    private @Nullable CodecParameters codec;
    /** What was sent from this number on is of this codec; what was before may not be sent again. */
    private @Nullable CodecParameters resentCodec;

    private long resentFrom;
    private int rtxSequence;
    private boolean captureTimeGuessed;
    private boolean markNext;

    SlotStream(Participant owner, SlotSection section, LoopContext context) {
        this.owner = owner;
        this.section = section;
        this.context = context;
        this.stats = context.stats();
        this.packetOut = context.packetOut();
        RandomGenerator random = context.random();
        boolean video = section.kind() == MediaKind.VIDEO;
        boolean hasRtx = section.codecs().stream().anyMatch(codec -> codec.rtxPayloadType() >= 0);
        int clockHz = video ? Codec.VP8.clockHz() : Codec.OPUS.clockHz();
        this.ssrc = owner.room().newSsrc();
        this.rtxSsrc = hasRtx ? owner.room().newSsrc() : 0;
        this.sendStream = new SendStream(ssrc, clockHz, video ? REMEMBERED_VIDEO : REMEMBERED_AUDIO);
        this.sequences = new SequenceMap(1 + random.nextInt(MAX_FIRST_SEQUENCE - 1));
        this.timestamps = new TimestampMap(new SlotClock(clockHz, random.nextInt()));
        this.budget = new RetransmissionBudget(stats);
        this.rtxSequence = random.nextInt(MAX_FIRST_SEQUENCE);
        rewriter.extensions(
                owner.extension(HeaderExtension.MID),
                section.mid().getBytes(StandardCharsets.US_ASCII),
                video ? 0 : owner.extension(HeaderExtension.AUDIO_LEVEL));
    }

    int ssrc() {
        return ssrc;
    }

    int rtxSsrc() {
        return rtxSsrc;
    }

    SendStream sendStream() {
        return sendStream;
    }

    SlotClock clock() {
        return timestamps.clock();
    }

    /** The payload type with which a source's codec would be sent here, or null if this viewer cannot decode it. */
    @Nullable
    CodecParameters outgoingFor(CodecParameters sent) {
        for (int i = 0; i < section.codecs().size(); i++) {
            if (section.codecs().get(i).accepts(sent)) {
                return section.codecs().get(i);
            }
        }
        if (sent.codec() == Codec.RED) { // the primary block can be taken out and sent as plain Opus
            for (int i = 0; i < section.codecs().size(); i++) {
                if (section.codecs().get(i).codec() == Codec.OPUS) {
                    return section.codecs().get(i);
                }
            }
        }
        return null;
    }

    /** A new encoding enters with this packet: what follows continues the stream. */
    void enter(Encoding encoding, RtpPacketView packet, long extended, long nowNanos) {
        sequences.restart(extended);
        pictureIds.restart(encoding.descriptor());
        ParticipantClock clock = encoding.track().owner().clock();
        ReceiveStream stream = encoding.stream();
        captureTimeGuessed = stream == null || !clock.knows(stream);
        timestamps.align(packet.rtpTimestamp(), captureTime(encoding, packet, nowNanos));
        markNext = section.kind() == MediaKind.AUDIO; // RFC 3551 section 4.1: first packet of a talkspurt
    }

    private long captureTime(Encoding encoding, RtpPacketView packet, long nowNanos) {
        ParticipantClock clock = encoding.track().owner().clock();
        ReceiveStream stream = encoding.stream();
        if (stream == null || !clock.knows(stream)) {
            return nowNanos;
        }
        return Math.min(nowNanos, clock.serverNanos(stream, packet.rtpTimestamp(), clock().clockHz()));
    }

    /** The source entered before its first sender report: put it right once, at the start of a frame. */
    private void realignOnce(Encoding encoding, RtpPacketView packet, long nowNanos) {
        ReceiveStream stream = encoding.stream();
        if (stream == null
                || !encoding.track().owner().clock().knows(stream)
                || !timestamps.isNewest(packet.rtpTimestamp())) {
            return;
        }
        captureTimeGuessed = false;
        long captured = captureTime(encoding, packet, nowNanos);
        int step = timestamps.misalignment(packet.rtpTimestamp(), captured);
        if (Math.abs(step) > clock().clockHz() / 1000 * REALIGN_MILLIS) {
            timestamps.realign(packet.rtpTimestamp(), captured);
        }
    }

    /** True if the packet seen last of the shown encoding is of another codec than those sent before. */
    boolean isOfAnotherCodec(Encoding shown) {
        return sourceCodec != null && shown.codec() != sourceCodec;
    }

    /** True if nothing later of the shown source was sent. */
    boolean isAhead(long extended) {
        return extended > sequences.highestSource();
    }

    /** True if so much lies between this packet and the last one of its source that it must enter anew. */
    boolean isBeyondReach(long extended) {
        return extended - sequences.highestSource() >= MAX_SOURCE_JUMP;
    }

    /** Takes a packet out of a history and forwards it as if it had come in order. */
    void forwardStored(Encoding encoding, long extended, long nowNanos) {
        CodecParameters sent = encoding.codec();
        ByteBuf buffer = encoding.history().get(extended);
        if (sent == null || buffer == null || !wrapStored(buffer)) {
            return;
        }
        if (encoding.track().codec(stored.payloadType()) != sent) {
            return; // the publisher changed its codec in between
        }
        PayloadDescriptor descriptor = context.storedDescriptor(sent.codec());
        if (descriptor.wrap(stored.array(), stored.payloadOffset(), stored.payloadLength())) {
            forward(encoding, stored, descriptor, extended, nowNanos);
        }
    }

    private boolean wrapStored(ByteBuf buffer) {
        return stored.wrap(buffer.array(), buffer.arrayOffset() + buffer.readerIndex(), buffer.readableBytes());
    }

    /** Steps 9 to 12 of a packet's life. */
    void forward(Encoding encoding, RtpPacketView packet, PayloadDescriptor descriptor, long extended, long nowNanos) {
        if (packet.payloadLength() == 0) {
            sequences.skip(extended); // padding only: later packets close the gap
            return;
        }
        CodecParameters outgoing = outgoingCodecOf(encoding);
        boolean nothingMissing = extended == sequences.highestSource() + 1;
        long number = outgoing == null ? SequenceMap.DROPPED : sequences.map(extended);
        if (number == SequenceMap.DROPPED || outgoing == null) {
            stats.increment(Counter.RTP_TOO_LATE);
            return;
        }
        if (captureTimeGuessed && nothingMissing) { // a frame that comes late still fits between its neighbours
            realignOnce(encoding, packet, nowNanos);
        }
        if (outgoing != resentCodec && number == sequences.highestOutgoing()) {
            resentCodec = outgoing;
            resentFrom = number;
        }
        pictureIds.onPacket(descriptor);
        int timestamp = timestamps.map(packet.rtpTimestamp());
        int length = write(encoding, packet, descriptor, outgoing, (int) number & 0xFFFF, timestamp);
        if (length > 0 && owner.transport().sendRtp(packetOut, length)) {
            sent(encoding, extended, (int) number & 0xFFFF, timestamp, packet.payloadLength(), length, nowNanos);
        }
    }

    /** A packet of a layer that is left out: later ones close the gap, in numbers and where possible in picture ids. */
    void skip(PayloadDescriptor descriptor, long extended) {
        sequences.skip(extended);
        pictureIds.skip(descriptor);
    }

    private int write(
            Encoding encoding,
            RtpPacketView packet,
            PayloadDescriptor descriptor,
            CodecParameters outgoing,
            int number,
            int timestamp) {
        int payloadOffset = packet.payloadOffset();
        int payloadLength = packet.payloadLength();
        CodecParameters incoming = sourceCodec;
        if (incoming != null && incoming.codec() == Codec.RED && outgoing.codec() == Codec.OPUS) {
            if (!red.wrap(packet.array(), payloadOffset, payloadLength)) {
                stats.increment(Counter.RTP_MALFORMED);
                return -1;
            }
            payloadOffset = red.primaryOffset();
            payloadLength = red.primaryLength();
        }
        boolean marker = packet.marker() || markNext;
        markNext = false;
        int level = encoding.track().owner().audioLevelExtension();
        rewriter.audioLevelAt(section.kind() == MediaKind.AUDIO && level != 0 ? packet.extensionOffset(level) : -1);
        return rewriter.copyTo(
                packetOut,
                packet,
                payloadOffset,
                payloadLength,
                marker,
                outgoing.payloadType(),
                number,
                timestamp,
                ssrc,
                descriptor,
                pictureIds.pictureIdDelta(),
                pictureIds.tl0Delta());
    }

    private void sent(
            Encoding encoding,
            long extended,
            int number,
            int timestamp,
            int payloadBytes,
            int packetBytes,
            long nowNanos) {
        stats.increment(Counter.RTP_OUT);
        budget.onSend(packetBytes, nowNanos);
        sendStream.onSend(
                number,
                encoding.history(),
                extended,
                timestamp,
                pictureIds.pictureIdDelta(),
                pictureIds.tl0Delta(),
                payloadBytes,
                nowNanos);
    }

    private @Nullable CodecParameters outgoingCodecOf(Encoding encoding) {
        CodecParameters sent = encoding.codec();
        if (sent != sourceCodec && sent != null) {
            sourceCodec = sent;
            codec = outgoingFor(sent);
        }
        return codec;
    }

    /** Answers one NACKed sequence number over RTX, from the source's history (P11, P19). */
    void retransmit(int sequenceNumber, long nowNanos, long roundTripNanos) {
        CodecParameters outgoing = resentCodec;
        if (outgoing == null
                || outgoing.rtxPayloadType() < 0
                || !owner.permissions().subscribe()
                || SequenceNumbers.extend(sequences.highestOutgoing(), sequenceNumber) < resentFrom
                || !sendStream.find(sequenceNumber)) {
            stats.increment(Counter.RTX_NOT_FOUND);
            return;
        }
        ByteBuf buffer = sendStream.foundSource().get(sendStream.foundSourceSequence());
        if (buffer == null || !wrapStored(buffer)) {
            stats.increment(Counter.RTX_NOT_FOUND);
            return;
        }
        if (!sendStream.mayResend(sequenceNumber, nowNanos, roundTripNanos)
                || !budget.trySpend(stored.length(), nowNanos)) {
            return;
        }
        PayloadDescriptor descriptor = context.storedDescriptor(outgoing.codec());
        if (!descriptor.wrap(stored.array(), stored.payloadOffset(), stored.payloadLength())) {
            return;
        }
        rewriter.audioLevelAt(-1);
        int length = rewriter.copyAsRtxTo(
                packetOut,
                stored,
                stored.marker(),
                outgoing.rtxPayloadType(),
                rtxSequence,
                sequenceNumber,
                sendStream.foundTimestamp(),
                rtxSsrc,
                descriptor,
                sendStream.foundPictureIdDelta(),
                sendStream.foundTl0Delta());
        rtxSequence = (rtxSequence + 1) & 0xFFFF;
        if (owner.transport().sendRtp(packetOut, length)) {
            stats.increment(Counter.RTX_OUT);
        }
    }
}
