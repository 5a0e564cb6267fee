package io.zvonok.media.rtp;

/**
 * Writes an RTP header with its extension block into a caller's array. Layout: see {@link RtpPacketView}.
 *
 * <p>Extension elements are written in the one-byte form until one needs the two-byte form (an id above 14, or a value
 * of no or more than 16 bytes); those already there are then moved apart. The two-byte form may be sent only to a peer
 * that negotiated {@code extmap-allow-mixed}.
 *
 * <p>Spec: RFC 3550 section 5.1, RFC 8285 section 4. Thread: the owning media loop.
 */
public final class RtpHeaderWriter {
    /** More elements than any peer negotiates with us. */
    public static final int MAX_EXTENSIONS = 32;

    private static final int MAX_ONE_BYTE_ID = 14;
    private static final int MAX_ONE_BYTE_LENGTH = 16;

    private final int[] elementStart = new int[MAX_EXTENSIONS];
    private byte[] out = {};
    private int offset;
    private int block;
    private int position;
    private int elements;
    private boolean twoByte;

    /** Starts a header at {@code offset}: no padding, no CSRCs. */
    public void begin(
            byte[] out, int offset, boolean marker, int payloadType, int sequenceNumber, int rtpTimestamp, int ssrc) {
        this.out = out;
        this.offset = offset;
        out[offset] = (byte) 0x80;
        out[offset + 1] = (byte) ((marker ? 0x80 : 0) | payloadType & 0x7F);
        BigEndian.put16(out, offset + 2, sequenceNumber);
        BigEndian.put32(out, offset + 4, rtpTimestamp);
        BigEndian.put32(out, offset + 8, ssrc);
        block = offset + 12;
        position = block;
        elements = 0;
        twoByte = false;
    }

    /** Adds an element with id 1..255 and a value of 0..255 bytes; each id at most once. */
    public void addExtension(int id, byte[] value, int valueOffset, int valueLength) {
        beginElement(id, valueLength);
        System.arraycopy(value, valueOffset, out, position, valueLength);
        position += valueLength;
    }

    /** Adds an element whose value is one byte. */
    public void addExtension(int id, int oneByteValue) {
        beginElement(id, 1);
        out[position++] = (byte) oneByteValue;
    }

    /**
     * Completes the header and pads its extension block to 32 bits.
     *
     * @return absolute index where the payload starts
     */
    public int finish() {
        if (elements == 0) {
            return position;
        }
        while ((position - block) % 4 != 0) {
            out[position++] = 0;
        }
        out[offset] |= 0x10;
        BigEndian.put16(out, block, twoByte ? RtpPacketView.TWO_BYTE_PROFILE : RtpPacketView.ONE_BYTE_PROFILE);
        BigEndian.put16(out, block + 2, (position - block) / 4 - 1);
        return position;
    }

    private void beginElement(int id, int valueLength) {
        if (id < 1 || id > 255 || valueLength < 0 || valueLength > 255 || elements == MAX_EXTENSIONS) {
            throw new IllegalArgumentException("extension " + id + " of " + valueLength + " bytes");
        }
        if (elements == 0) {
            position = block + 4;
        }
        if (!twoByte && (id > MAX_ONE_BYTE_ID || valueLength == 0 || valueLength > MAX_ONE_BYTE_LENGTH)) {
            switchToTwoByte();
        }
        elementStart[elements++] = position;
        if (twoByte) {
            out[position++] = (byte) id;
            out[position++] = (byte) valueLength;
        } else {
            out[position++] = (byte) (id << 4 | valueLength - 1);
        }
    }

    /** Each element's header grows by one byte, so the last one moves furthest and first. */
    private void switchToTwoByte() {
        twoByte = true;
        position += elements;
        for (int i = elements - 1; i >= 0; i--) {
            int from = elementStart[i];
            int to = from + i;
            int id = (out[from] & 0xF0) >> 4;
            int valueLength = (out[from] & 0x0F) + 1;
            System.arraycopy(out, from + 1, out, to + 2, valueLength);
            out[to] = (byte) id;
            out[to + 1] = (byte) valueLength;
        }
    }
}
