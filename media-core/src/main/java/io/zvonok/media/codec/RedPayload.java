package io.zvonok.media.codec;

/**
 * Finds the newest frame in a packet of redundant audio. A reusable view.
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
    private int primaryOffset;
    private int primaryLength;
    private int primaryPayloadType;

    /** False if the headers or the redundant blocks leave nothing for a primary block. */
    public boolean wrap(byte[] array, int offset, int length) {
        int end = offset + length;
        int position = offset;
        int redundantBytes = 0;
        while (position < end && array[position] < 0) {
            if (end - position < 4) {
                return false;
            }
            redundantBytes += (array[position + 2] & 0x03) << 8 | array[position + 3] & 0xFF;
            position += 4;
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
}
