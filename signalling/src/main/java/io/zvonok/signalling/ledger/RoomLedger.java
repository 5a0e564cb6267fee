package io.zvonok.signalling.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The numbered events of one room, over all its lessons; the newest are in memory. With a file an event is numbered when
 * the room's past has been read, and readers get it when it is safe.
 *
 * <p>Thread: any; whoever appends decides the order.
 */
public final class RoomLedger {
    private static final int MAX_EARLY = 1000;
    private static final int BYTES_PER_PERSON = 512;

    private final String room;
    private final LedgerOptions options;
    private final Output output;
    private final Deque<byte[]> lines = new ArrayDeque<>();
    private final Deque<Early> early = new ArrayDeque<>();
    private AttendanceFold fold = new AttendanceFold();
    private String id = "";
    private boolean loaded;
    private long bytes;
    private long lastSeq;
    private long lastMillis;
    /** The last event that readers may have. */
    private long readableSeq;
    /** Where the file begins; without one, of no meaning. */
    private long fileFirstSeq = Long.MAX_VALUE;

    private long foldBytes;

    /** What a ledger reports to. Called with no lock held, but for {@link #changedBytes}. */
    interface Output {
        /** There is something new. */
        void appended(RoomLedger ledger);

        /** It takes so much more memory. */
        void changedBytes(long by);
    }

    private record Early(
            LedgerEventType type,
            long nowMillis,
            @Nullable String participantId,
            @Nullable String identity,
            @Nullable String role,
            ObjectNode data) {}

    /** Lines with their numbers. */
    record Lines(long firstSeq, List<byte[]> lines) {
        boolean isEmpty() {
            return lines.isEmpty();
        }

        long lastSeq() {
            return firstSeq + lines.size() - 1;
        }
    }

    RoomLedger(String room, LedgerOptions options, Output output) {
        this.room = room;
        this.options = options;
        this.output = output;
    }

    public String room() {
        return room;
    }

    // Writing

    /** @param data is the ledger's from now on */
    public void append(
            LedgerEventType type,
            long nowMillis,
            @Nullable String participantId,
            @Nullable String identity,
            @Nullable String role,
            ObjectNode data) {
        Early event = new Early(type, nowMillis, participantId, identity, role, data);
        synchronized (this) {
            if (!loaded) {
                if (early.size() < MAX_EARLY) {
                    early.addLast(event);
                }
                return;
            }
            number(event);
        }
        output.appended(this);
    }

    private void number(Early early) {
        lastMillis = Math.max(lastMillis, early.nowMillis);
        LedgerEvent event = new LedgerEvent(
                ++lastSeq,
                lastMillis,
                early.type.wireName(),
                early.participantId,
                early.identity,
                early.role,
                early.data);
        fold.apply(event);
        weighFold();
        keep(LedgerText.encode(event));
        forgetOldest(options.maxRoomEvents(), options.maxRoomBytes());
    }

    private void weighFold() {
        long now = (long) BYTES_PER_PERSON * fold.people();
        output.changedBytes(now - foldBytes);
        foldBytes = now;
    }

    private void keep(byte[] line) {
        lines.addLast(line);
        bytes += line.length;
        output.changedBytes(line.length);
    }

    private void forgetOldest(int maxEvents, long maxBytes) {
        while (lines.size() > maxEvents || (bytes > maxBytes && lines.size() > 1)) {
            int length = lines.removeFirst().length;
            bytes -= length;
            output.changedBytes(-length);
        }
        readableSeq = Math.max(readableSeq, firstKept() - 1);
    }

    /** Gives half of its memory back. */
    synchronized void shrink() {
        forgetOldest(Math.max(1, lines.size() / 2), options.maxRoomBytes());
    }

    /** It is kept no longer. */
    synchronized void discard() {
        output.changedBytes(-bytes - foldBytes);
        lines.clear();
        bytes = 0;
        foldBytes = 0;
        readableSeq = lastSeq;
    }

    // The past

    /** Begins without a past. */
    synchronized void begin(String ledgerId) {
        id = ledgerId;
        ready();
    }

