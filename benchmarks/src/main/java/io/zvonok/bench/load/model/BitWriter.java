package io.zvonok.bench.load.model;

import java.io.ByteArrayOutputStream;

/** Writes headers bit by bit, for the few that are not made of bytes. */
final class BitWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int current;
    private int bits;

    BitWriter put(int count, long value) {
        for (int i = count - 1; i >= 0; i--) {
            current = current << 1 | (int) (value >> i & 1);
            if (++bits == 8) {
                bytes.write(current);
                bits = 0;
                current = 0;
            }
        }
        return this;
    }

    /** Unsigned Exp-Golomb code (ITU-T H.264 section 9.1). */
    BitWriter putExpGolomb(int value) {
        int length = 32 - Integer.numberOfLeadingZeros(value + 1);
        return put(length - 1, 0).put(length, value + 1);
    }

    /** What was written, filled up with zeros. */
    byte[] toBytes() {
        if (bits > 0) {
            put(8 - bits, 0);
        }
        return bytes.toByteArray();
    }
}
