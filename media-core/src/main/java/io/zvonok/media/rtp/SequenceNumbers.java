package io.zvonok.media.rtp;

/**
 * All wrap-around arithmetic of the project: 16-bit sequence numbers and 32-bit RTP timestamps.
 *
 * <p>Two values are ordered by the shorter way round. Exactly half a circle apart the distance is negative both ways,
 * so neither is newer.
 *
 * <p>Spec: RFC 3550 section A.1, RFC 1982. Thread: any; no state.
 */
public final class SequenceNumbers {
    private SequenceNumbers() {}

    /** The signed 16-bit distance {@code to - from}: -32768..32767. */
    public static int delta(int to, int from) {
        return (short) (to - from);
    }

    /** Whether {@code a} comes after {@code b}. */
    public static boolean isNewer(int a, int b) {
        return delta(a, b) > 0;
    }

    /**
     * The value nearest to {@code highestExtended} whose low 16 bits are {@code sequenceNumber}. Below zero if the
     * nearest one lies before the start of counting.
     */
    public static long extend(long highestExtended, int sequenceNumber) {
        return highestExtended + delta(sequenceNumber, (int) highestExtended);
    }

    /** The sequence number after this one, 0..65535. */
    public static int next(int sequenceNumber) {
        return (sequenceNumber + 1) & 0xFFFF;
    }

    /** The signed 32-bit distance {@code to - from}, in units of the RTP clock. */
    public static int timestampDelta(int to, int from) {
        return to - from;
    }
}
