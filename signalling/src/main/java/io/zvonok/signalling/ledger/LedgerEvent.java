package io.zvonok.signalling.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened in a room. As JSON, an object of these fields without those that are null.
 *
 * @param seq 1 for the first of the room's ledger, then one more each
 * @param timeMillis wall time; never before that of the event before
 * @param type a {@link LedgerEventType#wireName}; readers let unknown ones pass
 * @param participantId of whom it happened to; null if it is about the room
 * @param data more of it; nobody may change it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"seq", "timeMillis", "type", "participantId", "identity", "role", "data"})
public record LedgerEvent(
        long seq,
        long timeMillis,
        String type,
        @Nullable String participantId,
        @Nullable String identity,
        @Nullable String role,
        ObjectNode data) {
    public boolean is(LedgerEventType candidate) {
        return type.equals(candidate.wireName());
    }

    /** Names nobody (P30). */
    @Override
    public String toString() {
        return "LedgerEvent[" + seq + " " + type + "]";
    }
}
