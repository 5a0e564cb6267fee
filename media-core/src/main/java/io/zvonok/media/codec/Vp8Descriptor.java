package io.zvonok.media.codec;

/**
 * The VP8 payload descriptor, and the frame header behind it where a key frame starts.
 *
 * <pre>
 *       0 1 2 3 4 5 6 7
 *      +-+-+-+-+-+-+-+-+
 *      |X|R|N|S|R| PID | (REQUIRED)
 *      +-+-+-+-+-+-+-+-+
 * X:   |I|L|T|K| RSV   | (OPTIONAL)
 *      +-+-+-+-+-+-+-+-+
 * I:   |M| PictureID   | (OPTIONAL; 7 or 15 bits)
 *      +-+-+-+-+-+-+-+-+
 * L:   |   TL0PICIDX   | (OPTIONAL)
 *      +-+-+-+-+-+-+-+-+
 * T/K: |TID|Y| KEYIDX  | (OPTIONAL)
 *      +-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Spec: RFC 7741 sections 4.2 and 4.3; RFC 6386 section 9.1 (key frame header).
 * <p>Thread: the owning media loop.
 */
public final class Vp8Descriptor implements PayloadDescriptor {
    /** Frame tag, start code, width and height (RFC 6386 section 9.1). */
    private static final int KEYFRAME_HEADER_LENGTH = 10;

    private final PictureIdField pictureId = new PictureIdField();
    private boolean startsKeyframe;
    private boolean startsFrame;
    private int temporalLayer;
    private boolean layerSync;
    private int tl0PictureIndex;
    private int tl0RelativeOffset;
    private int width;
    private int height;

    @Override
    public boolean wrap(byte[] array, int payloadOffset, int payloadLength) {
        clear();
        if (payloadLength < 1) {
            return false;
        }
        int end = payloadOffset + payloadLength;
        int first = array[payloadOffset];
        int position = payloadOffset + 1;
        if ((first & 0x80) != 0) {
            position = readExtension(array, payloadOffset, end);
        }
        if (position < 0 || position >= end) {
            return false;
        }
        startsFrame = (first & 0x17) == 0x10; // S, and partition 0
        boolean inverseKeyframeBit = (array[position] & 1) != 0;
        if (startsFrame && !inverseKeyframeBit) {
            readKeyframeHeader(array, position, end);
        }
        return true;
    }

    private void clear() {
        pictureId.clear();
        tl0PictureIndex = -1;
        temporalLayer = 0;
        layerSync = false;
        startsFrame = false;
        startsKeyframe = false;
        width = 0;
        height = 0;
    }

    /** Returns the position after the descriptor, -1 if it is cut off. */
    private int readExtension(byte[] array, int payloadOffset, int end) {
        int position = payloadOffset + 1;
        if (position >= end) {
            return -1;
        }
        int present = array[position++];
        if ((present & 0x80) != 0) {
            if (!pictureId.wrap(array, payloadOffset, position, end)) {
                return -1;
            }
            position += pictureId.length();
        }
        if ((present & 0x40) != 0) {
            if (position >= end) {
                return -1;
            }
            tl0RelativeOffset = position - payloadOffset;
            tl0PictureIndex = array[position++] & 0xFF;
        }
        if ((present & 0x30) != 0) {
            if (position >= end) {
                return -1;
            }
            if ((present & 0x20) != 0) {
                temporalLayer = array[position] >> 6 & 3;
                layerSync = (array[position] & 0x20) != 0;
            }
            position++;
        }
        return position;
    }

    /** Without its start code, whole in one packet, no decoder would take it for a key frame. */
    private void readKeyframeHeader(byte[] array, int position, int end) {
        if (end - position < KEYFRAME_HEADER_LENGTH
                || array[position + 3] != (byte) 0x9D
                || array[position + 4] != 0x01
                || array[position + 5] != 0x2A) {
            return;
        }
        startsKeyframe = true;
        width = size(array, position + 6);
        height = size(array, position + 8);
    }

    /** 14 bits, little-endian; the upper two are the scaling. */
    private static int size(byte[] array, int position) {
        return (array[position + 1] & 0x3F) << 8 | array[position] & 0xFF;
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
    public int temporalLayer() {
        return temporalLayer;
    }

    @Override
    public int neededBy() {
        return OperatingPoints.from(0, temporalLayer);
    }

    /** With the Y bit set, a frame depends on the base layer only. */
    @Override
    public int switchPoints() {
        if (startsKeyframe) {
            return OperatingPoints.ALL;
        }
        return layerSync && temporalLayer > 0 ? OperatingPoints.ofTemporalLayer(temporalLayer) : OperatingPoints.NONE;
    }

    /** No field of a VP8 stream refers to a picture id. */
    @Override
    public boolean closesPictureIdGaps() {
        return true;
    }

    @Override
    public int pictureId() {
        return pictureId.value();
    }

    @Override
    public int pictureIdBits() {
        return pictureId.bits();
    }

    @Override
    public int tl0PictureIndex() {
        return tl0PictureIndex;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public void rewrite(byte[] out, int payloadOffset, int newPictureId, int newTl0PictureIndex) {
        pictureId.rewrite(out, payloadOffset, newPictureId);
        if (tl0PictureIndex >= 0) {
            out[payloadOffset + tl0RelativeOffset] = (byte) newTl0PictureIndex;
        }
    }
}
