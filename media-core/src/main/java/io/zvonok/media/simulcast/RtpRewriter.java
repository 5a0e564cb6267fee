package io.zvonok.media.simulcast;

import io.zvonok.media.codec.DependencyDescriptor;
import io.zvonok.media.codec.PayloadDescriptor;
import io.zvonok.media.rtp.BigEndian;
import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.rtp.RtpPacketView;

/**
 * Writes a subscriber's own copy of a received packet: its SSRC, payload type, number, time, header extensions and
 * picture ids. The received packet stays as it is (D5).
 *
 * <p>A packet that would grow beyond {@link #MAX_PACKET} by its extensions goes without MID, then without send time too:
 * the SSRC is known by then, and one send time in many is not missed. The transport-wide number and the dependency
 * descriptor are never left out.
 *
 * <p>Spec: RFC 3550 section 5.1, RFC 8285, RFC 4588 section 4 (retransmission). Thread: the owning media loop.
 */
public final class RtpRewriter {
    /** Bytes of an RTP packet before it is protected; what publishers keep to as well. */
    public static final int MAX_PACKET = 1200;
    /** RFC 3550 section 5.1: the count is one byte and counts itself. */
    public static final int MAX_PADDING = 255;

    /** An RTX packet carries the original sequence number before the payload (RFC 4588 section 4). */
    private static final int ORIGINAL_SEQUENCE_NUMBER_BYTES = 2;

    private static final int PADDING_BIT = 0x20;
    private static final int FIXED_HEADER_BYTES = 12;
    private static final int EXTENSION_HEADER_BYTES = 4;
    private static final int MAX_ONE_BYTE_FORM = 16;
    private static final int MAX_ONE_BYTE_ID = 14;

    private static final int TRANSPORT_SEQUENCE_BYTES = 2;
    private static final int SEND_TIME_BYTES = 3;
    private static final int SEND_TIME_FRACTION_BITS = 18;
    private static final int SEND_TIME_MASK = 0xFF_FFFF;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final RtpHeaderWriter header = new RtpHeaderWriter();
    private final byte[] transportSequence = new byte[TRANSPORT_SEQUENCE_BYTES];
    private final byte[] sendTime = new byte[SEND_TIME_BYTES];
    private byte[] frameDependencies = {}; // made with the first descriptor

    // what the next packet is to look like; set by the caller, kept between packets
    private byte[] mid = new byte[0];
    private int midExtension;
    private int audioLevelExtension;
    private int transportCcExtension;
    private int sendTimeExtension;
    private int dependencyDescriptorExtension;
    /** What is always there needs the two-byte form. */
    private boolean twoByteForm;

    private int audioLevelOffset = -1;
    private int dependencyDescriptorOffset = -1;
    private int dependencyDescriptorLength;
    private int frameNumberOffset;

    /** The extensions of the slot: its MID on every packet. An id of 0 means not negotiated, here and below. */
    public void extensions(int midExtensionId, byte[] midValue, int audioLevelExtensionId) {
        this.midExtension = midExtensionId;
        this.mid = midValue;
        this.audioLevelExtension = audioLevelExtensionId;
        findForm();
    }

    /** The transport-wide sequence number, for packets of any SSRC. */
    public void transportCc(int extensionId) {
        this.transportCcExtension = extensionId;
        findForm();
    }

    /** When each packet left, for viewers that answer with REMB. */
    public void absSendTime(int extensionId) {
        this.sendTimeExtension = extensionId;
        findForm();
    }

    public void dependencyDescriptor(int extensionId) {
        this.dependencyDescriptorExtension = extensionId;
        findForm();
    }

    private void findForm() {
        int highestId = Math.max(
                Math.max(midExtension, audioLevelExtension),
                Math.max(Math.max(transportCcExtension, sendTimeExtension), dependencyDescriptorExtension));
        boolean longMid = midExtension != 0 && (mid.length == 0 || mid.length > MAX_ONE_BYTE_FORM);
        twoByteForm = longMid || highestId > MAX_ONE_BYTE_ID;
    }

    /** The number of the next packet among all that go to this viewer, and {@link #absSendTime(long)} of its leaving. */
    public void stamp(int transportSequenceNumber, int absSendTime24) {
        BigEndian.put16(transportSequence, 0, transportSequenceNumber);
        BigEndian.put24(sendTime, 0, absSendTime24);
    }

    /** A time as abs-send-time has it: 24 bits, seconds with 18 bits of fraction, round every 64 s. */
    public static int absSendTime(long nanos) {
        long seconds = nanos / NANOS_PER_SECOND;
        long fraction = (nanos % NANOS_PER_SECOND << SEND_TIME_FRACTION_BITS) / NANOS_PER_SECOND;
        return (int) (seconds << SEND_TIME_FRACTION_BITS | fraction) & SEND_TIME_MASK;
    }

    /** Where the packet carries its audio level, or -1; copied to the subscriber when both negotiated it. */
    public void audioLevelAt(int offsetInPacket) {
        this.audioLevelOffset = offsetInPacket;
    }

    /**
     * Where the packet carries its dependency descriptor, or -1; copied to the subscriber when both negotiated it.
     *
     * @param addedToFrameNumber moves the frame number, modulo 2^16
     */
    public void dependencyDescriptorAt(int offsetInPacket, int length, int addedToFrameNumber) {
        this.dependencyDescriptorOffset = offsetInPacket;
        this.dependencyDescriptorLength = length;
        this.frameNumberOffset = addedToFrameNumber;
    }

