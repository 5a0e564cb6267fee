package io.zvonok.media.sim;

import io.zvonok.media.api.Codec;
import io.zvonok.media.rtp.BigEndian;

/**
 * What stands before a {@link MediaUnit} in a payload that is not encrypted end to end: the payload descriptor of its
 * codec, written and read without the codec package.
 *
 * <p>Spec: RFC 7741 section 4.2, RFC 9628 section 4.2 (non-flexible mode), RFC 6184.
 */
final class CodecHeader {
    private static final int MIN_VIDEO_PAYLOAD = 12;

    private CodecHeader() {}

    /**
     * Returns where the media begins.
     *
     * @param forUpperLayers frames of spatial layers above are predicted from this one
     */
    static int write(MediaUnit unit, Codec codec, int[] heights, boolean forUpperLayers, byte[] out, int at) {
        int height = heights[heights.length - 1];
        return switch (codec) {
            case VP8 -> writeVp8(unit, width(height), height, out, at);
            case VP9 -> writeVp9(unit, heights, forUpperLayers, out, at);
            case H264 -> writeH264(unit, width(height), height, out, at);
            default -> at;
        };
    }

    private static int width(int height) {
        return height * 16 / 9;
    }

    private static int writePictureId(MediaUnit unit, byte[] out, int at) {
        if (unit.pictureIdBits() == 7) {
            out[at] = (byte) unit.pictureId();
            return at + 1;
        }
        BigEndian.put16(out, at, 0x8000 | unit.pictureId());
        return at + 2;
    }

    private static int writeVp8(MediaUnit unit, int width, int height, byte[] out, int at) {
        out[at] = (byte) (unit.startsFrame() ? 0x90 : 0x80);
        out[at + 1] = (byte) 0xE0;
        int next = writePictureId(unit, out, at + 2);
        out[next++] = (byte) unit.tl0();
        out[next++] = (byte) (unit.temporal() << 6 | (unit.temporal() > 0 && unit.switchUp() ? 0x20 : 0));
        if (!unit.startsKeyframe()) {
            out[next++] = 1;
            return next;
        }
        byte[] header = {
            0x10, 0, 0, (byte) 0x9D, 1, 0x2A, (byte) width, (byte) (width >> 8), (byte) height, (byte) (height >> 8)
        };
        System.arraycopy(header, 0, out, next, header.length);
        return next + header.length;
    }

    private static int writeVp9(MediaUnit unit, int[] heights, boolean forUpperLayers, byte[] out, int at) {
        boolean structure = unit.startsKeyframe();
        out[at] = (byte) (0xA0
                | (unit.isInterPicture() ? 0x40 : 0)
                | (unit.startsFrame() ? 0x08 : 0)
                | (unit.endsFrame() ? 0x04 : 0)
                | (structure ? 0x02 : 0)
                | (forUpperLayers ? 0 : 0x01));
        int next = writePictureId(unit, out, at + 1);
        out[next++] = (byte) (unit.temporal() << 5
                | (unit.switchUp() ? 0x10 : 0)
                | unit.spatial() << 1
                | (unit.isInterLayer() ? 1 : 0));
        out[next++] = (byte) unit.tl0();
        if (structure) {
            out[next++] = (byte) (heights.length - 1 << 5 | 0x10);
            for (int height : heights) {
                BigEndian.put16(out, next, width(height));
                BigEndian.put16(out, next + 2, height);
                next += 4;
            }
        }
        return next;
    }

    private static int writeH264(MediaUnit unit, int width, int height, byte[] out, int at) {
        if (!unit.startsKeyframe()) {
            out[at] = (byte) (unit.key() ? 0x65 : 0x41);
            out[at + 1] = (byte) (unit.startsFrame() ? 0x9A : 0x40);
            return at + 2;
        }
        byte[] sps = sps(width, height);
        int next = at;
        out[next++] = 0x78;
        BigEndian.put16(out, next, sps.length);
        System.arraycopy(sps, 0, out, next + 2, sps.length);
        next += 2 + sps.length;
        byte[] pps = {0, 4, 0x68, (byte) 0xCE, 0x3C, (byte) 0x80};
        System.arraycopy(pps, 0, out, next, pps.length);
        next += pps.length + 2; // the slice's length is written when it is known
        out[next++] = 0x65;
        out[next++] = (byte) 0x88;
        return next;
    }

    /** Constrained baseline, one reference frame, cropped to the size. */
    private static byte[] sps(int width, int height) {
        StringBuilder bits = new StringBuilder();
        int columns = (width + 15) / 16;
        int rows = (height + 15) / 16;
        exponential(bits, 0, 0, 2, 1);
        bits.append('0');
        exponential(bits, columns - 1, rows - 1);
        bits.append("11").append('1');
        exponential(bits, 0, (columns * 16 - width) / 2, 0, (rows * 16 - height) / 2);
        bits.append("01");
        while (bits.length() % 8 != 0) {
            bits.append('0');
        }
        byte[] out = new byte[4 + bits.length() / 8];
        out[0] = 0x67;
        out[1] = 0x42;
        out[2] = (byte) 0xE0;
        out[3] = 0x1F;
        for (int i = 4; i < out.length; i++) {
            out[i] = (byte) Integer.parseInt(bits.substring((i - 4) * 8, (i - 4) * 8 + 8), 2);
        }
        return out;
    }

    private static void exponential(StringBuilder bits, int... values) {
        for (int value : values) {
            String binary = Integer.toBinaryString(value + 1);
            bits.append("0".repeat(binary.length() - 1)).append(binary);
        }
    }

    /** Length of the header; picture id, its bits and TL0PICIDX go to {@code ids}. */
    static int length(Codec codec, byte[] a, int at, int length, int[] ids) {
        if (length < MIN_VIDEO_PAYLOAD) {
            throw new InvariantBroken("I10", "a payload of " + length + " bytes");
        }
        return switch (codec) {
            case VP8 -> {
                int next = readPictureId(a, at + 2, ids);
                ids[2] = a[next] & 0xFF;
                boolean keyframe = (a[at] & 0x10) != 0 && (a[next + 2] & 1) == 0;
                yield next + 2 + (keyframe ? 10 : 1) - at;
            }
            case VP9 -> {
                int next = readPictureId(a, at + 1, ids);
                ids[2] = a[next + 1] & 0xFF;
                boolean structure = (a[at] & 2) != 0;
                yield next + 2 + (structure ? 1 + 4 * ((a[next + 2] >> 5 & 7) + 1) : 0) - at;
            }
            case H264 -> {
                if (a[at] != 0x78) {
                    yield 2;
                }
                int spsLength = BigEndian.get16(a, at + 1);
                yield 1 + 2 + spsLength + 6 + 2 + 2;
            }
            default -> 0;
        };
    }

    private static int readPictureId(byte[] a, int at, int[] ids) {
        boolean wide = a[at] < 0;
        ids[0] = wide ? BigEndian.get16(a, at) & 0x7FFF : a[at];
        ids[1] = wide ? 15 : 7;
        return at + (wide ? 2 : 1);
    }
}
