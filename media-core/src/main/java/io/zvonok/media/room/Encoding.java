package io.zvonok.media.room;

import io.netty.buffer.ByteBuf;
import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.codec.Codecs;
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
 * named it, what it lost, how large its picture is, and keeps the packets that may be asked for again.
 *
 * <p>Thread: the owning media loop.
 */
final class Encoding {
    private static final int VIDEO_HISTORY = 1024;
    private static final long HISTORY_AGE = Nanos.fromMillis(2000);
    private static final long ACTIVE_FOR = Nanos.fromMillis(1500);

    private final PublishedTrack track;
    private final String rid;
    private final LoopStats stats;
    private PacketHistory history = new PacketHistory(VIDEO_HISTORY, HISTORY_AGE);
    private final KeyframeRequests keyframeRequests;

    private @Nullable ReceiveStream stream;
    private @Nullable CodecParameters codec;
    private PayloadDescriptor descriptor;
    private int width;
    private int height;
    private long lastPacketNanos = -1;
    private boolean keyframe;

    Encoding(PublishedTrack track, String rid, LoopStats stats) {
        this.track = track;
        this.rid = rid;
        this.stats = stats;
        this.keyframeRequests = new KeyframeRequests(stats);
        this.descriptor = Codecs.descriptor(track.kind() == MediaKind.AUDIO ? Codec.OPUS : Codec.VP8);
    }

    PublishedTrack track() {
        return track;
    }

    String rid() {
        return rid;
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

    /** Wraps the payload of the packet that {@link #onPacket} saw last. */
    PayloadDescriptor descriptor() {
        return descriptor;
    }

    PacketHistory history() {
        return history;
    }

    KeyframeRequests keyframeRequests() {
        return keyframeRequests;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Time of the last packet with payload, -1 if none ever came. */
    long lastPacketNanos() {
        return lastPacketNanos;
    }

    /** True while packets come. A single encoding counts as active since its first one: a still screen sends little. */
    boolean isActive(long nowNanos) {
        return lastPacketNanos >= 0 && (rid.isEmpty() || nowNanos - lastPacketNanos < ACTIVE_FOR);
    }

    /** The packet last seen starts a keyframe. */
    boolean startsKeyframe() {
        return keyframe;
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
        history = new PacketHistory(VIDEO_HISTORY, HISTORY_AGE); // slots may still point into the old one
        return known != null;
    }

    /**
     * Takes a packet of this encoding (already seen through RTX).
     *
     * @return its extended sequence number, or -1 when it is to be dropped: duplicate, too late, malformed
     */
    long onPacket(RtpPacketView packet, ByteBuf datagram, boolean viaRtx, long nowNanos) {
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
        boolean readable =
                hasPayload && descriptor.wrap(packet.array(), packet.payloadOffset(), packet.payloadLength());
        if (hasPayload && !readable) {
            stats.increment(Counter.RTP_MALFORMED);
            return -1;
        }
        long extended =
                receiving.onPacket(packet.sequenceNumber(), packet.rtpTimestamp(), packet.length(), viaRtx, nowNanos);
        if (extended < 0) {
            return -1;
        }
        keyframe = readable && descriptor.startsKeyframe();
        if (hasPayload) {
            lastPacketNanos = nowNanos;
            if (track.kind() == MediaKind.VIDEO) {
                onPicture(receiving, extended, datagram, nowNanos);
            }
        }
        return extended;
    }

    private void onPicture(ReceiveStream receiving, long extended, ByteBuf datagram, long nowNanos) {
        if (track.open()) { // what may not be seen now may not be seen later either
            history.put(extended, datagram, nowNanos);
        }
        if (descriptor.width() > 0) {
            width = descriptor.width();
            height = descriptor.height();
        }
        if (keyframe) {
            stats.increment(Counter.KEYFRAMES_IN);
            keyframeRequests.onKeyframe();
            receiving.clearMissing(extended); // what lies before a keyframe is of no use to anyone any more
        }
    }

    private void useCodec(CodecParameters parameters) {
        if (codec == null || codec.codec() != parameters.codec()) {
            descriptor = Codecs.descriptor(parameters.codec());
        }
        codec = parameters;
    }

    void close() {
        history.clear();
    }
}
