package io.zvonok.media.codec;

/**
 * The picture id of a VP8 or VP9 descriptor: 7 bits, or 15 when the M bit is set.
 *
 * <pre>
 *      +-+-+-+-+-+-+-+-+
 *      |M| PictureID   |
 *      +-+-+-+-+-+-+-+-+
 *   M: |   PictureID   |
 *      +-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Spec: RFC 7741 section 4.2, RFC 9628 section 4.2.
 * <p>Thread: the owning media loop.
 */
final class PictureIdField {
    private int relativeOffset;
    private int value = -1;
    private int bits;

    void clear() {
        value = -1;
        bits = 0;
    }

    /** Reads the field at {@code position}; false if it does not end before {@code end}. */
    boolean wrap(byte[] array, int payloadOffset, int position, int end) {
        if (position >= end) {
            return false;
        }
        int first = array[position] & 0xFF;
        boolean extended = (first & 0x80) != 0;
        if (extended && position + 1 >= end) {
            return false;
        }
        relativeOffset = position - payloadOffset;
        bits = extended ? 15 : 7;
        value = extended ? (first & 0x7F) << 8 | array[position + 1] & 0xFF : first;
        return true;
    }

    int value() {
        return value;
    }

    int bits() {
        return bits;
    }

    /** In bytes; 0 if absent. */
    int length() {
        return (bits + 1) / 8;
    }

    void rewrite(byte[] out, int payloadOffset, int pictureId) {
        int position = payloadOffset + relativeOffset;
        if (bits == 7) {
            out[position] = (byte) (pictureId & 0x7F);
        } else if (bits == 15) {
            out[position] = (byte) (0x80 | pictureId >> 8 & 0x7F);
            out[position + 1] = (byte) pictureId;
        }
    }
}
