package io.zvonok.media.codec;

/**
 * H264 in single NAL unit packets, STAP-A and FU-A; the interleaved kinds (STAP-B, MTAP, FU-B) are never negotiated and
 * count as malformed.
 *
 * <pre>
 *  single:  |F|NRI|  Type   | ...                                     Type 1..23
 *  STAP-A:  |F|NRI|   24    | size (16) | NAL unit | size (16) | NAL unit ...
 *  FU-A:    |F|NRI|   28    |S|E|R|  Type   | piece of the NAL unit's body
 * </pre>
 *
 * <p>A key frame starts at the packet with the sequence parameter set (SPS), alone or in a STAP-A. An IDR slice in a
 * packet without one does not count: encoders repeat the parameter sets in front of every IDR picture, often in a packet
 * of their own, and a decoder that starts at the slice instead has none. A stream whose parameter sets are only in SDP
 * therefore never shows a key frame here.
 *
 * <p>A frame starts at parameter sets, SEI and the delimiter, and at the slice with the first macroblock: where the
 * former travel in a packet of their own, both packets say so (they share the RTP timestamp).
 *
 * <p>Nothing in it tells temporal layers: only a {@link DependencyDescriptor} beside it does.
 *
 * <p>Spec: RFC 6184 sections 5.4 to 5.8; ITU-T H.264 sections 7.3.1, 7.3.3.
 * <p>Thread: the owning media loop.
 */
public final class H264Descriptor implements PayloadDescriptor {
    private static final int NON_IDR_SLICE = 1;
    private static final int IDR_SLICE = 5;
    private static final int SEI = 6;
    private static final int SPS = 7;
    private static final int ACCESS_UNIT_DELIMITER = 9;
    private static final int LAST_NAL_UNIT_TYPE = 23;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;

    private final H264Sps sps = new H264Sps();
    private boolean hasSps;
    private boolean hasNonIdrSlice;
    private boolean startsFrame;
    private int width;
    private int height;

    @Override
    public boolean wrap(byte[] array, int payloadOffset, int payloadLength) {
        clear();
        if (payloadLength < 1) {
            return false;
        }
        int end = payloadOffset + payloadLength;
        int type = array[payloadOffset] & 0x1F;
        return switch (type) {
            case STAP_A -> readAggregate(array, payloadOffset + 1, end);
            case FU_A -> readFragment(array, payloadOffset + 1, end);
            default -> readNalUnit(type, array, payloadOffset + 1, end);
        };
    }

    private void clear() {
        hasSps = false;
        hasNonIdrSlice = false;
        startsFrame = false;
        width = 0;
        height = 0;
    }

    private boolean readAggregate(byte[] array, int from, int end) {
        int position = from;
        do {
            if (end - position < 3) {
                return false;
            }
            int size = (array[position] & 0xFF) << 8 | array[position + 1] & 0xFF;
            position += 2;
            if (size == 0
                    || size > end - position
                    || !readNalUnit(array[position] & 0x1F, array, position + 1, position + size)) {
                return false;
            }
            position += size;
        } while (position < end);
        return true;
    }

    /** Only the first fragment has the beginning of the body. "An FU payload ... MAY be empty". */
    private boolean readFragment(byte[] array, int from, int end) {
        if (from >= end) {
            return false;
        }
        int type = array[from] & 0x1F;
        boolean start = (array[from] & 0x80) != 0;
        return start ? readNalUnit(type, array, from + 1, end) : isNalUnit(type);
    }

    /** The body is {@code array[from..end)}, perhaps cut off. */
    private boolean readNalUnit(int type, byte[] array, int from, int end) {
        if (!isNalUnit(type)) {
            return false;
        }
        if (type == SPS) {
            hasSps = true;
            if (sps.read(array, from, end)) {
                width = sps.width();
                height = sps.height();
            }
        }
        hasNonIdrSlice |= type == NON_IDR_SLICE;
        if (type <= IDR_SLICE) {
            // first_mb_in_slice is ue(v): a leading 1 is 0. Partitions B and C (3, 4) never begin a picture.
            startsFrame |= type != 3 && type != 4 && from < end && (array[from] & 0x80) != 0;
        } else {
            startsFrame |= type >= SEI && type <= ACCESS_UNIT_DELIMITER;
        }
        return true;
    }

    private static boolean isNalUnit(int type) {
        return type >= 1 && type <= LAST_NAL_UNIT_TYPE;
    }

    @Override
    public boolean startsKeyframe() {
        return hasSps && !hasNonIdrSlice;
    }

    @Override
    public boolean startsFrame() {
        return startsFrame;
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
