package io.zvonok.media.codec;

/**
 * The VP9 payload descriptor in both modes, its scalability structure, and the frame header behind it where a key frame
 * starts and the structure did not tell the size.
 *
 * <pre>
 *       0 1 2 3 4 5 6 7
 *      +-+-+-+-+-+-+-+-+
 *      |I|P|L|F|B|E|V|Z| (REQUIRED)
 *      +-+-+-+-+-+-+-+-+
 * I:   |M| PICTURE ID  | (7 or 15 bits)
 *      +-+-+-+-+-+-+-+-+
 * L:   | TID |U| SID |D|
 *      +-+-+-+-+-+-+-+-+
 *      |   TL0PICIDX   | (L, non-flexible mode only)
 *      +-+-+-+-+-+-+-+-+
 * P,F: | P_DIFF      |N| (flexible mode, up to 3 times)
 *      +-+-+-+-+-+-+-+-+
 * V:   | SS ...        |
 *
 *      +-+-+-+-+-+-+-+-+
 * SS:  | N_S |Y|G|-|-|-|
 *      +-+-+-+-+-+-+-+-+
 * Y:   | WIDTH, HEIGHT | (2 x 16 bits, N_S + 1 times)
 *      +-+-+-+-+-+-+-+-+
 * G:   |      N_G      |
 *      +-+-+-+-+-+-+-+-+
 * N_G: | TID |U| R |-|-| (N_G times)
 *      +-+-+-+-+-+-+-+-+
 *      |    P_DIFF     | (R times)
 *      +-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>A key frame starts where a frame of the lowest spatial layer begins (B) that is not predicted from another picture
 * (P = 0); the layers above it follow in the same picture.
 *
 * <p>A frame is needed by its own spatial layer and those above, unless Z says that they do without: so it is between the
 * key frames of k-SVC (L3T3_KEY). The highest layer usually says so too, hence an operating point means something only if
 * its spatial layer is one of the stream.
 *
 * <p>Spec: RFC 9628 section 4.2; VP9 bitstream specification section 6.2 (uncompressed header).
 * <p>Thread: the owning media loop.
 */
public final class Vp9Descriptor implements PayloadDescriptor {
    /** RFC 9628 section 4.2: at most three P_DIFF for a frame. */
    private static final int MAX_REFERENCES = 3;
    /** N_S has three bits. */
    private static final int MAX_SPATIAL_LAYERS = 8;

    private static final int FRAME_SYNC_CODE = 0x498342;
    private static final int COLOR_SPACE_RGB = 7;

