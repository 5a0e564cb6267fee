package io.zvonok.media.codec;

/**
 * Finds the newest frame in a packet of redundant audio, and makes the packet readable to a listener who knows the codec
 * inside by another payload type. A reusable view.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |1|   block PT  |  timestamp offset         |   block length    |  each redundant block
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |0|   block PT  |  redundant blocks, oldest first, then the primary one to the end
 *  +-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Spec: RFC 2198 section 3.
 * <p>Thread: the owning media loop.
 */
public final class RedPayload {
    private static final int BLOCK_HEADER = 4;
    private static final int MAX_OFFSET = (1 << 14) - 1;

    private byte[] array = {};
    private int start;
    private int primaryOffset;
    private int primaryLength;
    private int primaryPayloadType;

    /** False if the headers or the redundant blocks leave nothing for a primary block. */
    public boolean wrap(byte[] source, int offset, int length) {
        array = source;
        start = offset;
        int end = offset + length;
        int position = offset;
        int redundantBytes = 0;
        while (position < end && array[position] < 0) {
            if (end - position < BLOCK_HEADER) {
                return false;
            }
            redundantBytes += blockLength(position);
            position += BLOCK_HEADER;
        }
        if (end - position <= 1 + redundantBytes) {
            return false;
        }
        primaryPayloadType = array[position];
        primaryOffset = position + 1 + redundantBytes;
        primaryLength = end - primaryOffset;
        return true;
    }

    /** Absolute index into the wrapped array. */
    public int primaryOffset() {
        return primaryOffset;
    }

    public int primaryLength() {
        return primaryLength;
    }

    public int primaryPayloadType() {
        return primaryPayloadType;
    }

    /**
     * Copies the payload with {@code payloadType} in all blocks. Redundant blocks with another one than the primary's, or
     * from further back than {@code maxAge}, are left out.
     *
     * @param maxAge in units of the RTP clock; a block cannot say more than {@link #maxAge}
     * @return the length written, never more than was wrapped
     */
    public int copyTo(byte[] out, int at, int payloadType, int maxAge) {
        int position = at;
        for (int header = start; array[header] < 0; header += BLOCK_HEADER) {
            if (isKept(header, maxAge)) {
                System.arraycopy(array, header, out, position, BLOCK_HEADER);
                out[position] = (byte) (0x80 | payloadType);
                position += BLOCK_HEADER;
            }
        }
        out[position++] = (byte) payloadType;
        int block = firstBlock();
        for (int header = start; array[header] < 0; header += BLOCK_HEADER) {
            int length = blockLength(header);
            if (isKept(header, maxAge)) {
                System.arraycopy(array, block, out, position, length);
                position += length;
            }
            block += length;
        }
        System.arraycopy(array, primaryOffset, out, position, primaryLength);
        return position + primaryLength - at;
    }

    /** The furthest that a redundant block can lie back. */
    public static int maxAge() {
        return MAX_OFFSET;
    }

    private boolean isKept(int header, int maxAge) {
        int age = (array[header + 1] & 0xFF) << 6 | (array[header + 2] & 0xFF) >> 2;
        return (array[header] & 0x7F) == primaryPayloadType && age <= maxAge;
    }

    private int blockLength(int header) {
        return (array[header + 2] & 0x03) << 8 | array[header + 3] & 0xFF;
    }

    private int firstBlock() {
        int position = start;
        while (array[position] < 0) {
            position += BLOCK_HEADER;
        }
        return position + 1;
    }
}
