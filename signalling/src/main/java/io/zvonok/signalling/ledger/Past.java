package io.zvonok.signalling.ledger;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * What could be read of a room's events, the newest in full. A gap, where something was damaged or given up while the disk
 * failed, makes all before it unreadable; attendance knows it all the same.
 *
 * <p>Thread: one at a time.
 */
final class Past {
    private final int maxLines;
    private final Deque<byte[]> lines = new ArrayDeque<>();
    private final AttendanceFold fold = new AttendanceFold();
    private long firstSeq = 1;
    private long lastSeq;
    private long lastMillis;

    /** @param maxLines to be kept in full */
    Past(int maxLines) {
        this.maxLines = maxLines;
    }

    void add(LedgerEvent event, byte[] line) {
        if (event.seq() <= lastSeq) {
            return;
        }
        if (event.seq() != lastSeq + 1) {
            lines.clear();
            firstSeq = event.seq();
        }
        lastSeq = event.seq();
        lastMillis = Math.max(lastMillis, event.timeMillis());
        fold.apply(event);
        lines.addLast(line);
        if (lines.size() > maxLines) {
            lines.removeFirst();
        }
    }

    /** Something that had not ended when the file began; it may have been read from the file before. */
    void carry(LedgerEvent event) {
        if (event.seq() > lastSeq) {
            fold.apply(event);
        }
    }

    /** From there on nothing is missing. */
    long firstSeq() {
        return firstSeq;
    }

    long lastSeq() {
        return lastSeq;
    }

    long lastMillis() {
        return lastMillis;
    }

    /** The last ones. */
    Collection<byte[]> lines() {
        return lines;
    }

    AttendanceFold fold() {
        return fold;
    }
}
