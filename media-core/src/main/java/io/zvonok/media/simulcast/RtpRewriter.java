package io.zvonok.media.simulcast;

import io.zvonok.media.codec.PayloadDescriptor;
import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.rtp.RtpPacketView;

/**
 * Writes a subscriber's own copy of a received packet: its SSRC, payload type, number, time, header extensions and
 * picture ids. The received packet stays as it is (D5).
 *
 * <p>Spec: RFC 3550 section 5.1, RFC 8285, RFC 4588 section 4 (retransmission). Thread: the owning media loop.
 */
public final class RtpRewriter {
    /** An RTX packet carries the original sequence number before the payload (RFC 4588 section 4). */
    private static final int ORIGINAL_SEQUENCE_NUMBER_BYTES = 2;

    private final RtpHeaderWriter header = new RtpHeaderWriter();

    // what the next packet is to look like; set by the caller, kept between packets
    private byte[] mid = new byte[0];
    private int midExtension;
    private int audioLevelExtension;
    private int audioLevelOffset = -1;

    /** The extensions of the slot: its MID on every packet. An id of 0 means not negotiated. */
    public void extensions(int midExtensionId, byte[] midValue, int audioLevelExtensionId) {
        this.midExtension = midExtensionId;
        this.mid = midValue;
        this.audioLevelExtension = audioLevelExtensionId;
    }

    /** Where the packet carries its audio level, or -1; copied to the subscriber when both negotiated it. */
    public void audioLevelAt(int offsetInPacket) {
        this.audioLevelOffset = offsetInPacket;
    }

    /**
     * Writes the packet.
     *
     * @param payloadOffset absolute, in the packet's array: usually the packet's own payload, or a part of it
     * @param descriptor wraps the payload, or null when nothing in it is rewritten
     * @return the length written
     */
    public int copyTo(
            byte[] out,
            RtpPacketView packet,
            int payloadOffset,
            int payloadLength,
            boolean marker,
            int payloadType,
            int sequenceNumber,
            int timestamp,
            int ssrc,
            PayloadDescriptor descriptor,
            int pictureIdDelta,
            int tl0Delta) {
        int at = begin(out, packet, marker, payloadType, sequenceNumber, timestamp, ssrc);
        System.arraycopy(packet.array(), payloadOffset, out, at, payloadLength);
        rewritePictureIds(out, at, descriptor, pictureIdDelta, tl0Delta);
        return at + payloadLength;
    }

    /** Writes the packet as a retransmission: another SSRC and number, the original number in front of the payload. */
    public int copyAsRtxTo(
            byte[] out,
            RtpPacketView packet,
            int rtxPayloadType,
            int rtxSequenceNumber,
            int originalSequenceNumber,
            int timestamp,
            int rtxSsrc,
            PayloadDescriptor descriptor,
            int pictureIdDelta,
            int tl0Delta) {
        int at = begin(out, packet, packet.marker(), rtxPayloadType, rtxSequenceNumber, timestamp, rtxSsrc);
        out[at] = (byte) (originalSequenceNumber >> 8);
        out[at + 1] = (byte) originalSequenceNumber;
        at += ORIGINAL_SEQUENCE_NUMBER_BYTES;
        System.arraycopy(packet.array(), packet.payloadOffset(), out, at, packet.payloadLength());
        rewritePictureIds(out, at, descriptor, pictureIdDelta, tl0Delta);
        return at + packet.payloadLength();
    }

    private int begin(
            byte[] out, RtpPacketView packet, boolean marker, int payloadType, int number, int timestamp, int ssrc) {
        header.begin(out, 0, marker, payloadType, number, timestamp, ssrc);
        if (midExtension != 0) {
            header.addExtension(midExtension, mid, 0, mid.length);
        }
        if (audioLevelExtension != 0 && audioLevelOffset >= 0) {
            header.addExtension(audioLevelExtension, packet.array(), audioLevelOffset, 1);
        }
        return header.finish();
    }

    private static void rewritePictureIds(
            byte[] out, int at, PayloadDescriptor descriptor, int pictureIdDelta, int tl0Delta) {
        if (pictureIdDelta != 0 || tl0Delta != 0) {
            descriptor.rewrite(
                    out,
                    at,
                    PictureIdMap.pictureId(descriptor, pictureIdDelta),
                    PictureIdMap.tl0(descriptor, tl0Delta));
        }
    }
}
