package io.zvonok.signalling.session;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.signalling.ledger.LedgerEventType;
import io.zvonok.signalling.ledger.RoomLedger;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happens in one lesson into its room's ledger. Whoever changes something that a backend may want to read
 * back records it here, right after it has happened.
 *
 * <p>Thread: the lesson's strand.
 */
final class LessonLedger {
    private final LessonContext context;
    private final RoomLedger ledger;

    LessonLedger(LessonContext context, RoomLedger ledger) {
        this.context = context;
        this.ledger = ledger;
    }

    /** @param session whom it happened to; null if it concerns the room */
    void record(LedgerEventType type, @Nullable ClientSession session) {
        record(type, session, data());
    }

    /**
     * @param session whom it happened to; null if it concerns the room
     * @param data must not be changed afterwards; whose doing it was goes into {@code by}, a participant id, absent if it
     *     was the server or the backend
     */
    void record(LedgerEventType type, @Nullable ClientSession session, ObjectNode data) {
        if (session == null) {
            ledger.append(type, context.nowMillis(), null, null, null, data);
        } else {
            ledger.append(
                    type,
                    context.nowMillis(),
                    session.participantId(),
                    session.claims().identity(),
                    session.claims().role().wireName(),
                    data);
        }
    }

    /** Of somebody who has no session (any more): who waits in the lobby, who is banned. */
    void recordOf(
            LedgerEventType type,
            @Nullable String participantId,
            String identity,
            @Nullable String role,
            ObjectNode data) {
        ledger.append(type, context.nowMillis(), participantId, identity, role, data);
    }

    /** To be filled. */
    static ObjectNode data() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** To be filled further. @param participantId who did it; empty for the backend */
    static ObjectNode by(String participantId) {
        ObjectNode data = data();
        if (!participantId.isEmpty()) {
            data.put("by", participantId);
        }
        return data;
    }
}
