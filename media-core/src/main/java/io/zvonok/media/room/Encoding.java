package io.zvonok.media.room;

import io.netty.buffer.ByteBuf;
import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.codec.Codecs;
import io.zvonok.media.codec.DependencyDescriptor;
import io.zvonok.media.codec.OpaquePayload;
import io.zvonok.media.codec.PacketLayers;
import io.zvonok.media.codec.PayloadDescriptor;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stream.PacketHistory;
import io.zvonok.media.stream.ReceiveStream;
import io.zvonok.media.stream.ReceiveStreamConfig;
import io.zvonok.media.time.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * One encoding of a published track: a RID of a simulcast, or the only one. Knows its SSRC since the first packet that
 * named it, what it lost, how large its pictures are and what its layers take, and keeps the packets that may be asked for
 * again.
 *
 * <p>Layers are read off the dependency descriptor where the publisher sends one, so the payload may be encrypted end to
 * end; else off the payload. Thread: the owning media loop.
 */
final class Encoding {
    private static final int VIDEO_HISTORY = 1024;
    private static final long HISTORY_AGE = Nanos.fromMillis(2000);
    /** A slide may take seconds to leave on a narrow link. */
    private static final long SCREEN_HISTORY_AGE = Nanos.fromMillis(4000);
    /** A group of pictures of two seconds, for who comes at the end of it. */
    private static final long RELAYED_HISTORY_AGE = Nanos.fromMillis(3000);
    /** Sound is kept to be repeated in the packets after it (RED), not to be asked for. */
    private static final int AUDIO_HISTORY = 8;

    private static final long AUDIO_AGE = Nanos.fromMillis(200);
    private static final long ACTIVE_FOR = Nanos.fromMillis(1500);
    /** The structure of the dependency descriptors is lost: a retransmission would have brought it by now. */
    private static final long UNDESCRIBED_FOR = Nanos.fromMillis(300);

    private static final PayloadDescriptor OPAQUE = new OpaquePayload();

    private final PublishedTrack track;
    private final String rid;
    private final int index;
    private final LoopStats stats;
    private final int dependencyExtension;
    private PacketHistory history;
    private final KeyframeRequests keyframeRequests;
    private final LayerRates rates = new LayerRates();
    private final PictureSizes sizes = new PictureSizes();
    private final PictureRhythm rhythm = new PictureRhythm();

    private @Nullable ReceiveStream stream;
    private @Nullable CodecParameters codec;
    private PayloadDescriptor reading;
    private @Nullable DependencyDescriptor dependency;
    private final ClearPayload clear = new ClearPayload();
    private long undescribedSinceNanos = Nanos.NEVER;
    /** Of the packet last seen: its payload's, or one that says nothing. */
    private PayloadDescriptor descriptor;
    /** Of the packet last seen: the dependency descriptor, else the payload's own. */
    private PacketLayers layers;

    private long lastPacketNanos = -1;
    /** All packets of a key frame share its time. */
    private int keyTimestamp;

    private long keyNanos = -1;

    private boolean keySeen;
    /** Where the last key frame begins, -1 if none came; and what came since. */
    private long keyframeAt = -1;

    private int groupPackets;
    private int groupBytes;
    /** The publisher was told that nobody watches. */
    private boolean paused;

    private long neededNanos = -1;
    private boolean closed;

    Encoding(PublishedTrack track, String rid, int index, LoopStats stats) {
        this.track = track;
        this.rid = rid;
        this.index = index;
        this.stats = stats;
        this.dependencyExtension =
                track.kind() == MediaKind.AUDIO ? 0 : track.owner().extension(HeaderExtension.DEPENDENCY_DESCRIPTOR);
        this.keyframeRequests = new KeyframeRequests(stats);
        this.reading = Codecs.descriptor(track.kind() == MediaKind.AUDIO ? Codec.OPUS : Codec.VP8);
        this.descriptor = reading;
        this.layers = reading;
        this.history = newHistory();
    }

    private PacketHistory newHistory() {
        if (track.kind() == MediaKind.AUDIO) {
            return new PacketHistory(AUDIO_HISTORY, AUDIO_AGE);
        }
        boolean screen = track.source() == TrackSource.SCREEN;
        long age = track.owner().isRelayed() ? RELAYED_HISTORY_AGE : HISTORY_AGE;
        return new PacketHistory(VIDEO_HISTORY, screen ? SCREEN_HISTORY_AGE : age);
    }

    PublishedTrack track() {
        return track;
    }

    String rid() {
        return rid;
    }

    /** Its place among the encodings of its track. */
    int index() {
        return index;
    }

    /** With which id its packets carry their dependency descriptor, 0 if they do not. */
    int dependencyExtension() {
        return dependencyExtension;
    }

    /** Null until the first packet named the SSRC. */
    @Nullable
    ReceiveStream stream() {
        return stream;
    }

