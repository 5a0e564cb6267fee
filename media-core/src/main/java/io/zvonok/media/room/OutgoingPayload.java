package io.zvonok.media.room;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.codec.RedPayload;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stream.SendStream;

/**
 * What is sent of a packet's payload: most of the time all of it. Redundant audio is written anew in the listener's own
 * payload types, taken out for who does not know it, or made for a listener whose link loses packets. Sound from before the
 * source entered the slot is never repeated: the listener may have been meant not to hear it.
 *
 * <p>Spec: RFC 2198. Thread: the owning media loop.
 */
final class OutgoingPayload {
    private final boolean video;
    private final int opusPayloadType;
    private final byte[] made;
    private final LoopStats stats;
    private final RedundantAudio redundancy;
    private final RedPayload red = new RedPayload();

    private long enteredWith;
    private int enteredAt;
    /** All that a packet can repeat lies behind the entry. */
    private boolean settled;

    private byte[] array = {};
    private int offset;
    private int length;
    private int payloadType;

    OutgoingPayload(SlotSection section, LoopContext context) {
        this.video = section.kind() == MediaKind.VIDEO;
        this.opusPayloadType = PublishedTrack.payloadType(section.codecs(), Codec.OPUS);
        this.made = context.payloadOut();
        this.stats = context.stats();
        this.redundancy = new RedundantAudio(section);
    }

    /** A source enters with this packet. */
    void onEnter(RtpPacketView packet, long extended) {
        enteredWith = extended;
        enteredAt = packet.rtpTimestamp();
        settled = false;
    }

    /** False if what the packet carries cannot be read, or is nothing that the listener knows. */
    boolean choose(
            Encoding encoding,
            RtpPacketView packet,
            long extended,
            CodecParameters outgoing,
            Downlink downlink,
            SendStream stream,
            long nowNanos) {
        array = packet.array();
        offset = packet.payloadOffset();
        length = packet.payloadLength();
        payloadType = outgoing.payloadType();
        CodecParameters incoming = encoding.codec();
        if (video || incoming == null) {
            return true;
        }
        if (incoming.codec() == Codec.RED) {
            return readRed(encoding, packet, outgoing);
        }
        if (redundancy.isWanted(downlink, stream, nowNanos)) {
            repeatEarlier(encoding, packet, extended);
        }
        return true;
    }

    private boolean readRed(Encoding encoding, RtpPacketView packet, CodecParameters outgoing) {
        if (!red.wrap(array, offset, length)
                || red.primaryPayloadType() != encoding.track().payloadTypeOf(Codec.OPUS)) {
            return false;
        }
        if (outgoing.codec() == Codec.RED) {
            if (opusPayloadType < 0) {
                return false;
            }
            length = red.copyTo(made, 0, opusPayloadType, sinceEntry(packet));
            array = made;
            offset = 0;
        } else {
            offset = red.primaryOffset();
            length = red.primaryLength();
        }
        return true;
    }

    private int sinceEntry(RtpPacketView packet) {
        int since = packet.rtpTimestamp() - enteredAt;
        settled |= since > RedPayload.maxAge();
        return settled ? RedPayload.maxAge() : since;
    }

    private void repeatEarlier(Encoding encoding, RtpPacketView packet, long extended) {
        int written = redundancy.build(made, encoding, packet, extended, enteredWith, payloadType);
        if (written > 0) {
            array = made;
            offset = 0;
            length = written;
            payloadType = redundancy.payloadType();
            stats.increment(Counter.RED_OUT);
        }
    }

    byte[] array() {
        return array;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    int payloadType() {
        return payloadType;
    }
}
