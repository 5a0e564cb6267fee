package io.zvonok.signalling.webhook;

import io.zvonok.signalling.ledger.LedgerEvent;
import java.util.List;

/**
 * What one webhook says.
 *
 * @param id the same whenever it is sent again
 * @param ledger see {@link io.zvonok.signalling.ledger.EventPage#ledger}
 * @param late a dead letter sent again: out of order
 */
public record WebhookBatch(String id, String room, String ledger, boolean late, List<LedgerEvent> events) {
    public WebhookBatch {
        events = List.copyOf(events);
    }
}
