package io.zvonok.signalling.ledger;

import java.util.List;

/**
 * Some events of one room.
 *
 * @param ledger changes when the numbers began anew, because the server had forgotten the room: then read from 0
 * @param firstSeq number of the oldest event that can still be read; a reader who wants an older one has missed it
 * @param lastSeq number of the newest, 0 if there is none
 * @param events oldest first, without gaps
 * @param next what to read after the next time
 */
public record EventPage(String room, String ledger, long firstSeq, long lastSeq, List<LedgerEvent> events, long next) {
    public EventPage {
        events = List.copyOf(events);
    }
}
