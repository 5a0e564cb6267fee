package io.zvonok.media.sim;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.rtp.BigEndian;
import java.util.zip.CRC32;

/**
 * What a packet of synthetic media says of itself, behind its codec's own header ({@link CodecHeader}), so that any
 * receiver can check it exactly. A frame is one spatial layer of one picture.
 *
 * @param publisher number of the sending peer
 * @param track number of its track
 * @param encoding number of the track's encoding
 * @param key of a frame that needs no other
 * @param spatial layer
 * @param temporal layer
 * @param switchUp needs no frame of a higher temporal layer than the lowest: a viewer may begin with its layer here
 * @param picture counts the pictures of the encoding
 * @param basePicture counts its pictures of the lowest temporal layer, up to this one
 * @param frame counts the frames of the encoding
 * @param dependsOn the frames needed to decode it: bit {@code i} stands for {@code frame - 1 - i}
 * @param packet of the frame, from 0
 * @param packets in the frame
 * @param sourceSequence extended sequence number with which the publisher sent it
 * @param captureMicros simulated time at which it was captured
 * @param pictureId as received, -1 if it has none
 * @param pictureIdBits 0, 7 or 15
 * @param tl0 TL0PICIDX as received, -1 if it has none
 */
public record MediaUnit(
        int publisher,
        int track,
        int encoding,
        boolean key,
        int spatial,
        int temporal,
        boolean switchUp,
        long picture,
        long basePicture,
        long frame,
        long dependsOn,
        int packet,
        int packets,
        long sourceSequence,
        long captureMicros,
        int pictureId,
        int pictureIdBits,
        int tl0) {
    private static final int MAGIC = 0x5A76;
    private static final int CHECKSUM = 32;
    private static final int LENGTH = 54;

    /** The same as a server passes it on. */
    MediaUnit withIds(int newPictureId, int newTl0) {
        return new MediaUnit(
                publisher,
                track,
                encoding,
                key,
                spatial,
                temporal,
                switchUp,
                picture,
                basePicture,
                frame,
                dependsOn,
                packet,
                packets,
                sourceSequence,
                captureMicros,
                newPictureId,
                pictureIdBits,
                newTl0);
    }

    boolean startsKeyframe() {
        return key && packet == 0;
    }

    boolean startsFrame() {
        return packet == 0;
    }

    boolean endsFrame() {
        return packet == packets - 1;
    }

    boolean sameEncoding(MediaUnit other) {
        return publisher == other.publisher && track == other.track && encoding == other.encoding;
    }

    boolean samePicture(MediaUnit other) {
        return sameEncoding(other) && picture == other.picture;
    }

    /** Of several spatial layers, predicted from the one below in the same picture. */
    boolean isInterLayer() {
        return spatial > 0 && (dependsOn & 1) != 0;
    }

    /** Predicted from an earlier picture. */
    boolean isInterPicture() {
        return (dependsOn & (spatial > 0 ? ~1L : -1L)) != 0;
    }

    /**
     * Writes a payload of about {@code bytes}; returns its length.
     *
     * @param heights of the spatial layers
     * @param forUpperLayers frames of spatial layers above are predicted from this one
     */
    int write(Codec codec, int[] heights, boolean forUpperLayers, byte[] out, int at, int bytes) {
        return writeBody(codec, out, at, CodecHeader.write(this, codec, heights, forUpperLayers, out, at), bytes);
    }

    /** The same as nobody but the receivers can read it: no header, every byte changed. */
    int writeEncrypted(Codec codec, byte[] out, int at, int bytes) {
        int length = writeBody(codec, out, at, at, bytes);
        crypt(out, at, length);
        return length;
    }

    private int writeBody(Codec codec, byte[] out, int at, int data, int bytes) {
        int end = Math.max(data + LENGTH, at + bytes);
        BigEndian.put16(out, data, MAGIC);
        BigEndian.put16(out, data + 2, publisher);
        out[data + 4] = (byte) track;
        out[data + 5] = (byte) encoding;
        out[data + 6] = (byte) (spatial << 5 | temporal << 2 | (switchUp ? 2 : 0) | (key ? 1 : 0));
        BigEndian.put32(out, data + 7, (int) frame);
        out[data + 11] = (byte) packet;
        out[data + 12] = (byte) packets;
        BigEndian.put64(out, data + 13, sourceSequence);
        BigEndian.put64(out, data + 21, captureMicros);
        BigEndian.put16(out, data + 29, end - data);
        out[data + 31] = (byte) codec.ordinal();
        BigEndian.put64(out, data + 36, dependsOn);
        BigEndian.put32(out, data + 44, (int) picture);
        BigEndian.put32(out, data + 48, (int) basePicture);
        BigEndian.put16(out, data + 52, 0);
        for (int i = data + LENGTH; i < end; i++) {
            out[i] = (byte) (frame * 31 + packet * 7 + i - data);
        }
        BigEndian.put32(out, data + CHECKSUM, checksum(out, data, end));
        if (codec == Codec.H264 && startsKeyframe() && data > at) {
            BigEndian.put16(out, data - 4, end - data + 2); // length of the slice in its aggregation packet
        }
        return end - at;
    }

    private static int checksum(byte[] a, int data, int end) {
        CRC32 crc = new CRC32();
        crc.update(a, data, CHECKSUM);
        crc.update(a, data + CHECKSUM + 4, end - data - CHECKSUM - 4);
        return (int) crc.getValue();
    }

    private static void crypt(byte[] a, int at, int length) {
        for (int i = 0; i < length; i++) {
            a[at + i] ^= (byte) (i * 73 + 0xC5);
        }
    }

    /** Reads a payload of that codec. Throws {@link InvariantBroken} (I10) if a byte of the media is not as it was sent. */
    static MediaUnit read(Codec codec, byte[] a, int at, int length) {
        byte[] plain = java.util.Arrays.copyOfRange(a, at, at + length);
        crypt(plain, 0, length);
        if (length >= LENGTH && BigEndian.get16(plain, 0) == MAGIC) {
            return readBody(codec, plain, 0, length, new int[] {-1, 0, -1});
        }
        if (codec.kind() == MediaKind.AUDIO) {
            return readBody(codec, a, at, at + length, new int[] {-1, 0, -1});
        }
        int[] ids = {-1, 0, -1};
        return readBody(codec, a, at + CodecHeader.length(codec, a, at, length, ids), at + length, ids);
    }

    private static MediaUnit readBody(Codec codec, byte[] a, int data, int end, int[] ids) {
        if (end - data < LENGTH || BigEndian.get16(a, data) != MAGIC) {
            throw new InvariantBroken("I10", "a payload that nobody sent as " + codec);
        }
        if (BigEndian.get16(a, data + 29) != end - data
                || a[data + 31] != codec.ordinal()
                || BigEndian.get32(a, data + CHECKSUM) != checksum(a, data, end)) {
            throw new InvariantBroken(
                    "I10",
                    "a payload changed on its way, sent as " + Codec.values()[a[data + 31] & 7] + ", received as "
                            + codec);
        }
        int flags = a[data + 6] & 0xFF;
        return new MediaUnit(
                BigEndian.get16(a, data + 2),
                a[data + 4],
                a[data + 5],
                (flags & 1) != 0,
                flags >> 5,
                flags >> 2 & 7,
                (flags & 2) != 0,
                Integer.toUnsignedLong(BigEndian.get32(a, data + 44)),
                Integer.toUnsignedLong(BigEndian.get32(a, data + 48)),
                Integer.toUnsignedLong(BigEndian.get32(a, data + 7)),
                BigEndian.get64(a, data + 36),
                a[data + 11] & 0xFF,
                a[data + 12] & 0xFF,
                BigEndian.get64(a, data + 13),
                BigEndian.get64(a, data + 21),
                ids[0],
                ids[1],
                ids[2]);
    }
}