    /**
     * Writes the packet.
     *
     * @param payload holds the payload: usually the packet's own array
     * @param payloadOffset absolute, in {@code payload}
     * @param descriptor wraps the payload, or null when nothing in it is rewritten
     * @return the length written
     */
    public int copyTo(
            byte[] out,
            RtpPacketView packet,
            byte[] payload,
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
        header.begin(out, 0, marker, payloadType, sequenceNumber, timestamp, ssrc);
        int at = addExtensions(packet, payloadLength);
        System.arraycopy(payload, payloadOffset, out, at, payloadLength);
        rewritePictureIds(out, at, descriptor, pictureIdDelta, tl0Delta);
        return at + payloadLength;
    }

    /**
     * Writes the packet as a retransmission: another SSRC and number, the original number in front of the payload.
     *
     * @param marker as it was sent first
     */
    public int copyAsRtxTo(
            byte[] out,
            RtpPacketView packet,
            boolean marker,
            int rtxPayloadType,
            int rtxSequenceNumber,
            int originalSequenceNumber,
            int timestamp,
            int rtxSsrc,
            PayloadDescriptor descriptor,
            int pictureIdDelta,
            int tl0Delta) {
        header.begin(out, 0, marker, rtxPayloadType, rtxSequenceNumber, timestamp, rtxSsrc);
        int at = addExtensions(packet, ORIGINAL_SEQUENCE_NUMBER_BYTES + packet.payloadLength());
        BigEndian.put16(out, at, originalSequenceNumber);
        at += ORIGINAL_SEQUENCE_NUMBER_BYTES;
        System.arraycopy(packet.array(), packet.payloadOffset(), out, at, packet.payloadLength());
        rewritePictureIds(out, at, descriptor, pictureIdDelta, tl0Delta);
        return at + packet.payloadLength();
    }

    /**
     * Writes a packet that is all padding: to probe the path, or under a number that was kept for a packet which then was
     * not to be sent.
     *
     * @param paddingBytes 1 to {@link #MAX_PADDING}
     * @return the length written
     */
    public int writePadding(
            byte[] out, int payloadType, int sequenceNumber, int timestamp, int ssrc, int paddingBytes) {
        if (paddingBytes < 1 || paddingBytes > MAX_PADDING) {
            throw new IllegalArgumentException("padding of " + paddingBytes + " bytes");
        }
        header.begin(out, 0, false, payloadType, sequenceNumber, timestamp, ssrc);
        addSlotExtensions(true, true);
        int at = header.finish();
        out[0] |= PADDING_BIT;
        for (int i = at; i < at + paddingBytes - 1; i++) {
            out[i] = 0;
        }
        out[at + paddingBytes - 1] = (byte) paddingBytes;
        return at + paddingBytes;
    }

    /** Lengthens a packet just written that has no padding. Returns its new length. */
    public static int addPadding(byte[] out, int length, int paddingBytes) {
        out[0] |= PADDING_BIT;
        for (int i = length; i < length + paddingBytes - 1; i++) {
            out[i] = 0;
        }
        out[length + paddingBytes - 1] = (byte) paddingBytes;
        return length + paddingBytes;
    }

    /** Returns where the payload starts. */
    private int addExtensions(RtpPacketView packet, int bodyLength) {
        boolean dependencies = dependencyDescriptorExtension != 0
                && dependencyDescriptorOffset >= 0
                && dependencyDescriptorLength >= DependencyDescriptor.MIN_LENGTH;
        boolean level = audioLevelExtension != 0 && audioLevelOffset >= 0;
        int room = MAX_PACKET - FIXED_HEADER_BYTES - EXTENSION_HEADER_BYTES - bodyLength;
        boolean withMid = extensionBytes(dependencies, level, true, true) <= room;
        boolean withSendTime = withMid || extensionBytes(dependencies, level, false, true) <= room;
        addSlotExtensions(withMid, withSendTime);
        if (level) {
            header.addExtension(audioLevelExtension, packet.array(), audioLevelOffset, 1);
        }
        if (dependencies) {
            addDependencyDescriptor(packet.array());
        }
        return header.finish();
    }

    private void addSlotExtensions(boolean withMid, boolean withSendTime) {
        if (midExtension != 0 && withMid) {
            header.addExtension(midExtension, mid, 0, mid.length);
        }
        if (transportCcExtension != 0) {
            header.addExtension(transportCcExtension, transportSequence, 0, TRANSPORT_SEQUENCE_BYTES);
        }
        if (sendTimeExtension != 0 && withSendTime) {
            header.addExtension(sendTimeExtension, sendTime, 0, SEND_TIME_BYTES);
        }
    }

    private void addDependencyDescriptor(byte[] array) {
        if (frameDependencies.length == 0) {
            frameDependencies = new byte[255];
        }
        System.arraycopy(array, dependencyDescriptorOffset, frameDependencies, 0, dependencyDescriptorLength);
        int frameNumber = DependencyDescriptor.frameNumberAt(frameDependencies, 0);
        DependencyDescriptor.rewriteFrameNumber(frameDependencies, 0, frameNumber + frameNumberOffset);
        header.addExtension(dependencyDescriptorExtension, frameDependencies, 0, dependencyDescriptorLength);
    }

    /** Of all elements, padded. */
    private int extensionBytes(boolean dependencies, boolean level, boolean withMid, boolean withSendTime) {
        int elementHeader = dependencies && dependencyDescriptorLength > MAX_ONE_BYTE_FORM || twoByteForm ? 2 : 1;
        int bytes = 0;
        bytes += withMid && midExtension != 0 ? elementHeader + mid.length : 0;
        bytes += transportCcExtension != 0 ? elementHeader + TRANSPORT_SEQUENCE_BYTES : 0;
        bytes += withSendTime && sendTimeExtension != 0 ? elementHeader + SEND_TIME_BYTES : 0;
        bytes += level ? elementHeader + 1 : 0;
        bytes += dependencies ? elementHeader + dependencyDescriptorLength : 0;
        return bytes + 3 & ~3;
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
