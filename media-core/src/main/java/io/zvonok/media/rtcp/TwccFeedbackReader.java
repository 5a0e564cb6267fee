package io.zvonok.media.rtcp;

import static io.zvonok.media.rtp.BigEndian.get16;
import static io.zvonok.media.rtp.BigEndian.get24;
import static io.zvonok.media.rtp.BigEndian.get8;

/**
 * Reads one transport-wide feedback: which packets arrived, and when. It is checked as a whole before anything is
 * delivered.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      base sequence number     |      packet status count      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 reference time, 64 ms         | fb pkt. count |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          packet chunk         |  packet chunk ...             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  recv delta   |  recv delta   |  ...     zero padding         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0| S |       run length        |   run length chunk
 * |1|0|   14 symbols of one bit   |   status vector: not received, small delta
 * |1|1|   7 symbols of two bits   |   status vector
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Symbols: 0 not received; 1 received, delta of one byte, unsigned; 2 received, delta of two bytes, signed; 3
 * reserved. Deltas count 250 us from the received packet before, the first one from the reference time.
 *
 * <p>Spec: draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1. Thread: the owning media loop.
 */
public final class TwccFeedbackReader {
    /** Statuses accepted in one feedback: seconds of the fastest stream, and a bound on the work of 20 bytes. */
    public static final int MAX_STATUSES = 8192;
    /** Arrival times wrap around with the 24-bit reference time, after 12 days. */
    public static final long WRAP_MICROS = (1L << 24) * 64_000;

    static final int HEADER_LENGTH = 8;
    static final int NOT_RECEIVED = 0;
    static final int SMALL_DELTA = 1;
    static final int LARGE_DELTA = 2;
    static final int RESERVED = 3;

    private static final int REFERENCE_MICROS = 64_000;
    private static final int TICK_MICROS = 250;

    private int feedbackCount;
    private long referenceMicros;

    /** Thread: called within {@link #read}. */
    public interface Listener {
        /**
         * The status of one packet, in the order of sequence numbers.
         *
         * @param arrivalMicros on the clock of the feedback's sender, whose zero is unknown and which wraps around at
         *     {@link #WRAP_MICROS}; -1 if not received
         */
        void onPacket(int transportSequence, boolean received, long arrivalMicros);
    }

    /**
     * @return false if it is malformed, has a reserved symbol (of unknown size) or more than {@link #MAX_STATUSES}
     *     statuses; nothing has been delivered then
     */
    public boolean read(byte[] array, int offset, int length, Listener listener) {
        if (length < HEADER_LENGTH) {
            return false;
        }
        int base = get16(array, offset);
        int count = get16(array, offset + 2);
        if (count == 0 || count > MAX_STATUSES) {
            return false;
        }
        int chunks = offset + HEADER_LENGTH;
        int deltas = findDeltas(array, chunks, offset + length, count);
        if (deltas < 0) {
            return false;
        }
        referenceMicros = (long) get24(array, offset + 4) * REFERENCE_MICROS;
        feedbackCount = get8(array, offset + 7);
        deliver(array, chunks, deltas, base, count, listener);
        return true;
    }

    /** Counts the feedback packets of one sender, 0..255, so that lost ones are seen. Of the last successful read. */
    public int feedbackCount() {
        return feedbackCount;
    }

    /** The zero point of the feedback last read, on the clock of the arrival times. */
    public long referenceMicros() {
        return referenceMicros;
    }

    /** Where the deltas start; -1 if chunks or deltas go beyond the end, or a symbol is reserved. */
    private static int findDeltas(byte[] a, int chunks, int end, int count) {
        int i = chunks;
        int deltaBytes = 0;
        for (int left = count; left > 0; i += 2) {
            if (end - i < 2) {
                return -1;
            }
            int chunk = get16(a, i);
            int symbols = Math.min(left, symbolCount(chunk));
            int bytes = deltaBytes(chunk, symbols);
            if (bytes < 0) {
                return -1;
            }
            deltaBytes += bytes;
            left -= symbols;
        }
        return deltaBytes <= end - i ? i : -1;
    }

    /** A symbol's number is the size of its delta. */
    private static int deltaBytes(int chunk, int symbols) {
        int bytes = 0;
        for (int i = 0; i < symbols; i++) {
            int symbol = symbol(chunk, i);
            if (symbol == RESERVED) {
                return -1;
            }
            bytes += symbol;
        }
        return bytes;
    }

    private void deliver(byte[] a, int chunks, int deltas, int base, int count, Listener listener) {
        long arrivalMicros = referenceMicros;
        int delta = deltas;
        int done = 0;
        for (int i = chunks; done < count; i += 2) {
            int chunk = get16(a, i);
            int symbols = Math.min(count - done, symbolCount(chunk));
            for (int k = 0; k < symbols; k++, done++) {
                int transportSequence = (base + done) & 0xFFFF;
                int symbol = symbol(chunk, k);
                if (symbol == NOT_RECEIVED) {
                    listener.onPacket(transportSequence, false, -1);
                    continue;
                }
                int ticks = symbol == SMALL_DELTA ? get8(a, delta) : (short) get16(a, delta);
                delta += symbol;
                arrivalMicros += (long) ticks * TICK_MICROS;
                listener.onPacket(transportSequence, true, arrivalMicros);
            }
        }
    }

    private static int symbolCount(int chunk) {
        if ((chunk & 0x8000) == 0) {
            return chunk & 0x1FFF;
        }
        return (chunk & 0x4000) == 0 ? 14 : 7;
    }

    private static int symbol(int chunk, int index) {
        if ((chunk & 0x8000) == 0) {
            return chunk >> 13 & 3;
        }
        return (chunk & 0x4000) == 0 ? chunk >> (13 - index) & 1 : chunk >> (12 - 2 * index) & 3;
    }
}
