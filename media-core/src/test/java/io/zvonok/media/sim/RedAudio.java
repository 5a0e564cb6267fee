package io.zvonok.media.sim;

import io.zvonok.media.rtp.BigEndian;
import java.util.ArrayList;
import java.util.List;

/**
 * Redundant audio, written by simulated microphones and read by simulated listeners.
 *
 * <p>Spec: RFC 2198 section 3.
 */
final class RedAudio {
    private static final int MAX_OFFSET = (1 << 14) - 1;
    private static final int MAX_LENGTH = (1 << 10) - 1;
    /** A microphone sends no datagram that could be too large for somebody. */
    private static final int MAX_PAYLOAD = 1100;

    private RedAudio() {}

    /** One frame of it; the last one, with offset 0, is the primary. */
    record Block(int payloadType, int timestampOffset, int at, int length) {}

    /** @param before the frame before or null */
    static byte[] write(int payloadType, byte[] before, int timestampOffset, byte[] primary) {
        boolean redundant = before != null
                && timestampOffset <= MAX_OFFSET
                && before.length <= MAX_LENGTH
                && before.length + primary.length <= MAX_PAYLOAD;
        int header = redundant ? 5 : 1;
        int extra = redundant ? before.length : 0;
        byte[] out = new byte[header + extra + primary.length];
        if (redundant) {
            BigEndian.put32(out, 0, (0x80 | payloadType) << 24 | timestampOffset << 10 | before.length);
            System.arraycopy(before, 0, out, header, extra);
        }
        out[header - 1] = (byte) payloadType;
        System.arraycopy(primary, 0, out, header + extra, primary.length);
        return out;
    }

    /** Throws {@link InvariantBroken} (I21) if it is malformed. */
    static List<Block> read(byte[] a, int at, int length) {
        List<int[]> headers = new ArrayList<>();
        int next = at;
        int end = at + length;
        while (next < end && a[next] < 0) {
            require(end - next > 4);
            int rest = BigEndian.get32(a, next) & 0xFF_FFFF;
            headers.add(new int[] {a[next] & 0x7F, rest >> 10, rest & MAX_LENGTH});
            next += 4;
        }
        require(next < end);
        int primaryType = a[next++];
        List<Block> blocks = new ArrayList<>();
        for (int[] header : headers) {
            require(end - next >= header[2]);
            blocks.add(new Block(header[0], header[1], next, header[2]));
            next += header[2];
        }
        require(end > next);
        blocks.add(new Block(primaryType, 0, next, end - next));
        return blocks;
    }

    private static void require(boolean sound) {
        if (!sound) {
            throw new InvariantBroken("I21", "malformed RED");
        }
    }
}