    @Nullable
    CodecParameters codec() {
        return codec;
    }

    /** Wraps the payload of the packet that {@link #onPacket} saw last; says nothing if it is encrypted end to end. */
    PayloadDescriptor descriptor() {
        return descriptor;
    }

    /** What the packet that {@link #onPacket} saw last says of its layers. */
    PacketLayers layers() {
        return layers;
    }

    PacketHistory history() {
        return history;
    }

    KeyframeRequests keyframeRequests() {
        return keyframeRequests;
    }

    /** What its encoder's settings do to those who watch. */
    PictureRhythm rhythm() {
        return rhythm;
    }

    /** What its operating points take. */
    LayerRates rates() {
        return rates;
    }

    /** Of the largest spatial layer, in pixels, 0 while unknown. */
    int width() {
        return sizes.width();
    }

    /** Of the largest spatial layer, in pixels, 0 while unknown. */
    int height() {
        return sizes.height();
    }

    int width(int spatialLayer) {
        return sizes.width(spatialLayer);
    }

    int height(int spatialLayer) {
        return sizes.height(spatialLayer);
    }

    /** Over the last second. */
    long receivedBps(long nowNanos) {
        ReceiveStream receiving = stream;
        return receiving == null ? 0 : receiving.bitrateBps(nowNanos);
    }

    /** Time of the last packet with payload, -1 if none ever came. */
    long lastPacketNanos() {
        return lastPacketNanos;
    }

    /** True while packets come. A single encoding counts as active since its first one: a still screen sends little. */
    boolean isActive(long nowNanos) {
        return lastPacketNanos >= 0 && (rid.isEmpty() || nowNanos - lastPacketNanos < ACTIVE_FOR);
    }

    /** True if it sends, or would as soon as somebody wants it. */
    boolean isAvailable(long nowNanos) {
        return isActive(nowNanos) || (paused && lastPacketNanos >= 0);
    }

    boolean isPaused() {
        return paused;
    }

    void setPaused(boolean nobodyWatches) {
        paused = nobodyWatches;
    }

    /** When somebody last watched it, or wanted to; from the first packet on. */
    long neededNanos() {
        return neededNanos < 0 ? Nanos.NEVER : neededNanos;
    }

    void noteNeeded(long nowNanos) {
        if (lastPacketNanos >= 0) {
            neededNanos = nowNanos;
        }
    }

    /**
     * The encoding is sent with this SSRC from now on.
     *
     * @return true if it was sent with another one before: the numbering starts anew, what was kept belongs to the past
     */
    boolean latch(int ssrc) {
        ReceiveStream known = stream;
        if (known != null && known.ssrc() == ssrc) {
            return false;
        }
        boolean video = track.kind() == MediaKind.VIDEO;
        int clockHz = video ? Codec.VP8.clockHz() : Codec.OPUS.clockHz();
        stream = new ReceiveStream(ssrc, clockHz, video, ReceiveStreamConfig.DEFAULT, stats);
        history.clear();
        history = newHistory(); // slots may still point into the old one
        keyframeAt = -1;
        dependency = null;
        clear.reset();
        rhythm.restart();
        return known != null;
    }

    /** Is sent with this SSRC: if it is another one than before, slots let it enter anew. */
    void follow(int ssrc, long nowNanos) {
        if ((stream == null || stream.ssrc() != ssrc) && latch(ssrc)) {
            for (Slot slot : track.slots()) {
                slot.onSourceRestarted(this, nowNanos);
            }
        }
    }

    /** Where the last key frame begins, -1 if that, or anything that came after it, is not there. */
    long groupStart() {
        ReceiveStream receiving = stream;
        boolean whole = receiving != null
                && keyframeAt >= 0
                && receiving.highestExtended() - keyframeAt + 1 == groupPackets
                && history.reachesBackTo(keyframeAt);
        return whole ? keyframeAt : -1;
    }

    /** Of the last key frame, 0 if none came. */
    int keyTimestamp() {
        return keyTimestamp;
    }

    /** When the last key frame came, -1 if none did. */
    long keyNanos() {
        return keyNanos;
    }

    /** What came since the last key frame, that included. */
    int groupBytes() {
        return groupBytes;
    }

    /** A sender report that another room passed on; its packets may follow later. */
    void onRelayedReport(int ssrc, long ntp, int rtpTimestamp, long nowNanos) {
        if (stream == null) {
            latch(ssrc);
        }
        if (stream != null && stream.ssrc() == ssrc) {
            stream.onSenderReport(ntp, rtpTimestamp, nowNanos);
        }
    }

