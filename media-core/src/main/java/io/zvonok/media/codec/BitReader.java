package io.zvonok.media.codec;

/**
 * Reads bits, most significant first, from a piece of an array. Past the end everything reads as 0 and
 * {@link #overrun} stays true, so a parser may read straight on and ask once.
 *
 * <p>Spec: ITU-T H.264 sections 7.2, 7.4.1 (emulation prevention), 9.1 (Exp-Golomb). AV1's uvlc() (section 4.10.3) is
 * the same code as ue(v).
 * <p>Thread: the owning media loop.
 */
final class BitReader {
    private byte[] array = new byte[0];
    private int position;
    private int end;
    private int current;
    private int bitsLeft;
    private boolean emulationPrevention;
    private int zeroBytes;
    private boolean overrun;

    /** Reads {@code array[from..to)} as it stands. */
    void wrap(byte[] array, int from, int to) {
        this.array = array;
        position = from;
        end = to;
        bitsLeft = 0;
        zeroBytes = 0;
        emulationPrevention = false;
        overrun = false;
    }

    /** Reads a piece of an H264 NAL unit: the 3 in each 00 00 03 is left out. */
    void wrapNalUnit(byte[] array, int from, int to) {
        wrap(array, from, to);
        emulationPrevention = true;
    }

    /** True once more was read than there is, or a number was too long. */
    boolean overrun() {
        return overrun;
    }

    boolean flag() {
        return bits(1) != 0;
    }

    /** The next {@code count} bits, 0..32, as an unsigned number (in an int). */
    int bits(int count) {
        int value = 0;
        for (int left = count; left > 0; left--) {
            if (bitsLeft == 0) {
                nextByte();
            }
            bitsLeft--;
            value = value << 1 | current >> bitsLeft & 1;
        }
        return value;
    }

    void skip(int count) {
        bits(count);
    }

    /** ue(v), at most 31 bits. */
    int unsignedExpGolomb() {
        int leadingZeros = 0;
        while (!overrun && !flag()) {
            leadingZeros++;
        }
        if (overrun || leadingZeros > 30) {
            overrun = true;
            return 0;
        }
        return (1 << leadingZeros) - 1 + bits(leadingZeros);
    }

    /** se(v). */
    int signedExpGolomb() {
        int code = unsignedExpGolomb();
        return (code & 1) != 0 ? (code >> 1) + 1 : -(code >> 1);
    }

    private void nextByte() {
        if (emulationPrevention && zeroBytes >= 2 && position < end && array[position] == 3) {
            position++;
            zeroBytes = 0;
        }
        bitsLeft = 8;
        if (position >= end) {
            overrun = true;
            current = 0;
            return;
        }
        current = array[position++] & 0xFF;
        zeroBytes = current == 0 ? zeroBytes + 1 : 0;
    }
}
