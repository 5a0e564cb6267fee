package io.zvonok.media.room;

import io.netty.buffer.ByteBuf;
import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.codec.DependencyDescriptor;
import io.zvonok.media.codec.PayloadDescriptor;
import io.zvonok.media.peer.Cargo;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.simulcast.FrameNumberMap;
import io.zvonok.media.simulcast.PictureIdMap;
import io.zvonok.media.simulcast.RtpRewriter;
import io.zvonok.media.simulcast.SequenceMap;
import io.zvonok.media.simulcast.SlotClock;
import io.zvonok.media.simulcast.TimestampMap;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stream.ReceiveStream;
import io.zvonok.media.stream.SendStream;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What leaves for one slot: a single RTP stream with continuous numbers, times and picture ids, whatever is in the slot.
 *
 * <p>Spec: RFC 3550 section 5.1. Thread: the owning media loop.
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
    private final boolean numbered;
    private final boolean takesDependencies;
    private final SendStream sendStream;
    private final SequenceMap sequences;
    private final TimestampMap timestamps;
    private final PictureIdMap pictureIds = new PictureIdMap();
    private final FrameNumberMap frameNumbers = new FrameNumberMap();
    private final RtpRewriter rewriter = new RtpRewriter();
    private final SlotRepair repair;
    private final OutgoingPayload payload;
    private final RtpPacketView stored = new RtpPacketView();

    private @Nullable CodecParameters sourceCodec;
    private @Nullable CodecParameters codec;
    /** What was shown last came from here. */
    private @Nullable ReceiveStream source;

    private boolean captureTimeGuessed;
    private boolean markNext;

    SlotStream(Slot slot, SlotSection section, LoopContext context) {
        this.owner = slot.owner();
        this.section = section;
        this.context = context;
        this.stats = context.stats();
        this.packetOut = context.packetOut();
        RandomGenerator random = context.random();
        boolean video = section.kind() == MediaKind.VIDEO;
        boolean hasRtx = section.codecs().stream().anyMatch(codec -> codec.rtxPayloadType() >= 0);
        int clockHz = video ? Codec.VP8.clockHz() : Codec.OPUS.clockHz();
        this.ssrc = owner.room().newSsrc();
        int rtxSsrc = hasRtx ? owner.room().newSsrc() : 0;
        this.sendStream = new SendStream(ssrc, clockHz, video ? REMEMBERED_VIDEO : REMEMBERED_AUDIO);
        this.sequences = new SequenceMap(1 + random.nextInt(MAX_FIRST_SEQUENCE - 1));
        this.timestamps = new TimestampMap(new SlotClock(clockHz, random.nextInt()));
        this.repair = new SlotRepair(slot, context, sendStream, rewriter, rtxSsrc);
        this.payload = new OutgoingPayload(section, context);
        this.numbered = section.extensions().contains(HeaderExtension.TRANSPORT_CC);
        this.takesDependencies = video && section.extensions().contains(HeaderExtension.DEPENDENCY_DESCRIPTOR);
        writeExtensions();
    }

    private void writeExtensions() {
        boolean timed = !numbered && section.extensions().contains(HeaderExtension.ABS_SEND_TIME);
        rewriter.extensions(
                owner.extension(HeaderExtension.MID),
                section.mid().getBytes(StandardCharsets.US_ASCII),
                section.kind() == MediaKind.VIDEO ? 0 : owner.extension(HeaderExtension.AUDIO_LEVEL));
        rewriter.transportCc(numbered ? owner.extension(HeaderExtension.TRANSPORT_CC) : 0);
        rewriter.absSendTime(timed ? owner.extension(HeaderExtension.ABS_SEND_TIME) : 0);
        rewriter.dependencyDescriptor(takesDependencies ? owner.extension(HeaderExtension.DEPENDENCY_DESCRIPTOR) : 0);
    }

    int ssrc() {
        return ssrc;
    }

    int rtxSsrc() {
        return repair.ssrc();
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
        if (encoding.layers() instanceof DependencyDescriptor dependency) {
            frameNumbers.restart(dependency.frameNumber());
        }
        payload.onEnter(packet, extended);
        repair.onEnter(encoding);
        ParticipantClock clock = encoding.track().owner().clock();
        ReceiveStream stream = encoding.stream();
        source = stream;
        captureTimeGuessed = stream == null || !clock.knows(stream);
        timestamps.align(packet.rtpTimestamp(), captureTime(encoding, packet.rtpTimestamp(), nowNanos));
        markNext = section.kind() == MediaKind.AUDIO; // RFC 3551 section 4.1: first packet of a talkspurt
    }

    /**
     * An encoding enters with a key frame of a while ago: what came since passes in no time.
     *
     * @param newest time of the newest frame
     */
    void enterKept(Encoding encoding, RtpPacketView packet, int newest, long extended, long nowNanos) {
        enter(encoding, packet, extended, nowNanos);
        timestamps.alignHurrying(packet.rtpTimestamp(), newest, captureTime(encoding, newest, nowNanos));
    }

    private long captureTime(Encoding encoding, int timestamp, long nowNanos) {
        ParticipantClock clock = encoding.track().owner().clock();
        ReceiveStream stream = encoding.stream();
        if (stream == null || !clock.knows(stream)) {
            return nowNanos;
        }
        return Math.min(nowNanos, clock.serverNanos(stream, timestamp, clock().clockHz()));
    }

    /** The source entered before its first sender report: put it right once, at the start of a frame. */
    private void realignOnce(Encoding encoding, RtpPacketView packet, long nowNanos) {
        ReceiveStream stream = encoding.stream();
        if (stream == null
                || !encoding.track().owner().clock().knows(stream)
                || timestamps.isHurried(packet.rtpTimestamp())
                || !timestamps.isNewest(packet.rtpTimestamp())) {
            return;
        }
        captureTimeGuessed = false;
        long captured = captureTime(encoding, packet.rtpTimestamp(), nowNanos);
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

    /** True if something later of the encoding was shown: whoever comes back to it does not go back in time. */
    boolean isPast(Encoding encoding, long extended) {
        return source != null && source == encoding.stream() && !isAhead(extended);
    }

    /** True if so much lies between this packet and the last one of its source that it must enter anew. */
    boolean isBeyondReach(long extended) {
        return extended - sequences.highestSource() >= MAX_SOURCE_JUMP;
    }

    /** The packet stored under a number, if it can be forwarded as if it had come in order; valid until the next call. */
    @Nullable
    RtpPacketView storedPacket(Encoding encoding, long extended) {
        CodecParameters sent = encoding.codec();
        ByteBuf buffer = encoding.history().get(extended);
        if (sent == null
                || buffer == null
                || !stored.wrap(buffer.array(), buffer.arrayOffset() + buffer.readerIndex(), buffer.readableBytes())) {
            return null;
        }
        // the publisher may have changed its codec in between
        return encoding.track().codec(stored.payloadType()) == sent ? stored : null;
    }

    /** A packet of a layer that this viewer does not get: later ones close the gap. */
    void leaveOut(RtpPacketView packet, PayloadDescriptor descriptor, long extended, long nowNanos) {
        stats.increment(Counter.RTP_LAYER_SKIPPED);
        pictureIds.skip(descriptor);
        closeGap(packet, extended, nowNanos);
    }

    /** A packet that nobody needs, like padding: later ones close the gap. If it is too late for that, padding fills it. */
    void closeGap(RtpPacketView packet, long extended, long nowNanos) {
        if (sequences.skip(extended)) {
            return;
        }
        CodecParameters outgoing = codec;
        long number = outgoing == null ? SequenceMap.DROPPED : sequences.map(extended);
        if (outgoing == null || number == SequenceMap.DROPPED) {
            return;
        }
        // Others were numbered before it came: the viewer would ask for its number again and again.
        int timestamp = timestamps.map(packet.rtpTimestamp());
        stamp(nowNanos);
        int length =
                rewriter.writePadding(packetOut, outgoing.payloadType(), (int) number & 0xFFFF, timestamp, ssrc, 1);
        if (owner.transport().sendRtp(packetOut, length, cargo())) {
            stats.increment(Counter.PADDING_OUT);
            owner.downlink().onSent(purpose(), length, numbered, nowNanos);
        }
    }

    /**
     * Steps 9 to 12 of a packet's life.
     *
     * @param endsPicture nothing more of its picture is sent to this viewer
     * @param padding bytes to be added if it may leave in a train: then it is as long as those that follow
     */
    void forward(
            Encoding encoding,
            RtpPacketView packet,
            PayloadDescriptor descriptor,
            long extended,
            boolean endsPicture,
            int padding,
            long nowNanos) {
        CodecParameters outgoing = outgoingCodecOf(encoding);
        boolean nothingMissing = extended == sequences.highestSource() + 1;
        if (outgoing != null
                && !payload.choose(encoding, packet, extended, outgoing, owner.downlink(), sendStream, nowNanos)) {
            stats.increment(Counter.RTP_MALFORMED);
            closeGap(packet, extended, nowNanos);
            return;
        }
        long number = outgoing == null ? SequenceMap.DROPPED : sequences.map(extended);
        if (number == SequenceMap.DROPPED || outgoing == null) {
            stats.increment(Counter.RTP_TOO_LATE);
            return;
        }
        if (captureTimeGuessed && nothingMissing) { // a frame that comes late still fits between its neighbours
            realignOnce(encoding, packet, nowNanos);
        }
        boolean newest = number == sequences.highestOutgoing();
        pictureIds.onPacket(descriptor);
        noteDependency(encoding, packet);
        int timestamp = timestamps.map(packet.rtpTimestamp());
        boolean marker = packet.marker() || endsPicture || markNext;
        markNext = false;
        int length = write(encoding, packet, descriptor, marker, (int) number & 0xFFFF, timestamp, nowNanos);
        Cargo cargo = cargo();
        if (padding > 0 && cargo == Cargo.PICTURE && length + padding <= RtpRewriter.MAX_PACKET) {
            length = RtpRewriter.addPadding(packetOut, length, padding);
        }
        if (owner.transport().sendRtp(packetOut, length, cargo)) {
            repair.onSend(outgoing, number, newest, length, nowNanos);
            sent(encoding, extended, (int) number & 0xFFFF, timestamp, marker, length, nowNanos);
        }
    }

    private void noteDependency(Encoding encoding, RtpPacketView packet) {
        int extension = takesDependencies ? encoding.dependencyExtension() : 0;
        int at = extension == 0 ? -1 : packet.extensionOffset(extension);
        if (at >= 0) {
            frameNumbers.onPacket(DependencyDescriptor.frameNumberAt(packet.array(), at));
        }
        rewriter.dependencyDescriptorAt(at, at < 0 ? 0 : packet.extensionLength(extension), frameNumbers.offset());
    }

    private int write(
            Encoding encoding,
            RtpPacketView packet,
            PayloadDescriptor descriptor,
            boolean marker,
            int number,
            int timestamp,
            long nowNanos) {
        int level = encoding.track().owner().audioLevelExtension();
        rewriter.audioLevelAt(section.kind() == MediaKind.AUDIO && level != 0 ? packet.extensionOffset(level) : -1);
        stamp(nowNanos);
        return rewriter.copyTo(
                packetOut,
                packet,
                payload.array(),
                payload.offset(),
                payload.length(),
                marker,
                payload.payloadType(),
                number,
                timestamp,
                ssrc,
                descriptor,
                pictureIds.pictureIdDelta(),
                pictureIds.tl0Delta());
    }

    private void stamp(long nowNanos) {
        rewriter.stamp(owner.downlink().nextSequence(), RtpRewriter.absSendTime(nowNanos));
    }

    private void sent(
            Encoding encoding,
            long extended,
            int number,
            int timestamp,
            boolean marker,
            int packetBytes,
            long nowNanos) {
        stats.increment(Counter.RTP_OUT);
        if (section.kind() == MediaKind.AUDIO) {
            stats.increment(Counter.RTP_AUDIO_OUT);
        }
        owner.joinTimes().onMedia(nowNanos);
        owner.downlink().onSent(purpose(), packetBytes, numbered, nowNanos);
        sendStream.onSend(
                number,
                encoding.history(),
                extended,
                timestamp,
                marker,
                pictureIds.pictureIdDelta(),
                pictureIds.tl0Delta(),
                frameNumbers.offset(),
                payload.length(),
                nowNanos);
    }

    private Downlink.Purpose purpose() {
        return section.kind() == MediaKind.AUDIO ? Downlink.Purpose.AUDIO : Downlink.Purpose.VIDEO;
    }

    private Cargo cargo() {
        return section.kind() == MediaKind.AUDIO
                ? Cargo.SOUND
                : owner.downlink().pictureCargo();
    }

    private @Nullable CodecParameters outgoingCodecOf(Encoding encoding) {
        CodecParameters sent = encoding.codec();
        if (sent != sourceCodec && sent != null) {
            sourceCodec = sent;
            codec = outgoingFor(sent);
        }
        return codec;
    }

    void retransmit(int sequenceNumber, long nowNanos, long roundTripNanos) {
        repair.retransmit(sequences.highestOutgoing(), sequenceNumber, nowNanos, roundTripNanos);
    }

    /** Sends one packet that only takes up room. Returns its bytes, 0 if nothing can be sent here. */
    int sendProbe(int bytesWanted, long nowNanos) {
        return section.kind() == MediaKind.AUDIO
                ? 0
                : repair.sendProbe(sequences.highestOutgoing(), bytesWanted, clock().timestampAt(nowNanos), nowNanos);
    }
}