    private final PictureIdField pictureId = new PictureIdField();
    private final BitReader bits = new BitReader();
    private boolean startsKeyframe;
    private boolean startsFrame;
    private boolean endsFrame;
    private boolean interPicture;
    private boolean hasLayers;
    private boolean notForUpperLayers;
    private boolean switchingUp;
    private int temporalLayer;
    private int spatialLayer;
    private int spatialLayers;
    private int sizedLayers;
    private final int[] layerWidth = new int[MAX_SPATIAL_LAYERS];
    private final int[] layerHeight = new int[MAX_SPATIAL_LAYERS];
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
        boolean hasPictureId = (first & 0x80) != 0;
        interPicture = (first & 0x40) != 0;
        hasLayers = (first & 0x20) != 0;
        endsFrame = (first & 0x04) != 0;
        notForUpperLayers = hasLayers && (first & 0x01) != 0;
        // "if the I bit is set to zero, then this MUST also be set to zero and ignored by receivers"
        boolean flexible = hasPictureId && (first & 0x10) != 0;
        int position = payloadOffset + 1;
        if (hasPictureId) {
            if (!pictureId.wrap(array, payloadOffset, position, end)) {
                return false;
            }
            position += pictureId.length();
        }
        if (hasLayers) {
            position = readLayers(array, payloadOffset, position, end, flexible);
        }
        if (flexible && interPicture) {
            position = skipReferences(array, position, end);
        }
        if ((first & 0x02) != 0) {
            position = readScalabilityStructure(array, position, end);
        }
        if (position < 0 || position >= end) {
            return false;
        }
        startsFrame = (first & 0x08) != 0 && spatialLayer == 0;
        startsKeyframe = startsFrame && !interPicture;
        if (startsKeyframe && width == 0) {
            readFrameSize(array, position, end);
        }
        return true;
    }

    private void clear() {
        pictureId.clear();
        tl0PictureIndex = -1;
        temporalLayer = 0;
        spatialLayer = 0;
        spatialLayers = 0;
        sizedLayers = 0;
        switchingUp = false;
        startsFrame = false;
        startsKeyframe = false;
        width = 0;
        height = 0;
    }

    /** Like the two below: takes and returns a position, -1 for cut off. */
    private int readLayers(byte[] array, int payloadOffset, int from, int end, boolean flexible) {
        int length = flexible ? 1 : 2;
        if (end - from < length) {
            return -1;
        }
        temporalLayer = array[from] >> 5 & 7;
        switchingUp = (array[from] & 0x10) != 0;
        spatialLayer = array[from] >> 1 & 7;
        if (!flexible) {
            tl0RelativeOffset = from + 1 - payloadOffset;
            tl0PictureIndex = array[from + 1] & 0xFF;
        }
        return from + length;
    }

    private static int skipReferences(byte[] array, int from, int end) {
        if (from < 0) {
            return -1;
        }
        for (int i = 0; i < MAX_REFERENCES && from + i < end; i++) {
            boolean another = (array[from + i] & 1) != 0;
            if (!another) {
                return from + i + 1;
            }
        }
        return -1;
    }

    private int readScalabilityStructure(byte[] array, int from, int end) {
        if (from < 0 || from >= end) {
            return -1;
        }
        int structure = array[from];
        int position = from + 1;
        int layers = (structure >> 5 & 7) + 1;
        if ((structure & 0x10) != 0) {
            if (end - position < 4 * layers) {
                return -1;
            }
            for (int i = 0; i < layers; i++, position += 4) {
                layerWidth[i] = unsigned16(array, position);
                layerHeight[i] = unsigned16(array, position + 2);
                width = Math.max(width, layerWidth[i]);
                height = Math.max(height, layerHeight[i]);
            }
            sizedLayers = layers;
        }
        spatialLayers = layers;
        return (structure & 0x08) != 0 ? skipPictureGroup(array, position, end) : position;
    }

    private static int skipPictureGroup(byte[] array, int from, int end) {
        if (from >= end) {
            return -1;
        }
        int pictures = array[from] & 0xFF;
        int position = from + 1;
        for (int i = 0; i < pictures; i++) {
            if (position >= end) {
                return -1;
            }
            position += 1 + (array[position] >> 2 & 3);
        }
        return position;
    }

    private void readFrameSize(byte[] array, int from, int end) {
        bits.wrap(array, from, end);
        boolean frameMarker = bits.bits(2) == 2;
        int profile = bits.bits(1) | bits.bits(1) << 1;
        if (profile == 3) {
            bits.skip(1);
        }
        boolean showExistingFrame = bits.flag();
        boolean nonKeyframe = bits.flag();
        bits.skip(2); // show_frame, error_resilient_mode
        if (!frameMarker || showExistingFrame || nonKeyframe || bits.bits(24) != FRAME_SYNC_CODE) {
            return;
        }
        skipColorConfig(profile);
        int frameWidth = bits.bits(16) + 1;
        int frameHeight = bits.bits(16) + 1;
        if (!bits.overrun()) {
            width = frameWidth;
            height = frameHeight;
            layerWidth[0] = frameWidth;
            layerHeight[0] = frameHeight;
            sizedLayers = 1;
        }
    }

    private void skipColorConfig(int profile) {
        boolean subsamplingInHeader = profile == 1 || profile == 3;
        if (profile >= 2) {
            bits.skip(1); // ten_or_twelve_bit
        }
        if (bits.bits(3) == COLOR_SPACE_RGB) {
            bits.skip(subsamplingInHeader ? 1 : 0);
        } else {
            bits.skip(subsamplingInHeader ? 4 : 1); // color_range, subsampling_x and _y, reserved
        }
    }

    private static int unsigned16(byte[] array, int position) {
        return (array[position] & 0xFF) << 8 | array[position + 1] & 0xFF;
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
    public boolean endsFrame() {
        return endsFrame;
    }

    @Override
    public int spatialLayer() {
        return spatialLayer;
    }

    /** All of a key frame's lowest layer is needed by everyone, also where each layer stands for itself (S3T3). */
    @Override
    public int neededBy() {
        boolean beginsAll = spatialLayer == 0 && !interPicture;
        return !hasLayers || beginsAll ? OperatingPoints.ALL : pointsFrom(temporalLayer);
    }

    /**
     * All at a key frame; those of a spatial layer above where it is not predicted from another picture; with U, those of
     * the temporal layers above.
     */
    @Override
    public int switchPoints() {
        if (startsKeyframe) {
            return OperatingPoints.ALL;
        }
        if (spatialLayer > 0 && !interPicture) {
            return OperatingPoints.ofSpatialLayer(spatialLayer, 0);
        }
        return switchingUp && temporalLayer < OperatingPoints.MAX_TEMPORAL - 1
                ? pointsFrom(temporalLayer + 1)
                : OperatingPoints.NONE;
    }

    private int pointsFrom(int lowestTemporalLayer) {
        return notForUpperLayers
                ? OperatingPoints.ofSpatialLayer(spatialLayer, lowestTemporalLayer)
                : OperatingPoints.from(spatialLayer, lowestTemporalLayer);
    }

    @Override
    public int spatialLayers() {
        return spatialLayers;
    }

    @Override
    public int width(int layer) {
        return layer < sizedLayers ? layerWidth[layer] : 0;
    }

    @Override
    public int height(int layer) {
        return layer < sizedLayers ? layerHeight[layer] : 0;
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
