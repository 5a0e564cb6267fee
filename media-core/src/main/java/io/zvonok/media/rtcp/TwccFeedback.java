package io.zvonok.media.rtcp;

import static io.zvonok.media.rtp.BigEndian.put16;
import static io.zvonok.media.rtp.BigEndian.put24;
import static io.zvonok.media.rtp.BigEndian.put8;

/**
 * One transport-wide feedback being put together: the status of each packet from a base sequence number on. Layout: see
 * {@link TwccFeedbackReader}.
 *
 * <p>Arrival times are rounded down to 250 us before they are subtracted, so rounding errors do not add up.
 *
 * <p>Spec: draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1. Thread: the owning media loop.
 */
public final class TwccFeedback {
    /** Statuses in one feedback, received or not. */
    public static final int MAX_STATUSES = 2048;
    /** Received packets in one feedback. With it a feedback is at most 1000 bytes long: one datagram. */
    public static final int MAX_RECEIVED = 192;

    private static final int MAX_RUN_LENGTH = 0x1FFF;
    private static final int ONE_BIT_SYMBOLS = 14;
    private static final int TWO_BIT_SYMBOLS = 7;
    private static final long TICK_NANOS = 250_000;
    private static final int TICKS_PER_REFERENCE = 256;

    private final byte[] symbols = new byte[MAX_STATUSES];
    private final short[] deltas = new short[MAX_RECEIVED];
    private final short[] chunks = new short[MAX_STATUSES / TWO_BIT_SYMBOLS + 1];
    private int baseSequence;
    private int feedbackCount;
    private int statuses;
    private int received;
    private int chunkCount;
    private int deltaBytes;
    private long referenceTicks;
    private long lastTicks;

    /** Starts an empty feedback. {@code feedbackCount} counts the feedbacks to one peer; its low 8 bits are sent. */
    public void begin(int baseSequence, int feedbackCount) {
        this.baseSequence = baseSequence & 0xFFFF;
        this.feedbackCount = feedbackCount;
        statuses = 0;
        received = 0;
        deltaBytes = 0;
        referenceTicks = 0;
        lastTicks = 0;
    }

    /**
     * The next packet arrived.
     *
     * @return false, and nothing is added, if the feedback is full or the packet arrived too long (8 s) after or before
     *     the one before it: it belongs into another feedback
     */
    public boolean addReceived(long arrivalNanos) {
        if (statuses == MAX_STATUSES || received == MAX_RECEIVED) {
            return false;
        }
        long ticks = arrivalNanos / TICK_NANOS;
        if (received == 0) {
            referenceTicks = ticks - ticks % TICKS_PER_REFERENCE;
            lastTicks = referenceTicks;
        }
        long delta = ticks - lastTicks;
        if (delta != (short) delta) {
            return false;
        }
        int symbol = delta >= 0 && delta <= 0xFF ? TwccFeedbackReader.SMALL_DELTA : TwccFeedbackReader.LARGE_DELTA;
        symbols[statuses++] = (byte) symbol;
        deltas[received++] = (short) delta;
        deltaBytes += symbol;
        lastTicks = ticks;
        return true;
    }

    /** The next packet did not arrive. False, and nothing is added, if the feedback is full. */
    public boolean addLost() {
        if (statuses == MAX_STATUSES) {
            return false;
        }
        symbols[statuses++] = TwccFeedbackReader.NOT_RECEIVED;
        return true;
    }

    public int baseSequence() {
        return baseSequence;
    }

    /** How many packets it speaks about. */
    public int statuses() {
        return statuses;
    }

    /** How many of them arrived. */
    public int received() {
        return received;
    }

    /** Chooses the chunks. Returns the bytes that {@link #write} will write, not yet padded to 32 bits. */
    int prepare() {
        chunkCount = 0;
        for (int i = 0; i < statuses; ) {
            int left = statuses - i;
            int run = runLength(i);
            int span = Math.min(ONE_BIT_SYMBOLS, left);
            if (run >= span) {
                i = addRunLength(i, run);
            } else if (isOneBit(i, span)) {
                i = addVector(i, span, 1);
            } else if (run >= TWO_BIT_SYMBOLS) {
                i = addRunLength(i, run);
            } else {
                i = addVector(i, Math.min(TWO_BIT_SYMBOLS, left), 2);
            }
        }
        return TwccFeedbackReader.HEADER_LENGTH + 2 * chunkCount + deltaBytes;
    }

    /** Writes what {@link #prepare} has measured; returns the index behind it. */
    int write(byte[] out, int offset) {
        put16(out, offset, baseSequence);
        put16(out, offset + 2, statuses);
        put24(out, offset + 4, (int) (referenceTicks / TICKS_PER_REFERENCE));
        put8(out, offset + 7, feedbackCount);
        int i = offset + TwccFeedbackReader.HEADER_LENGTH;
        for (int k = 0; k < chunkCount; k++, i += 2) {
            put16(out, i, chunks[k]);
        }
        for (int k = 0; k < received; k++) {
            int delta = deltas[k];
            if (delta >= 0 && delta <= 0xFF) {
                put8(out, i++, delta);
            } else {
                put16(out, i, delta);
                i += 2;
            }
        }
        return i;
    }

    private int runLength(int from) {
        int end = Math.min(statuses, from + MAX_RUN_LENGTH);
        int i = from + 1;
        while (i < end && symbols[i] == symbols[from]) {
            i++;
        }
        return i - from;
    }

    private boolean isOneBit(int from, int span) {
        for (int i = from; i < from + span; i++) {
            if (symbols[i] == TwccFeedbackReader.LARGE_DELTA) {
                return false;
            }
        }
        return true;
    }

    private int addRunLength(int from, int run) {
        chunks[chunkCount++] = (short) (symbols[from] << 13 | run);
        return from + run;
    }

    /** The first symbol sits in the highest bits; symbols beyond the last packet are 0. */
    private int addVector(int from, int span, int bits) {
        int chunk = bits == 1 ? 0x8000 : 0xC000;
        for (int k = 0; k < span; k++) {
            chunk |= symbols[from + k] << (14 - bits * (k + 1));
        }
        chunks[chunkCount++] = (short) chunk;
        return from + span;
    }
}
