package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;

/**
 * Packets sent within 5 ms make a group, and so do packets that arrive as one burst after they were held up on the way.
 * Compares each group with the one before it: how much further apart have they arrived than they were sent?
 *
 * <p>Spec: draft-ietf-rmcat-gcc-02 sections 5.2 and 5.3. Thread: the owning media loop.
 */
final class InterArrival {
    private static final long GROUP_NANOS = Nanos.fromMillis(5);
    private static final long BURST_GAP_NANOS = Nanos.fromMillis(5);
    private static final long MAX_BURST_NANOS = Nanos.fromMillis(100);
    /** A group so much later than the one before it belongs to another time. */
    private static final long MAX_GAP_NANOS = Nanos.fromSeconds(3);

    private static final int MAX_REORDERED_GROUPS = 3;

    private final Group current = new Group();
    private final Group previous = new Group();
    private int reorderedGroups;
    private long sendDeltaNanos;
    private long arrivalDeltaNanos;
    private long groupArrivalNanos;

    /** Returns true if this packet begins a group, and the two groups before it can be compared. */
    boolean onPacket(long sentNanos, long arrivalNanos) {
        if (current.isEmpty()) {
            current.begin(sentNanos, arrivalNanos);
            return false;
        }
        if (sentNanos < current.firstSent) {
            return false; // reordered: its group is over
        }
        if (!endsGroup(sentNanos, arrivalNanos)) {
            current.add(sentNanos, arrivalNanos);
            return false;
        }
        boolean comparable = compare();
        if (current.isEmpty()) { // everything was reset
            current.begin(sentNanos, arrivalNanos);
            return false;
        }
        previous.copy(current);
        current.begin(sentNanos, arrivalNanos);
        return comparable;
    }

    /** Between the last packets of the two groups. */
    long sendDeltaNanos() {
        return sendDeltaNanos;
    }

    long arrivalDeltaNanos() {
        return arrivalDeltaNanos;
    }

    /** When the newer of them had arrived. */
    long groupArrivalNanos() {
        return groupArrivalNanos;
    }

    void reset() {
        current.clear();
        previous.clear();
        reorderedGroups = 0;
    }

    private boolean compare() {
        if (previous.isEmpty()) {
            return false;
        }
        sendDeltaNanos = current.lastSent - previous.lastSent;
        arrivalDeltaNanos = current.lastArrival - previous.lastArrival;
        groupArrivalNanos = current.lastArrival;
        if (arrivalDeltaNanos - sendDeltaNanos > MAX_GAP_NANOS) {
            reset();
            return false;
        }
        if (arrivalDeltaNanos < 0) {
            if (++reorderedGroups >= MAX_REORDERED_GROUPS) {
                reset();
            }
            return false;
        }
        reorderedGroups = 0;
        return true;
    }

    private boolean endsGroup(long sentNanos, long arrivalNanos) {
        if (isBurst(sentNanos, arrivalNanos)) {
            return false;
        }
        return sentNanos - current.firstSent > GROUP_NANOS;
    }

    /** It caught up with the group: something on the way held both and let them go together. */
    private boolean isBurst(long sentNanos, long arrivalNanos) {
        long sendDelta = sentNanos - current.lastSent;
        if (sendDelta == 0) {
            return true;
        }
        long arrivalDelta = arrivalNanos - current.lastArrival;
        return arrivalDelta - sendDelta < 0
                && arrivalDelta <= BURST_GAP_NANOS
                && arrivalNanos - current.firstArrival < MAX_BURST_NANOS;
    }

    private static final class Group {
        private long firstSent = Nanos.NEVER;
        private long lastSent;
        private long firstArrival;
        private long lastArrival;

        boolean isEmpty() {
            return firstSent == Nanos.NEVER;
        }

        void clear() {
            firstSent = Nanos.NEVER;
        }

        void begin(long sentNanos, long arrivalNanos) {
            firstSent = sentNanos;
            lastSent = sentNanos;
            firstArrival = arrivalNanos;
            lastArrival = arrivalNanos;
        }

        void add(long sentNanos, long arrivalNanos) {
            lastSent = Math.max(lastSent, sentNanos);
            lastArrival = Math.max(lastArrival, arrivalNanos);
        }

        void copy(Group other) {
            firstSent = other.firstSent;
            lastSent = other.lastSent;
            firstArrival = other.firstArrival;
            lastArrival = other.lastArrival;
        }
    }
}
