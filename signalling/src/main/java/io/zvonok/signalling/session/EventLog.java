package io.zvonok.signalling.session;

import io.zvonok.signalling.message.EventText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The numbered events of one session, the newest kept for a resume. Texts are shared with other sessions' logs. Of the
 * audience, which is large and is told little, less is kept.
 *
 * <p>Thread: the lesson's strand.
 */
final class EventLog {
    static final int MAX_EVENTS = 1000;
    static final int MAX_AUDIENCE_EVENTS = 256;
    static final int MAX_BYTES = 192 * 1024;

    /** A socket is known to be dead after 40 s, and is resumed within 60. */
    static final long MAX_AGE_MILLIS = 120_000;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long lastSeq;
    private int bytes;
    private int maxEvents = MAX_EVENTS;

    /** Returns the event's number; the first is 1. */
    long append(EventText event, long nowMillis) {
        lastSeq++;
        entries.addLast(new Entry(event, nowMillis));
        bytes += event.sizeBytes();
        while (isTooMuch(nowMillis)) {
            bytes -= entries.removeFirst().event().sizeBytes();
        }
        return lastSeq;
    }

    /** Numbers an event that is not kept, nor those before it. */
    long skip() {
        entries.clear();
        bytes = 0;
        return ++lastSeq;
    }

    /** Keeps none of those until now. */
    void forget() {
        entries.clear();
        bytes = 0;
    }

    void keepLess() {
        maxEvents = MAX_AUDIENCE_EVENTS;
    }

    private boolean isTooMuch(long nowMillis) {
        Entry oldest = entries.peekFirst();
        return oldest != null
                && (entries.size() > maxEvents || bytes > MAX_BYTES || nowMillis - oldest.atMillis() > MAX_AGE_MILLIS);
    }

    long lastSeq() {
        return lastSeq;
    }

    /** Every event after that number, oldest first; null if some are gone or the number is from elsewhere. */
    @Nullable
    List<EventText> after(long seq) {
        long firstSeq = lastSeq - entries.size() + 1;
        if (seq < firstSeq - 1 || seq > lastSeq) {
            return null;
        }
        return new ArrayList<>(entries)
                .subList((int) (seq - firstSeq + 1), entries.size()).stream()
                        .map(Entry::event)
                        .toList();
    }

    private record Entry(EventText event, long atMillis) {}
}