    /**
     * Goes on where the past ended. Whoever was there then is there no more.
     *
     * @param past as far as it could be read, in order
     */
    synchronized void begin(String ledgerId, Past past) {
        id = ledgerId;
        past.lines().forEach(this::keep);
        lastSeq = past.lastSeq();
        lastMillis = past.lastMillis();
        fold = past.fold();
        forgetOldest(options.maxRoomEvents(), options.maxRoomBytes());
        readableSeq = lastSeq;
        for (AttendanceFold.Open open : fold.open()) {
            ObjectNode data = reason("serverLost");
            number(new Early(
                    LedgerEventType.LEFT, lastMillis, open.participantId(), open.identity(), open.role(), data));
        }
        if (fold.isOnAir()) {
            number(new Early(LedgerEventType.OFF_AIR, lastMillis, null, null, null, reason("serverLost")));
        }
        if (fold.isLessonOpen()) {
            number(new Early(LedgerEventType.ROOM_CLOSED, lastMillis, null, null, null, reason("serverLost")));
        }
        ready();
    }

    private static ObjectNode reason(String why) {
        return JsonNodeFactory.instance.objectNode().put("reason", why);
    }

    private void ready() {
        loaded = true;
        early.forEach(this::number);
        early.clear();
    }

    synchronized boolean isLoaded() {
        return loaded;
    }

    // Reading

    public synchronized String id() {
        return id;
    }

    /** The number of the oldest event in memory, of the next one if there is none. */
    public synchronized long firstSeq() {
        return firstKept();
    }

    private long firstKept() {
        return lastSeq - lines.size() + 1;
    }

    /** Of what readers may have; 0 before the first event. */
    public synchronized long lastSeq() {
        return readableSeq;
    }

    /** Those in memory with a number above that which readers may have, oldest first, at most so many. */
    synchronized Lines readable(long after, int limit) {
        return between(after, readableSeq, limit);
    }

    /** Those that are not safe yet, at most so many. */
    synchronized Lines unsafe(int limit) {
        return between(readableSeq, lastSeq, limit);
    }

    private Lines between(long after, long upTo, int limit) {
        long first = Math.max(after + 1, firstKept());
        int count = (int) Math.max(0, Math.min(limit, upTo - first + 1));
        List<byte[]> found = new ArrayList<>(count);
        boolean nearEnd = first - firstKept() > lines.size() / 2;
        if (nearEnd) {
            return new Lines(first, fromEnd(first, count));
        }
        Iterator<byte[]> oldestFirst = lines.iterator();
        for (long seq = firstKept(); oldestFirst.hasNext() && found.size() < count; seq++) {
            byte[] line = oldestFirst.next();
            if (seq >= first) {
                found.add(line);
            }
        }
        return new Lines(first, found);
    }

    private List<byte[]> fromEnd(long first, int count) {
        ArrayDeque<byte[]> found = new ArrayDeque<>(count);
        Iterator<byte[]> newestFirst = lines.descendingIterator();
        for (long seq = lastSeq; seq >= first && newestFirst.hasNext(); seq--) {
            byte[] line = newestFirst.next();
            if (seq < first + count) {
                found.addFirst(line);
            }
        }
        return List.copyOf(found);
    }

    /** Readers may have everything up to that one. */
    synchronized void safe(long upTo) {
        readableSeq = Math.max(readableSeq, upTo);
    }

    synchronized void onFileSince(long firstSeq) {
        fileFirstSeq = firstSeq;
    }

    synchronized boolean isOnFileOnly(long seq) {
        return seq < firstKept() && fileFirstSeq < firstKept();
    }

    synchronized boolean isSafe() {
        return loaded && readableSeq == lastSeq;
    }

    EventPage page(long after, int limit) {
        Lines found;
        long first;
        long last;
        synchronized (this) {
            found = readable(after, limit);
            first = Math.min(firstKept(), fileFirstSeq);
            last = readableSeq;
        }
        return page(found, first, last);
    }

    EventPage page(Lines found, long first, long last) {
        long next = found.isEmpty() ? last : found.lastSeq();
        return new EventPage(
                room,
                id(),
                first,
                last,
                found.lines().stream().map(RoomLedger::decode).toList(),
                next);
    }

    private static LedgerEvent decode(byte[] line) {
        try {
            return LedgerText.decode(line);
        } catch (IOException impossible) {
            throw new IllegalStateException("a line that was written is no event", impossible);
        }
    }

    /** The newest lesson, as of now, or one of those before. */
    synchronized @Nullable AttendanceReport attendance(AttendanceQuery query, long nowMillis) {
        return fold.report(room, query, Math.max(nowMillis, lastMillis));
    }
}
