package io.zvonok.media.room;

import io.netty.buffer.ByteBuf;
import io.zvonok.media.api.Codec;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.codec.RedWriter;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.stream.SendStream;
import io.zvonok.media.time.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * Repeats earlier sound in later packets for a listener whose link loses packets and whose browser takes RED: one lost
 * packet in ten is then not heard. Costs as much again, so only while the loss calls for it.
 *
 * <p>Spec: RFC 2198. Thread: the owning media loop.
 */
final class RedundantAudio {
    private static final double ONCE_FROM = 0.02;
    private static final double TWICE_FROM = 0.10;
    private static final double ENOUGH_BELOW = 0.01;
    /** Loss comes and goes: it is worth the bytes a little longer. */
    private static final long LASTS = Nanos.fromSeconds(10);

    /** Of a payload; what is around it takes less than 100 bytes of a datagram. */
    private static final int MAX_PAYLOAD = 1100;

    private final RtpPacketView earlier = new RtpPacketView();
    private final int payloadType;
    private @Nullable RedWriter writer; // made when packets are lost
    private int repeats;
    private long neededNanos;

    RedundantAudio(SlotSection section) {
        payloadType = PublishedTrack.payloadType(section.codecs(), Codec.RED);
    }

    int payloadType() {
        return payloadType;
    }

    boolean isWanted(Downlink downlink, SendStream stream, long nowNanos) {
        if (payloadType < 0) {
            return false;
        }
        double loss = Math.max(downlink.lossRatio(), stream.lossPercent() / 100.0);
        int called = loss >= TWICE_FROM ? 2 : loss >= ONCE_FROM ? 1 : 0;
        if (called >= repeats && called > 0 || loss >= ENOUGH_BELOW && repeats > 0) {
            repeats = Math.max(repeats, called);
            neededNanos = nowNanos;
        } else if (nowNanos - neededNanos > LASTS) {
            repeats = called;
        }
        return repeats > 0;
    }

    /**
     * Writes the payload: what is still there of the packets before this one, and the packet's own.
     *
     * @param first number of the first packet that may be repeated
     * @param opusPayloadType with which the listener knows plain Opus
     * @return its length, -1 if it would be too large
     */
    int build(byte[] out, Encoding encoding, RtpPacketView packet, long extended, long first, int opusPayloadType) {
        RedWriter writing = writer;
        if (writing == null) {
            writing = new RedWriter(MAX_PAYLOAD);
            writer = writing;
        }
        for (long at = Math.max(first, extended - repeats); at < extended; at++) {
            ByteBuf buffer = encoding.history().get(at);
            if (buffer != null
                    && earlier.wrap(buffer.array(), buffer.arrayOffset() + buffer.readerIndex(), buffer.readableBytes())
                    && earlier.payloadType() == packet.payloadType()) {
                writing.addEarlier(
                        earlier.array(), earlier.payloadOffset(), earlier.payloadLength(), earlier.rtpTimestamp());
            }
        }
        return writing.write(
                out,
                0,
                opusPayloadType,
                packet.array(),
                packet.payloadOffset(),
                packet.payloadLength(),
                packet.rtpTimestamp());
    }
}
