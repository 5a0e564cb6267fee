package io.zvonok.bench.load.model;

import io.zvonok.media.rtp.BigEndian;
import java.util.zip.CRC32C;

/**
 * The last bytes of each payload that our publishers send: what it is, when it should have left, and a hash over it. A
 * forwarder may change the codec header (picture ids) and must not change anything else.
 *
 * <pre>
 *  0               4               8               16              24   26  27   28
 * +---------------+---------------+---------------+---------------+----+---+----+----------------+
 * | source        | packet number | due (ns)      | sent (ns)     |mark|hdr|rank| CRC32C (4)     |
 * +---------------+---------------+---------------+---------------+----+---+----+----------------+
 * </pre>
 *
 * <p>{@code due} is when the schedule wanted the packet to leave, whether or not the generator managed: delays counted from
 * it hide nothing (coordinated omission). {@code hdr} is the length of the codec header, which the hash leaves out.
 * {@code rank} is the encoding's place among those of its camera, with the highest bit set for a key frame. Times are {@code System.nanoTime()}, which all processes
 * of one Linux machine share.
 *
 * <p>Thread: one at a time.
 */
public final class PayloadStamp {
    public static final int LENGTH = 32;

    private static final int MARK = 0x5A4B;
    private static final int KEYFRAME = 0x80;

    private final CRC32C crc = new CRC32C();
    private int source;
    private int packetNumber;
    private long dueNanos;
    private long sentNanos;
    private int rank;
    private boolean keyframe;

    /** Writes the stamp into the last bytes of the payload, whose other bytes are there already. */
    public void write(
            byte[] out,
            int payloadOffset,
            int payloadLength,
            int headerLength,
            int source,
            int rank,
            boolean keyframe,
            int packetNumber,
            long dueNanos,
            long sentNanos) {
        int at = payloadOffset + payloadLength - LENGTH;
        BigEndian.put32(out, at, source);
        BigEndian.put32(out, at + 4, packetNumber);
        BigEndian.put64(out, at + 8, dueNanos);
        BigEndian.put64(out, at + 16, sentNanos);
        BigEndian.put16(out, at + 24, MARK);
        out[at + 26] = (byte) headerLength;
        out[at + 27] = (byte) (rank | (keyframe ? KEYFRAME : 0));
        BigEndian.put32(out, at + 28, hash(out, payloadOffset + headerLength, at + 28));
    }

    /** True if the payload ends with a stamp. Says nothing of the hash. */
    public boolean read(byte[] array, int payloadOffset, int payloadLength) {
        int at = payloadOffset + payloadLength - LENGTH;
        if (payloadLength < LENGTH || BigEndian.get16(array, at + 24) != MARK) {
            return false;
        }
        source = BigEndian.get32(array, at);
        packetNumber = BigEndian.get32(array, at + 4);
        dueNanos = BigEndian.get64(array, at + 8);
        sentNanos = BigEndian.get64(array, at + 16);
        rank = array[at + 27] & 0x7F;
        keyframe = array[at + 27] < 0;
        return true;
    }

    /** True if the payload, which ends with a stamp, is as it was sent. */
    public boolean matches(byte[] array, int payloadOffset, int payloadLength) {
        int at = payloadOffset + payloadLength - LENGTH;
        int headerLength = array[at + 26] & 0xFF;
        return headerLength <= payloadLength - LENGTH
                && BigEndian.get32(array, at + 28) == hash(array, payloadOffset + headerLength, at + 28);
    }

    private int hash(byte[] array, int from, int to) {
        crc.reset();
        crc.update(array, from, to - from);
        return (int) crc.getValue();
    }

    public int source() {
        return source;
    }

    public int packetNumber() {
        return packetNumber;
    }

    public long dueNanos() {
        return dueNanos;
    }

    public long sentNanos() {
        return sentNanos;
    }

    public int rank() {
        return rank;
    }

    /** True if the packet belongs to a key frame. */
    public boolean keyframe() {
        return keyframe;
    }
}