    /**
     * Takes a packet of this encoding (already seen through RTX).
     *
     * @return its extended sequence number, or -1 when it is to be dropped: duplicate, too late, malformed
     */
    long onPacket(RtpPacketView packet, boolean viaRtx, long nowNanos) {
        track.owner().room().sleep().onMedia();
        ReceiveStream receiving = stream;
        CodecParameters parameters = track.codec(packet.payloadType());
        if (receiving == null || parameters == null) {
            stats.increment(Counter.RTP_UNKNOWN_PAYLOAD_TYPE);
            return -1;
        }
        if (parameters != codec) {
            useCodec(parameters);
        }
        boolean hasPayload = packet.payloadLength() > 0;
        boolean readable = hasPayload && look(packet);
        if (hasPayload && !readable) {
            onUnreadable(packet, nowNanos);
            return -1;
        }
        long extended =
                receiving.onPacket(packet.sequenceNumber(), packet.rtpTimestamp(), packet.length(), viaRtx, nowNanos);
        if (extended < 0) {
            return -1;
        }
        if (hasPayload) {
            undescribedSinceNanos = Nanos.NEVER;
            neededNanos = lastPacketNanos < 0 ? nowNanos : neededNanos;
            lastPacketNanos = nowNanos;
            if (track.kind() == MediaKind.VIDEO) {
                onPicture(receiving, packet, extended, nowNanos);
            }
        }
        if (!hasPayload) {
            stats.increment(Counter.RTP_PADDING_ONLY);
        }
        if (keyframeAt >= 0 && extended >= keyframeAt) {
            groupPackets++;
            groupBytes += packet.length();
        }
        return extended;
    }

    /** Remembers a packet that goes on to viewers: what may not be seen now may not be seen later either. */
    void keep(long extended, ByteBuf datagram, long nowNanos) {
        history.put(extended, datagram, nowNanos);
    }

    /** Not even counted as received: it is asked for again, and may be read by then. */
    private void onUnreadable(RtpPacketView packet, long nowNanos) {
        if (!isDescribed(packet)) {
            stats.increment(Counter.RTP_MALFORMED);
            return;
        }
        stats.increment(Counter.RTP_UNDESCRIBED);
        if (undescribedSinceNanos == Nanos.NEVER) {
            undescribedSinceNanos = nowNanos;
        } else if (nowNanos - undescribedSinceNanos >= UNDESCRIBED_FOR && track.slots().length > 0) {
            keyframeRequests.wantRepair();
        }
    }

    private boolean isDescribed(RtpPacketView packet) {
        return dependencyExtension != 0 && packet.extensionOffset(dependencyExtension) >= 0;
    }

    /**
     * Makes {@link #descriptor} and {@link #layers} speak of this packet, which may be one of the history.
     *
     * @return false if its layers cannot be read: off its dependency descriptor if it has one, else off the payload
     */
    boolean look(RtpPacketView packet) {
        boolean readable = reading.wrap(packet.array(), packet.payloadOffset(), packet.payloadLength());
        descriptor = reading;
        layers = reading;
        if (!isDescribed(packet)) {
            return readable;
        }
        DependencyDescriptor header = dependency;
        if (header == null) {
            header = new DependencyDescriptor();
            dependency = header;
        }
        boolean described = header.wrap(
                packet.array(),
                packet.extensionOffset(dependencyExtension),
                packet.extensionLength(dependencyExtension));
        if (described) {
            clear.onPacket(header, reading, readable);
            descriptor = clear.isClear() ? reading : OPAQUE;
            layers = header;
        }
        return described;
    }

    private void onPicture(ReceiveStream receiving, RtpPacketView packet, long extended, long nowNanos) {
        sizes.onPacket(layers, descriptor);
        rates.onPacket(layers, packet.length(), nowNanos);
        rhythm.onPacket(extended, packet.rtpTimestamp());
        if (layers.startsKeyframe()) {
            rhythm.onKeyframe(packet.rtpTimestamp(), nowNanos);
            keyTimestamp = packet.rtpTimestamp();
            keyNanos = nowNanos;
            keySeen = true;
            if (extended > keyframeAt) {
                keyframeAt = extended;
                groupPackets = 0;
                groupBytes = 0;
            }
            stats.increment(Counter.KEYFRAMES_IN);
            keyframeRequests.onKeyframe();
            receiving.clearMissing(extended); // what lies before a keyframe is of no use to anyone any more
        }
        boolean ofKeyframe = keySeen && packet.rtpTimestamp() == keyTimestamp;
        keyframeRequests.onBytes(ofKeyframe, packet.length(), nowNanos);
    }

    private void useCodec(CodecParameters parameters) {
        if (codec == null || codec.codec() != parameters.codec()) {
            reading = Codecs.descriptor(parameters.codec());
            descriptor = reading;
            layers = reading;
            clear.reset();
            rates.clear();
        }
        codec = parameters;
    }

    void close() {
        closed = true;
        history.clear();
    }

    /** Nothing of it goes on any more. */
    boolean isClosed() {
        return closed;
    }
}
