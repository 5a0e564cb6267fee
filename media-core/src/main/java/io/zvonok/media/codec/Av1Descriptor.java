package io.zvonok.media.codec;

/**
 * The AV1 aggregation header and the headers of the OBUs (open bitstream units) that begin in the packet.
 *
 * <pre>
 *   0 1 2 3 4 5 6 7
 *  +-+-+-+-+-+-+-+-+
 *  |Z|Y| W |N|-|-|-|   Z: goes on with an OBU, Y: is gone on with, W: number of OBU elements (0: each has a length),
 *  +-+-+-+-+-+-+-+-+   N: first packet of a coded video sequence
 *  | OBU element ...
 *
 *  element: [length (leb128)] |0| type  |X|S|-|  [|TID  |SID|- - -|]  [size (leb128)]  payload
 * </pre>
 *
 * <p>A key frame starts where N is set. A frame starts at a sequence header, frame header or frame OBU of the lowest
 * spatial layer that is not a continuation: when the former travels alone, both packets say so. A packet that only
 * continues an OBU does not tell its layer. AV1 has no picture id to rewrite.
 *
 * <p>Only temporal layers can be told apart well enough to leave some out: where the frame of a lower spatial layer ends
 * is not said, so the marker would get lost. Publishers with spatial layers send a {@link DependencyDescriptor}. The
 * temporal structures that AV1 names (L1T2, L1T3) begin anew at each base layer frame.
 *
 * <p>Spec: AOMedia "RTP Payload Format For AV1" section 4; AV1 bitstream specification sections 4.10.5, 5.3.
 * <p>Thread: the owning media loop.
 */
public final class Av1Descriptor implements PayloadDescriptor {
    private static final int SEQUENCE_HEADER = 1;
    private static final int FRAME_HEADER = 3;
    private static final int FRAME = 6;

    /** AV1 section 4.10.5. */
    private static final int MAX_LEB128_LENGTH = 8;

    private final Av1SequenceHeader sequenceHeader = new Av1SequenceHeader();
    private boolean startsKeyframe;
    private boolean startsFrame;
    private boolean tellsLayer;
    private boolean hasLayers;
    private int spatialLayer;
    private int temporalLayer;
    private int width;
    private int height;

    /** Where {@link #leb128} reads next. */
    private int position;

    @Override
    public boolean wrap(byte[] array, int payloadOffset, int payloadLength) {
        clear();
        if (payloadLength < 2) {
            return false;
        }
        int end = payloadOffset + payloadLength;
        int header = array[payloadOffset];
        boolean continuation = (header & 0x80) != 0;
        startsKeyframe = (header & 0x08) != 0;
        if (startsKeyframe && continuation) {
            return false; // "If N is 1 then Z must be 0"
        }
        int count = header >> 4 & 3;
        position = payloadOffset + 1;
        for (int i = 1; position < end; i++) {
            long length = i == count ? end - position : leb128(array, end);
            if (length < 0 || length > end - position) {
                return false;
            }
            int elementEnd = position + (int) length;
            if (i > 1 || !continuation) {
                readObu(array, elementEnd);
            }
            position = elementEnd;
        }
        return true;
    }

    private void clear() {
        startsKeyframe = false;
        startsFrame = false;
        tellsLayer = false;
        hasLayers = false;
        spatialLayer = 0;
        temporalLayer = 0;
        width = 0;
        height = 0;
    }

    /** Reads the element at {@code position}, which may be empty or cut off. All of a packet are of one temporal layer. */
    private void readObu(byte[] array, int end) {
        if (position >= end) {
            return;
        }
        int header = array[position++];
        int type = header >> 3 & 0xF;
        boolean hasExtension = (header & 0x04) != 0;
        tellsLayer = true;
        int obuSpatialLayer = 0;
        if (hasExtension && position < end) {
            int extension = array[position++];
            temporalLayer = extension >> 5 & 7;
            obuSpatialLayer = extension >> 3 & 3;
            spatialLayer = obuSpatialLayer;
            hasLayers = true;
        }
        if (type == SEQUENCE_HEADER) {
            readSequenceHeader(array, end, (header & 0x02) != 0);
        }
        boolean frame = type == SEQUENCE_HEADER || type == FRAME_HEADER || type == FRAME;
        startsFrame |= frame && obuSpatialLayer == 0;
    }

    private void readSequenceHeader(byte[] array, int end, boolean hasSize) {
        long size = hasSize ? leb128(array, end) : end - position;
        if (size < 0 || size > end - position) {
            return;
        }
        if (sequenceHeader.read(array, position, position + (int) size)) {
            width = sequenceHeader.width();
            height = sequenceHeader.height();
        }
    }

    /** Reads a number at {@code position} and steps over it; -1 if it is cut off or too long. */
    private long leb128(byte[] array, int end) {
        long value = 0;
        for (int i = 0; i < MAX_LEB128_LENGTH && position < end; i++) {
            int next = array[position++];
            value |= (long) (next & 0x7F) << 7 * i;
            if (next >= 0) {
                return value;
            }
        }
        return -1;
    }

    @Override
    public boolean startsKeyframe() {
        return startsKeyframe;
    }

    @Override
    public boolean startsFrame() {
        return startsFrame;
    }

    @Override
    public boolean tellsLayer() {
        return tellsLayer;
    }

    @Override
    public int neededBy() {
        return OperatingPoints.from(0, temporalLayer);
    }

    @Override
    public int switchPoints() {
        if (startsKeyframe) {
            return OperatingPoints.ALL;
        }
        return hasLayers && temporalLayer == 0 ? OperatingPoints.from(0, 1) : OperatingPoints.NONE;
    }

    @Override
    public int spatialLayer() {
        return spatialLayer;
    }

    @Override
    public int temporalLayer() {
        return temporalLayer;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }
}
