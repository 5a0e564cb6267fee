package io.zvonok.signalling.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The numbered events of one session, the newest kept for a resume. Texts are shared with other sessions' logs.
 *
 * <p>Thread: the lesson's strand.
 */
final class EventLog {
    static final int MAX_EVENTS = 1000;
    static final int MAX_CHARACTERS = 192 * 1024;

    /** A socket is known to be dead after 40 s, and is resumed within 60. */
    static final long MAX_AGE_MILLIS = 120_000;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long lastSeq;
    private int characters;

    /** Returns the event's number; the first is 1. */
    long append(String event, long nowMillis) {
        lastSeq++;
        entries.addLast(new Entry(event, nowMillis));
        characters += event.length();
        while (isTooMuch(nowMillis)) {
            characters -= entries.removeFirst().event().length();
        }
        return lastSeq;
    }

    private boolean isTooMuch(long nowMillis) {
        Entry oldest = entries.peekFirst();
        return oldest != null
                && (entries.size() > MAX_EVENTS
                        || characters > MAX_CHARACTERS
                        || nowMillis - oldest.atMillis() > MAX_AGE_MILLIS);
    }

    long lastSeq() {
        return lastSeq;
    }

    /** Every event after that number, oldest first; null if some are gone or the number is from elsewhere. */
    @Nullable
    List<String> after(long seq) {
        long firstSeq = lastSeq - entries.size() + 1;
        if (seq < firstSeq - 1 || seq > lastSeq) {
            return null;
        }
        return new ArrayList<>(entries)
                .subList((int) (seq - firstSeq + 1), entries.size()).stream()
                        .map(Entry::event)
                        .toList();
    }

    private record Entry(String event, long atMillis) {}
}
