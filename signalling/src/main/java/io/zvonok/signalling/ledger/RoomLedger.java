package io.zvonok.signalling.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The numbered events of one room, over all its lessons, the newest kept.
 *
 * <p>Thread: any; whoever appends decides the order.
 */
public final class RoomLedger {
    private final String room;
    private final int maxEvents;
    private final Deque<LedgerEvent> events = new ArrayDeque<>();
    private long lastSeq;
    private long lastMillis;

    RoomLedger(String room, int maxEvents) {
        this.room = room;
        this.maxEvents = maxEvents;
    }

    public String room() {
        return room;
    }

    /** @param data is the ledger's from now on */
    public synchronized LedgerEvent append(
            LedgerEventType type,
            long nowMillis,
            @Nullable String participantId,
            @Nullable String identity,
            @Nullable String role,
            ObjectNode data) {
        lastMillis = Math.max(lastMillis, nowMillis);
        LedgerEvent event =
                new LedgerEvent(++lastSeq, lastMillis, type.wireName(), participantId, identity, role, data);
        events.addLast(event);
        if (events.size() > maxEvents) {
            events.removeFirst();
        }
        return event;
    }

    /** The number of the oldest event kept, of the next one if none is. */
    public synchronized long firstSeq() {
        return lastSeq - events.size() + 1;
    }

    /** 0 before the first event. */
    public synchronized long lastSeq() {
        return lastSeq;
    }

    /** Those kept with a number above that, oldest first, at most so many. */
    public synchronized List<LedgerEvent> after(long seq, int limit) {
        return events.stream().filter(event -> event.seq() > seq).limit(limit).toList();
    }
}
