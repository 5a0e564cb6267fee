package io.zvonok.media.rtp;

/**
 * A reusable view over the bytes of one RTP packet. It copies nothing and changes nothing.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           timestamp                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           synchronization source (SSRC) identifier            |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |       contributing source (CSRC) identifiers, CC of them      |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+  if X:
 * |      0xBEDE or 0x100 appbits  |   length in 32-bit words      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  elements: 0xBEDE  | ID (4) | length - 1 (4) | value ...      |
 * |            0x100_  | ID (8) | length (8)     | value ...      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  payload ...                  | if P: padding, its last byte the count |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Wrap after decryption: the padding count lies in the encrypted part.
 *
 * <p>Spec: RFC 3550 section 5.1, RFC 8285 sections 4.2 and 4.3. Thread: the owning media loop.
 */
public final class RtpPacketView {
    private static final int FIXED_HEADER_LENGTH = 12;
    private static final int EXTENSION_HEADER_LENGTH = 4;

    /** RFC 8285 section 4.2. */
    static final int ONE_BYTE_PROFILE = 0xBEDE;
    /** RFC 8285 section 4.3: 0x100 followed by four application bits, which receivers ignore. */
    static final int TWO_BYTE_PROFILE = 0x1000;

    static final int TWO_BYTE_PROFILE_MASK = 0xFFF0;
    /** RFC 8285 section 4.2: reading stops at a one-byte element with this id. */
    static final int ONE_BYTE_STOP_ID = 15;

    private byte[] array = {};
    private int offset;
    private int length;
    private int headerLength;
    private int paddingLength;
    private int extensionProfile;
    private int extensionStart;
    private int extensionEnd;
    private int foundLength;

    /**
     * Looks at a packet: version 2, and CSRCs, extension block and padding within its bounds. The array must not
     * change while the view is in use.
     *
     * @return false if it is not such a packet; the view must not be read then
     */
    public boolean wrap(byte[] array, int offset, int length) {
        if (length < FIXED_HEADER_LENGTH || (array[offset] & 0xC0) != 0x80) {
            return false;
        }
        this.array = array;
        this.offset = offset;
        this.length = length;
        return wrapHeader(array[offset] & 0xFF) && wrapPadding(array[offset] & 0xFF);
    }

    private boolean wrapHeader(int first) {
        headerLength = FIXED_HEADER_LENGTH + 4 * (first & 0x0F);
        extensionProfile = 0;
        if ((first & 0x10) == 0) {
            return headerLength <= length;
        }
        int block = offset + headerLength;
        headerLength += EXTENSION_HEADER_LENGTH;
        if (headerLength > length) {
            return false;
        }
        extensionProfile = BigEndian.get16(array, block);
        extensionStart = block + EXTENSION_HEADER_LENGTH;
        headerLength += 4 * BigEndian.get16(array, block + 2);
        extensionEnd = offset + headerLength;
        return headerLength <= length;
    }

    /** The padding count includes its own byte, so it is at least 1 and needs at least one byte behind the header. */
    private boolean wrapPadding(int first) {
        paddingLength = 0;
        if ((first & 0x20) == 0) {
            return true;
        }
        if (headerLength == length) {
            return false;
        }
        paddingLength = BigEndian.get8(array, offset + length - 1);
        return paddingLength > 0 && paddingLength <= length - headerLength;
    }

    public byte[] array() {
        return array;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    public boolean marker() {
        return (array[offset + 1] & 0x80) != 0;
    }

    public int payloadType() {
        return array[offset + 1] & 0x7F;
    }

    public int sequenceNumber() {
        return BigEndian.get16(array, offset + 2);
    }

    public int rtpTimestamp() {
        return BigEndian.get32(array, offset + 4);
    }

    public int ssrc() {
        return BigEndian.get32(array, offset + 8);
    }

    /** Fixed header, CSRCs and the whole extension block. */
    public int headerLength() {
        return headerLength;
    }

    /** Absolute index into {@link #array()}. */
    public int payloadOffset() {
        return offset + headerLength;
    }

    /** Without padding; 0 for a packet that is all padding. */
    public int payloadLength() {
        return length - headerLength - paddingLength;
    }

    public int paddingLength() {
        return paddingLength;
    }

    /**
     * Absolute index of the value of the first extension element with this id (1..14 in the one-byte form, 1..255 in
     * the two-byte form); -1 if there is none, also if what stands before it is malformed.
     */
    public int extensionOffset(int id) {
        if (extensionProfile == ONE_BYTE_PROFILE) {
            return findOneByte(id);
        }
        if ((extensionProfile & TWO_BYTE_PROFILE_MASK) == TWO_BYTE_PROFILE) {
            return findTwoByte(id);
        }
        return -1;
    }

    /** Bytes of that value; 0 is possible in the two-byte form, -1 if there is no such element. */
    public int extensionLength(int id) {
        return extensionOffset(id) < 0 ? -1 : foundLength;
    }

    private int findOneByte(int id) {
        int i = extensionStart;
        while (i < extensionEnd) {
            int element = array[i++] & 0xFF;
            if (element == 0) {
                continue; // padding
            }
            int elementId = element >> 4;
            int valueLength = (element & 0x0F) + 1;
            // "processing of the entire extension MUST terminate": id 15, and id 0 with a length (RFC 8285 4.2)
            if (elementId == ONE_BYTE_STOP_ID || elementId == 0 || valueLength > extensionEnd - i) {
                return -1;
            }
            if (elementId == id) {
                foundLength = valueLength;
                return i;
            }
            i += valueLength;
        }
        return -1;
    }

    private int findTwoByte(int id) {
        int i = extensionStart;
        while (i < extensionEnd) {
            int elementId = array[i++] & 0xFF;
            if (elementId == 0) {
                continue; // padding: one byte, without a length
            }
            if (i == extensionEnd) {
                return -1;
            }
            int valueLength = array[i++] & 0xFF;
            if (valueLength > extensionEnd - i) {
                return -1;
            }
            if (elementId == id) {
                foundLength = valueLength;
                return i;
            }
            i += valueLength;
        }
        return -1;
    }
}
