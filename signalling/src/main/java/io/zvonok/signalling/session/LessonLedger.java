package io.zvonok.signalling.session;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.LinkQuality;
import io.zvonok.media.api.PeerTier;
import io.zvonok.signalling.ledger.LedgerEventType;
import io.zvonok.signalling.ledger.RoomLedger;
import io.zvonok.signalling.message.ServerMessage.LeaveReason;
import io.zvonok.signalling.message.WireNames;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happens in one lesson into its room's ledger. Whoever changes something that a backend may want to read
 * back records it here, right after it has happened.
 *
 * <p>Every {@code joined} gets its {@code left}: both are written here only, of a session once each. What somebody
 * publishes is compared with what was written last, so any change is found, and a client that flips a switch all day
 * makes few events. Of an audience the first {@value #MAX_LISTED_AUDIENCE} are listed, all are counted once a minute.
 *
 * <p>Thread: the lesson's strand.
 */
final class LessonLedger {
    static final int MAX_LISTED_AUDIENCE = 1000;
    static final long TICK_MILLIS = 30_000;
    static final int MAX_DIGESTS_PER_TICK = 50;

    private static final Logger LOG = LoggerFactory.getLogger(LessonLedger.class);
    private static final long CATCH_UP_MILLIS = 1000;
    private static final int SWITCHES_PER_SECOND = 5;
    private static final int SWITCH_BURST = 1000;

    private final LessonContext context;
    private final RoomLedger ledger;
    private final Strand strand;
    /** Those whose {@code joined} is written and whose {@code left} is not. */
    private final Map<ClientSession, Stay> stays = new LinkedHashMap<>();

    private final Set<ClientSession> behind = new LinkedHashSet<>();
    private final ArrayDeque<ClientSession> digestsDue = new ArrayDeque<>();
    private final AudienceCount audience = new AudienceCount();
    private final RateLimit switches;
    private int listedAudience;
    private @Nullable String ending;
    private boolean onAir;
    private long ticks;
    private Strand.@Nullable Timer ticking;

    LessonLedger(LessonContext context, RoomLedger ledger, Strand strand) {
        this.context = context;
        this.ledger = ledger;
        this.strand = strand;
        this.switches = new RateLimit(
                SWITCHES_PER_SECOND, SWITCH_BURST, context.nanoTime().getAsLong());
    }

    // For everybody

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
            append(type, null, null, null, data);
        } else {
            session.past().onLedger(type, data.path("by").textValue());
            append(
                    type,
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
        append(type, participantId, identity, role, data);
    }

    /** To be filled. */
    static ObjectNode data() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** To be filled further. @param participantId who did it; empty for the server or the backend */
    static ObjectNode by(String participantId) {
        ObjectNode data = data();
        if (!participantId.isEmpty()) {
            data.put("by", participantId);
        }
        return data;
    }

    // Opening and closing

    void opened() {
        record(LedgerEventType.ROOM_OPENED, null);
        ticking = strand.schedule(TICK_MILLIS, this::tick);
    }

    /** The reason of all ends from now on. */
    void ending(String reason) {
        ending = reason;
    }

    void closed() {
        if (ticking != null) {
            ticking.cancel();
        }
        List.copyOf(stays.keySet()).forEach(session -> left(session, LeaveReason.FAILED));
        tellAudience();
        if (onAir) {
            record(LedgerEventType.OFF_AIR, null);
        }
        record(LedgerEventType.ROOM_CLOSED, null, data().put("reason", ending == null ? "empty" : ending));
    }

    // Who is there

    void joined(ClientSession session) {
        if (!session.isOnStage()) {
            audience.joined();
            if (listedAudience >= MAX_LISTED_AUDIENCE) {
                return;
            }
            listedAudience++;
        }
        begin(session, data());
    }

    private void begin(ClientSession session, ObjectNode data) {
        if (stays.putIfAbsent(
                        session, new Stay(session.tier(), context.nanoTime().getAsLong()))
                != null) {
            return;
        }
        digestsDue.addLast(session);
        data.put("tier", WireNames.of(session.tier()));
        data.put("via", session.hears() ? "page" : session.isOnStage() ? "encoder" : "player");
        if (session.lesson().rights().hasFloor(session)) {
            data.put("floor", true);
        }
        record(LedgerEventType.JOINED, session, data);
    }

    void left(ClientSession session, LeaveReason reason) {
        if (!session.isOnStage()) {
            audience.left();
        }
        end(session, ending == null ? WireNames.of(reason) : ending);
    }

    private void end(ClientSession session, String reason) {
        Stay stay = stays.remove(session);
        if (stay == null) {
            return;
        }
        behind.remove(session);
        digestsDue.remove(session);
        long now = context.nanoTime().getAsLong();
        stay.settle().forEach(change -> record(change.type(), session, change.data()));
        digest(session, stay, now);
        ObjectNode data = data().put("reason", reason).put("tier", WireNames.of(stay.tier()));
        record(LedgerEventType.LEFT, session, data.put("seconds", stay.seconds(now)));
    }

    /** From the stage into the audience or back; the new place is taken. */
    void moved(ClientSession session) {
        if (session.tier() == PeerTier.STAGE) {
            audience.left();
        } else {
            audience.joined();
        }
        end(session, "moved");
        begin(session, data().put("moved", true));
    }

    // What they do

    /**
     * Writes what is other than written: tracks, their mutes, the hand. Cheap if nothing is.
     *
     * @param by who did it, a participant id; empty for whom it is about
     */
    void changed(ClientSession session, String by) {
        Stay stay = stays.get(session);
        if (stay == null) {
            return;
        }
        List<Stay.Change> changes = stay.changes(session);
        if (changes.isEmpty()) {
            behind.remove(session);
            return;
        }
        long now = context.nanoTime().getAsLong();
        if (!stay.mayWrite(now) || !switches.tryTake(now)) {
            later(session);
            return;
        }
        stay.written(session);
        behind.remove(session);
        for (Stay.Change change : changes) {
            ObjectNode data = change.data();
            if (!by.isEmpty()) {
                data.put("by", by);
            }
            record(change.type(), session, data);
        }
    }

    private void later(ClientSession session) {
        if (behind.isEmpty()) {
            strand.schedule(CATCH_UP_MILLIS, this::catchUp);
        }
        behind.add(session);
    }

    private void catchUp() {
        List<ClientSession> waiting = List.copyOf(behind);
        behind.clear();
        waiting.forEach(session -> changed(session, ""));
    }

    void quality(ClientSession session, LinkQuality quality) {
        Stay stay = stays.get(session);
        if (stay != null) {
            stay.link().add(quality);
        }
    }

    // Now and then

    private void tick() {
        ticking = strand.schedule(TICK_MILLIS, this::tick);
        ticks++;
        long now = context.nanoTime().getAsLong();
        for (int i = Math.min(MAX_DIGESTS_PER_TICK, digestsDue.size()); i > 0; i--) {
            ClientSession session = digestsDue.removeFirst();
            digestsDue.addLast(session);
            Stay stay = stays.get(session);
            if (stay != null) {
                digest(session, stay, now);
            }
        }
        if (ticks % 2 == 0) {
            tellAudience();
        }
    }

    private void digest(ClientSession session, Stay stay, long nowNanos) {
        if (stay.link().isKnown()) {
            record(LedgerEventType.QUALITY, session, stay.link().take(nowNanos));
        }
    }

    private void tellAudience() {
        ObjectNode count = audience.take();
        if (count != null) {
            record(LedgerEventType.AUDIENCE, null, count);
        }
    }

    /** What goes wrong here costs an event, never a lesson. */
    private void append(
            LedgerEventType type,
            @Nullable String participantId,
            @Nullable String identity,
            @Nullable String role,
            ObjectNode data) {
        if (type == LedgerEventType.ON_AIR || type == LedgerEventType.OFF_AIR) {
            onAir = type == LedgerEventType.ON_AIR;
        }
        try {
            ledger.append(type, context.nowMillis(), participantId, identity, role, data);
        } catch (RuntimeException bug) {
            Bugs.log(LOG, "ledger", bug);
        }
    }
}
