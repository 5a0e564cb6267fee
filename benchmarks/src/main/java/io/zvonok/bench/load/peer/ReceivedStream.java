package io.zvonok.bench.load.peer;

import io.zvonok.media.rtp.SequenceNumbers;

/**
 * One SSRC as a viewer receives it: what came, what is missing, what to ask for again.
 *
 * <p>Loss is counted by sequence numbers over a window of the run: what should have come between its first and its last
 * packet, less what did come, repaired packets included.
 *
 * <p>Spec: RFC 3550 sections 6.4.1 and A.8 (jitter). Thread: the loop.
 */
final class ReceivedStream {
    private static final int WINDOW = 1024;
    private static final int MAX_MISSING = 256;
    private static final int MAX_TRIES = 10;
    private static final long RETRY_NANOS = 60_000_000;

    private final int ssrc;
    private final boolean video;
    private final int clockHz;
    private final long[] seen = new long[WINDOW / 64];
    private final long[] missing = new long[MAX_MISSING];
    private final int[] tries = new int[MAX_MISSING];
    private final long[] askedNanos = new long[MAX_MISSING];
    private int missingCount;
    private int newlyMissing;
    private long highest = -1;
    private long first;
    private long received;
    private long windowFirst;
    private long windowReceived;
    private long reportedExpected;
    private long reportedReceived;
    private int fractionLost;
    private double jitter;
    private long transit;
    private int timestamp;
    private long frameNanos;
    private int lastSr;
    private long srNanos;

    ReceivedStream(int ssrc, boolean video) {
        this.ssrc = ssrc;
        this.video = video;
        this.clockHz = video ? 90_000 : 48_000;
    }

    int ssrc() {
        return ssrc;
    }

    boolean isVideo() {
        return video;
    }

    /**
     * A packet with this sequence number arrived.
     *
     * @return false if it was there already
     */
    boolean onPacket(int sequenceNumber) {
        if (highest < 0) {
            highest = sequenceNumber;
            first = sequenceNumber;
            windowFirst = sequenceNumber;
            mark(highest);
            received++;
            windowReceived++;
            return true;
        }
        long extended = SequenceNumbers.extend(highest, sequenceNumber);
        if (extended > highest) {
            advance(extended);
        } else if (extended <= highest - WINDOW || isMarked(extended)) {
            return false;
        } else {
            newlyMissing--;
            forget(extended);
        }
        mark(extended);
        received++;
        if (extended >= windowFirst) {
            windowReceived++;
        }
        return true;
    }

    private void advance(long extended) {
        newlyMissing += (int) (extended - highest - 1);
        long from = Math.max(highest + 1, extended - WINDOW + 1);
        for (long gone = from; gone < extended; gone++) {
            seen[slot(gone)] &= ~bit(gone);
            if (missingCount < MAX_MISSING) {
                missing[missingCount] = gone;
                tries[missingCount] = 0;
                askedNanos[missingCount++] = 0;
            }
        }
        highest = extended;
    }

    private void forget(long extended) {
        for (int i = 0; i < missingCount; i++) {
            if (missing[i] == extended) {
                remove(i);
                return;
            }
        }
    }

    private void remove(int index) {
        missingCount--;
        for (int i = index; i < missingCount; i++) {
            missing[i] = missing[i + 1];
            tries[i] = tries[i + 1];
            askedNanos[i] = askedNanos[i + 1];
        }
    }

    private void mark(long extended) {
        seen[slot(extended)] |= bit(extended);
    }

    private boolean isMarked(long extended) {
        return (seen[slot(extended)] & bit(extended)) != 0;
    }

    private static int slot(long extended) {
        return (int) (extended % WINDOW) >> 6;
    }

    private static long bit(long extended) {
        return 1L << (extended & 63);
    }

    /**
     * The sequence numbers to ask for now, ascending.
     *
     * @param out takes them
     * @return how many
     */
    int takeNacks(int[] out, long nowNanos) {
        int count = 0;
        for (int i = 0; i < missingCount && count < out.length; i++) {
            if (tries[i] < MAX_TRIES && nowNanos - askedNanos[i] >= RETRY_NANOS) {
                tries[i]++;
                askedNanos[i] = nowNanos;
                out[count++] = (int) missing[i] & 0xFFFF;
            }
        }
        return count;
    }

    /** Gives up what was asked for often enough; true if there was such. */
    boolean giveUp() {
        boolean gaveUp = false;
        for (int i = missingCount - 1; i >= 0; i--) {
            if (tries[i] >= MAX_TRIES || missing[i] <= highest - WINDOW) {
                remove(i);
                gaveUp = true;
            }
        }
        return gaveUp;
    }

    /** How many more are missing since the last call; negative when some came late. */
    int takeNewlyMissing() {
        int count = newlyMissing;
        newlyMissing = 0;
        return count;
    }

    boolean hasMissing() {
        return missingCount > 0;
    }

    /**
     * Follows the RTP timestamps.
     *
     * @return time since the picture before if this packet begins a new one, else 0
     */
    long onTimestamp(int rtpTimestamp, long nowNanos) {
        boolean newFrame = rtpTimestamp != timestamp;
        long since = newFrame && frameNanos > 0 ? nowNanos - frameNanos : 0;
        if (newFrame) {
            long arrival = nowNanos / 1000 * clockHz / 1_000_000;
            long relative = (int) (arrival - rtpTimestamp);
            if (frameNanos > 0) {
                jitter += (Math.abs(relative - transit) - jitter) / 16;
            }
            transit = relative;
            timestamp = rtpTimestamp;
            frameNanos = nowNanos;
        }
        return since;
    }

    void onSenderReport(int middle32, long nowNanos) {
        lastSr = middle32;
        srNanos = nowNanos;
    }

    int lastSr() {
        return lastSr;
    }

    /** In 1/65536 s. */
    int delaySinceLastSr(long nowNanos) {
        return lastSr == 0 ? 0 : (int) ((nowNanos - srNanos) / 1000 * 65_536 / 1_000_000);
    }

    /** Since the last report, in 1/256; begins a new interval. */
    int takeFractionLost() {
        long expected = highest - first + 1;
        long expectedNow = expected - reportedExpected;
        long lostNow = expectedNow - (received - reportedReceived);
        reportedExpected = expected;
        reportedReceived = received;
        fractionLost = expectedNow <= 0 || lostNow <= 0 ? 0 : (int) Math.min(255, lostNow * 256 / expectedNow);
        return fractionLost;
    }

    int cumulativeLost() {
        return highest < 0 ? 0 : (int) (highest - first + 1 - received);
    }

    int extendedHighest() {
        return (int) highest;
    }

    int jitter() {
        return (int) jitter;
    }

    /** What came before is not counted. */
    void beginWindow() {
        windowFirst = highest + 1;
        windowReceived = 0;
    }

    long windowExpected() {
        return highest < 0 ? 0 : Math.max(0, highest - windowFirst + 1);
    }

    long windowLost() {
        return Math.max(0, windowExpected() - windowReceived);
    }
}
