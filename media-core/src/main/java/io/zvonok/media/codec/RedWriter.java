package io.zvonok.media.codec;

/**
 * Writes a packet of redundant audio: up to {@value #MAX_EARLIER} earlier Opus frames in front of the newest one, so that
 * a listener who lost their packets still hears them. The layout is drawn at {@link RedPayload}.
 *
 * <p>For each packet {@link #addEarlier} what there is, the oldest first, then {@link #write}. The arrays are only
 * borrowed until then. An earlier frame that cannot be said (its offset takes more than 14 bits, its length more than
 * 10) is left out; when all together would be too large the oldest goes first.
 *
 * <p>Spec: RFC 2198 section 3; RFC 7587 (the timestamp counts 48 kHz, so 14 bits reach back 341 ms).
 * <p>Thread: the owning media loop.
 */
public final class RedWriter {
    public static final int MAX_EARLIER = 2;

    private static final int MAX_OFFSET = (1 << 14) - 1;
    private static final int MAX_LENGTH = (1 << 10) - 1;
    private static final int BLOCK_HEADER = 4;
    private static final int PRIMARY_HEADER = 1;

    private final int maxSizeBytes;
    private final byte[][] arrays = new byte[MAX_EARLIER][];
    private final int[] offsets = new int[MAX_EARLIER];
    private final int[] lengths = new int[MAX_EARLIER];
    private final int[] timestamps = new int[MAX_EARLIER];
    private int count;

    /** @param maxSizeBytes of a whole payload, headers included */
    public RedWriter(int maxSizeBytes) {
        this.maxSizeBytes = maxSizeBytes;
    }

    /** A frame sent before. More than {@value #MAX_EARLIER} push out the oldest. */
    public void addEarlier(byte[] array, int offset, int length, int rtpTimestamp) {
        if (count == MAX_EARLIER) {
            remove(0);
        }
        arrays[count] = array;
        offsets[count] = offset;
        lengths[count] = length;
        timestamps[count] = rtpTimestamp;
        count++;
    }

    /**
     * Writes the payload and forgets the earlier frames.
     *
     * @param opusPayloadType of every block, as the listener knows Opus
     * @param rtpTimestamp of the newest frame, which is the packet's
     * @return how many bytes were written, or -1 if there is no frame, or it alone is too large
     */
    public int write(byte[] out, int at, int opusPayloadType, byte[] array, int offset, int length, int rtpTimestamp) {
        int room = Math.min(maxSizeBytes, out.length - at) - PRIMARY_HEADER - length;
        if (length <= 0 || room < 0) {
            count = 0;
            return -1;
        }
        leaveOut(rtpTimestamp, room);
        int position = at;
        for (int i = 0; i < count; i++) {
            position = writeHeader(out, position, opusPayloadType, rtpTimestamp - timestamps[i], lengths[i]);
        }
        out[position++] = (byte) opusPayloadType;
        for (int i = 0; i < count; i++) {
            System.arraycopy(arrays[i], offsets[i], out, position, lengths[i]);
            position += lengths[i];
        }
        System.arraycopy(array, offset, out, position, length);
        count = 0;
        return position + length - at;
    }

    /** What cannot be said, then the oldest until the others fit. */
    private void leaveOut(int rtpTimestamp, int room) {
        int taken = 0;
        for (int i = count - 1; i >= 0; i--) {
            int age = rtpTimestamp - timestamps[i];
            if (age <= 0 || age > MAX_OFFSET || lengths[i] <= 0 || lengths[i] > MAX_LENGTH) {
                remove(i);
            } else {
                taken += BLOCK_HEADER + lengths[i];
            }
        }
        while (taken > room) {
            taken -= BLOCK_HEADER + lengths[0];
            remove(0);
        }
    }

    private static int writeHeader(byte[] out, int at, int payloadType, int timestampOffset, int length) {
        int fields = timestampOffset << 10 | length;
        out[at] = (byte) (0x80 | payloadType);
        out[at + 1] = (byte) (fields >> 16);
        out[at + 2] = (byte) (fields >> 8);
        out[at + 3] = (byte) fields;
        return at + BLOCK_HEADER;
    }

    private void remove(int index) {
        for (int i = index; i < count - 1; i++) {
            arrays[i] = arrays[i + 1];
            offsets[i] = offsets[i + 1];
            lengths[i] = lengths[i + 1];
            timestamps[i] = timestamps[i + 1];
        }
        count--;
    }
}
