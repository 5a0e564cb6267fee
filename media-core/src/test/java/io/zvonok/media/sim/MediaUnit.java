package io.zvonok.media.sim;

import io.zvonok.media.api.Codec;
import io.zvonok.media.rtp.BigEndian;
import java.util.zip.CRC32;

/**
 * What a packet of synthetic media says of itself, behind its codec's own header, so that any receiver can check it
 * exactly. Payloads are written and read here without the codec package.
 *
 * @param publisher number of the sending peer
 * @param track number of its track
 * @param encoding number of the track's encoding
 * @param key of a key frame
 * @param spatial layer
 * @param temporal layer
 * @param frame counts the frames of the encoding
 * @param packet of the frame, from 0
 * @param packets in the frame
 * @param sourceSequence extended sequence number with which the publisher sent it
 * @param captureMicros simulated time at which it was captured
 * @param pictureId -1 if it has none
 * @param pictureIdBits 0, 7 or 15
 * @param tl0 TL0PICIDX, -1 if it has none
 */
public record MediaUnit(
        int publisher,
        int track,
        int encoding,
        boolean key,
        int spatial,
        int temporal,
        long frame,
        int packet,
        int packets,
        long sourceSequence,
        long captureMicros,
        int pictureId,
        int pictureIdBits,
        int tl0) {
    private static final int MAGIC = 0x5A76;
    private static final int LENGTH = 38;

    boolean startsKeyframe() {
        return key && packet == 0;
    }

    boolean endsFrame() {
        return packet == packets - 1;
    }

    boolean sameEncoding(MediaUnit other) {
        return publisher == other.publisher && track == other.track && encoding == other.encoding;
    }

    /** Writes a payload of about {@code bytes}; returns its length. */
    int write(Codec codec, int width, int height, byte[] out, int at, int bytes) {
        int data = writeCodecHeader(codec, width, height, out, at);
        int end = Math.max(data + LENGTH, at + bytes);
        BigEndian.put16(out, data, MAGIC);
        BigEndian.put16(out, data + 2, publisher);
        out[data + 4] = (byte) track;
        out[data + 5] = (byte) encoding;
        out[data + 6] = (byte) (spatial << 4 | temporal << 1 | (key ? 1 : 0));
        BigEndian.put32(out, data + 7, (int) frame);
        out[data + 11] = (byte) packet;
        out[data + 12] = (byte) packets;
        BigEndian.put64(out, data + 13, sourceSequence);
        BigEndian.put64(out, data + 21, captureMicros);
        BigEndian.put16(out, data + 29, end - data);
        out[data + 31] = (byte) codec.ordinal();
        for (int i = data + LENGTH; i < end; i++) {
            out[i] = (byte) (frame * 31 + packet * 7 + i - data);
        }
        BigEndian.put32(out, data + 32, checksum(out, data, end));
        out[data + 36] = 0;
        out[data + 37] = 0;
        if (codec == Codec.H264 && startsKeyframe()) {
            BigEndian.put16(out, data - 4, end - data + 2);
        }
        return end - at;
    }

    private static int checksum(byte[] a, int data, int end) {
        CRC32 crc = new CRC32();
        crc.update(a, data, 32);
        crc.update(a, data + LENGTH, end - data - LENGTH);
        return (int) crc.getValue();
    }

    private int writeCodecHeader(Codec codec, int width, int height, byte[] out, int at) {
        return switch (codec) {
            case VP8 -> writeVp8(width, height, out, at);
            case VP9 -> writeVp9(width, height, out, at);
            case H264 -> writeH264(width, height, out, at);
            default -> at;
        };
    }

    private int writePictureId(byte[] out, int at) {
        if (pictureIdBits == 7) {
            out[at] = (byte) pictureId;
            return at + 1;
        }
        BigEndian.put16(out, at, 0x8000 | pictureId);
        return at + 2;
    }

    private int writeVp8(int width, int height, byte[] out, int at) {
        out[at] = (byte) (packet == 0 ? 0x90 : 0x80);
        out[at + 1] = (byte) 0xE0;
        int next = writePictureId(out, at + 2);
        out[next++] = (byte) tl0;
        out[next++] = (byte) (temporal << 6 | (temporal > 0 ? 0x20 : 0));
        if (!startsKeyframe()) {
            out[next++] = 1;
            return next;
        }
        byte[] header = {
            0x10, 0, 0, (byte) 0x9D, 1, 0x2A, (byte) width, (byte) (width >> 8), (byte) height, (byte) (height >> 8)
        };
        System.arraycopy(header, 0, out, next, header.length);
        return next + header.length;
    }

    private int writeVp9(int width, int height, byte[] out, int at) {
        boolean structure = startsKeyframe();
        out[at] = (byte) (0xA0
                | (key ? 0 : 0x40)
                | (packet == 0 ? 0x08 : 0)
                | (endsFrame() ? 0x04 : 0)
                | (structure ? 0x02 : 0));
        int next = writePictureId(out, at + 1);
        out[next++] = (byte) (temporal << 5);
        out[next++] = (byte) tl0;
        if (structure) {
            out[next++] = 0x10;
            BigEndian.put16(out, next, width);
            BigEndian.put16(out, next + 2, height);
            next += 4;
        }
        return next;
    }

    private int writeH264(int width, int height, byte[] out, int at) {
        if (!startsKeyframe()) {
            out[at] = (byte) (key ? 0x65 : 0x41);
            out[at + 1] = (byte) (packet == 0 ? 0x9A : 0x40);
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

    /** Reads a payload of that codec. Throws {@link InvariantBroken} (I10) if a byte of the media is not as it was sent. */
    static MediaUnit read(Codec codec, byte[] a, int at, int length) {
        int[] ids = {-1, 0, -1};
        int data = at + codecHeaderLength(codec, a, at, length, ids);
        int end = at + length;
        if (end - data < LENGTH || BigEndian.get16(a, data) != MAGIC) {
            throw new InvariantBroken("I10", "a payload that nobody sent as " + codec);
        }
        if (BigEndian.get16(a, data + 29) != end - data
                || a[data + 31] != codec.ordinal()
                || BigEndian.get32(a, data + 32) != checksum(a, data, end)) {
            throw new InvariantBroken(
                    "I10",
                    "a payload changed on its way, sent as " + Codec.values()[a[data + 31] & 7] + ", received as "
                            + codec);
        }
        return new MediaUnit(
                BigEndian.get16(a, data + 2),
                a[data + 4],
                a[data + 5],
                (a[data + 6] & 1) != 0,
                a[data + 6] >> 4,
                a[data + 6] >> 1 & 7,
                Integer.toUnsignedLong(BigEndian.get32(a, data + 7)),
                a[data + 11] & 0xFF,
                a[data + 12] & 0xFF,
                BigEndian.get64(a, data + 13),
                BigEndian.get64(a, data + 21),
                ids[0],
                ids[1],
                ids[2]);
    }

    private static int codecHeaderLength(Codec codec, byte[] a, int at, int length, int[] ids) {
        if (codec.kind() == io.zvonok.media.api.MediaKind.AUDIO) {
            return 0;
        }
        if (length < 12) {
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
                yield next + 2 + ((a[at] & 2) != 0 ? 5 : 0) - at;
            }
            default -> {
                if (a[at] != 0x78) {
                    yield 2;
                }
                int spsLength = BigEndian.get16(a, at + 1);
                yield 1 + 2 + spsLength + 6 + 2 + 2;
            }
        };
    }

    private static int readPictureId(byte[] a, int at, int[] ids) {
        boolean wide = a[at] < 0;
        ids[0] = wide ? BigEndian.get16(a, at) & 0x7FFF : a[at];
        ids[1] = wide ? 15 : 7;
        return at + (wide ? 2 : 1);
    }
}
