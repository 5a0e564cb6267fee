package io.zvonok.signalling.ledger;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ledgers of all rooms of a server. Of rooms without a lesson those go first that were used longest ago.
 *
 * <p>Thread: any.
 */
public final class Ledgers {
    static final int MAX_ROOMS = 10_000;
    static final int MAX_EVENTS_PER_ROOM = 10_000;

    private final Map<String, Held> byRoom = new LinkedHashMap<>(16, 0.75f, true);

    /** Takes the room's ledger for a lesson, until {@link #release}. */
    public synchronized RoomLedger acquire(String room) {
        Held held = byRoom.computeIfAbsent(room, name -> new Held(new RoomLedger(name, MAX_EVENTS_PER_ROOM)));
        held.lessons++;
        forgetOldest();
        return held.ledger;
    }

    /** The lesson is over; the ledger stays as long as there is room for it. */
    public synchronized void release(RoomLedger ledger) {
        Held held = byRoom.get(ledger.room());
        if (held != null && held.ledger == ledger) {
            held.lessons--;
        }
    }

    private void forgetOldest() {
        Iterator<Held> oldestFirst = byRoom.values().iterator();
        while (byRoom.size() > MAX_ROOMS && oldestFirst.hasNext()) {
            if (oldestFirst.next().lessons == 0) {
                oldestFirst.remove();
            }
        }
    }

    /** Null if nothing is known of that room. */
    public synchronized @Nullable RoomLedger find(String room) {
        Held held = byRoom.get(room);
        return held == null ? null : held.ledger;
    }

    private static final class Held {
        private final RoomLedger ledger;
        private int lessons;

        private Held(RoomLedger ledger) {
            this.ledger = ledger;
        }
    }
}
