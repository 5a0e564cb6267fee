package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.ledger.LedgerEventType;
import io.zvonok.signalling.message.ClientMessage;
import io.zvonok.signalling.message.ClientMessage.ModerateAction;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.message.ServerMessage.LobbyItem;
import io.zvonok.signalling.token.Claims;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The door of a lesson: shut where it is locked, and with a lobby behind it where that is wanted, in which those wait who
 * have a good token but do not direct. They have no session, get nothing and are seen by moderators only; their offers are
 * kept unread until somebody admits them.
 *
 * <p>Thread: the lesson's strand.
 */
final class Lobby {
    static final int MAX_WAITING = 200;
    static final long TELL_MILLIS = 250;

    private final LessonContext context;
    private final Lesson lesson;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private boolean timed;
    private boolean stale;

    private record Waiting(SocketAdmission admission, LobbyItem item) {}

    Lobby(LessonContext context, Lesson lesson) {
        this.context = context;
        this.lesson = lesson;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** As moderators see it. */
    List<LobbyItem> items() {
        return waiting.values().stream().map(Waiting::item).toList();
    }

    // Coming and going

    /**
     * Throws FORBIDDEN or ROOM_FULL.
     *
     * @return true if that one waits here now
     */
    boolean keeps(Admission admission) {
        RoomSettings settings = lesson.settings();
        if (!settings.locked() && !settings.lobby() || passes(admission)) {
            return false;
        }
        if (settings.locked()) {
            throw new ZvonokException(ErrorCode.FORBIDDEN, "the lesson is locked");
        }
        if (admission instanceof SocketAdmission socket) {
            add(socket);
            return true;
        }
        throw new ZvonokException(ErrorCode.FORBIDDEN, "the lesson has a lobby: come by its page");
    }

    /** Those who direct, and those who are in already: they load the page anew. */
    private boolean passes(Admission admission) {
        Claims claims = admission.claims();
        return PermissionTable.directs(claims.role(), TierGrants.of(claims, admission.tier()))
                || lesson.attendance().isSeatTaken(admission.seat());
    }

    private void add(SocketAdmission admission) {
        Claims claims = admission.claims();
        if (!admission.seat().isEmpty()) {
            removeIf(
                    before -> before.admission.seat().equals(admission.seat()),
                    before -> before.admission.conversation().close(CloseCode.REPLACED));
        }
        if (waiting.size() >= MAX_WAITING) {
            throw new ZvonokException(ErrorCode.ROOM_FULL, "the lobby is full");
        }
        String id = new IdSource(context.random()).participantId();
        LobbyItem item = new LobbyItem(id, claims.identity(), claims.name(), claims.role(), context.nowMillis());
        waiting.put(id, new Waiting(admission, item));
        admission.conversation().connection().admitted();
        admission
                .conversation()
                .reply(new ServerMessage.Waiting(admission.message().id(), ServerMessage.WaitingIn.LOBBY));
        record(LedgerEventType.LOBBY_WAITING, item, "");
        changed();
    }

    /** True if it waited here. */
    boolean onSocketClosed(Conversation conversation) {
        return removeIf(one -> one.admission.conversation() == conversation, gone -> lesson.closeLaterIfEmpty());
    }

    /** What somebody says who has no session: from here one may only leave. */
    void handle(Conversation conversation, ClientMessage message) {
        boolean waits = waiting.values().stream().anyMatch(one -> one.admission.conversation() == conversation);
        if (waits && message instanceof ClientMessage.Leave) {
            conversation.reply(new ServerMessage.Done(message.id()));
            conversation.close(CloseCode.LEFT);
        } else if (waits && message instanceof ClientMessage.Ping ping) {
            conversation.reply(new ServerMessage.Pong(ping.id(), ping.t(), context.nowMillis()));
        } else {
            String why = waits ? "you are in the lobby: a moderator lets you in" : "join first";
            conversation.reply(Refusals.failed(message.id(), new ZvonokException(ErrorCode.WRONG_STATE, why)));
        }
    }

    /** The lesson is over, or is to go on elsewhere. */
    void close(CloseCode code) {
        removeIf(one -> true, one -> one.admission.conversation().close(code));
    }

    // What moderators do

    @Nullable
    LobbyItem find(String participantId) {
        Waiting found = waiting.get(participantId);
        return found == null ? null : found.item;
    }

    /** Throws NOT_FOUND or ROOM_FULL; then that one waits on. */
    void admit(Actor actor, String participantId) {
        Waiting one = require(participantId);
        lesson.attendance().requirePlace(one.admission);
        waiting.remove(participantId);
        record(LedgerEventType.LOBBY_ADMITTED, one.item, actor.participantId());
        lesson.entrance().admit(one.admission.admitted(context.nanoTime().getAsLong()));
        changed();
    }

    /** The first to come first. Returns false if there was no place for all; the others wait on. */
    boolean admitAll(Actor actor) {
        try {
            List.copyOf(waiting.keySet()).forEach(participantId -> admit(actor, participantId));
            return true;
        } catch (ZvonokException full) {
            return false;
        }
    }

    /** Throws NOT_FOUND. */
    void refuse(Actor actor, String participantId) {
        refuse(actor, require(participantId));
    }

    void refuseAll(Actor actor, String identity) {
        List.copyOf(waiting.values()).stream()
                .filter(one -> one.item.identity().equals(identity))
                .forEach(one -> refuse(actor, one));
    }

    private void refuse(Actor actor, Waiting one) {
        waiting.remove(one.item.participantId());
        Conversation conversation = one.admission.conversation();
        ServerMessage.Moderated event = new ServerMessage.Moderated(ModerateAction.REFUSE, null, actor.participantId());
        conversation.connection().send(lesson.announcer().encode(event, 1), 1);
        conversation.close(CloseCode.FORBIDDEN);
        record(LedgerEventType.LOBBY_REFUSED, one.item, actor.participantId());
        changed();
        lesson.closeLaterIfEmpty();
    }

    /** To a moderator who has just come. */
    void tell(ClientSession moderator) {
        if (!waiting.isEmpty() && moderator.grants().moderate()) {
            lesson.announcer().tellOne(moderator, event());
        }
    }

    private Waiting require(String participantId) {
        Waiting found = waiting.get(participantId);
        if (found == null) {
            throw new ZvonokException(ErrorCode.NOT_FOUND, "nobody with this id waits in the lobby");
        }
        return found;
    }

    private boolean removeIf(Predicate<Waiting> which, Consumer<Waiting> then) {
        List<Waiting> gone = waiting.values().stream().filter(which).toList();
        gone.forEach(one -> waiting.remove(one.item.participantId()));
        gone.forEach(then);
        if (!gone.isEmpty()) {
            changed();
        }
        return !gone.isEmpty();
    }

    /** A class that comes all at once does not tell each moderator of each one. */
    private void changed() {
        stale = true;
        if (!timed) {
            timed = true;
            tellModerators();
            lesson.strand().schedule(TELL_MILLIS, this::onTime);
        }
    }

    private void onTime() {
        timed = false;
        if (stale) {
            changed();
        }
    }

    private void tellModerators() {
        stale = false;
        lesson.announcer().tell(event(), session -> session.grants().moderate());
    }

    private ServerMessage.Lobby event() {
        return new ServerMessage.Lobby(items());
    }

    private void record(LedgerEventType type, LobbyItem item, String by) {
        lesson.ledger()
                .recordOf(
                        type, item.participantId(), item.identity(), item.role().wireName(), LessonLedger.by(by));
    }
}
