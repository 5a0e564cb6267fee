package io.zvonok.signalling.session;

import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.ledger.RoomLedger;
import io.zvonok.signalling.message.ClientMessage;
import io.zvonok.signalling.message.ExplainReport;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.message.ServerMessage.LeaveReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One room's conversation: who is in it, what each is told, when it opens and closes. Exists only while somebody with a
 * token is there, and for a while after (P25). A failure is contained to one session (P38).
 *
 * <p>Thread: its strand; the methods of "doors" may be called from any thread.
 */
final class Lesson {
    private static final Logger LOG = LoggerFactory.getLogger(Lesson.class);

    private final LessonContext context;
    private final Lessons lessons;
    private final RoomId room;
    private final Strand strand;
    private final long createdAtMillis;
    private final RoomTerms terms;
    private final Audience audience;
    private final Attendance attendance;
    private final Announcer announcer;
    private final Broadcast broadcast;
    private final AudienceFanOut fanOut;
    private final Comments comments;
    private final Entrance entrance;
    private final RoomSettings settings = new RoomSettings();
    private final Rights rights;
    private final Lobby lobby;
    private final ModerationDesk moderation;
    private final Requests requests;
    private final ExplainDesk explainDesk;
    private final RoomLedger roomLedger;
    private final LessonLedger ledger;
    private final List<Runnable> waitingForRoom = new ArrayList<>();
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private boolean open;
    private volatile boolean gone;
    private Strand.@Nullable Timer emptyTimer;

    Lesson(LessonContext context, Lessons lessons, RoomId room, RoomTerms terms, CompletionStage<Void> previousClosed) {
        this.context = context;
        this.lessons = lessons;
        this.room = room;
        this.terms = terms;
        this.strand = context.strands().get();
        this.createdAtMillis = context.nowMillis();
        this.roomLedger = context.ledgers().acquire(room.value());
        this.ledger = new LessonLedger(context, roomLedger, strand);
        this.audience = new Audience(strand, this::tellRoom);
        this.attendance = new Attendance(terms::maxOnStage, audience);
        this.announcer = new Announcer(context, attendance, audience);
        this.broadcast = new Broadcast(context, room, strand, attendance, this::tellRoom, ledger);
        this.fanOut = new AudienceFanOut(context, strand, audience, this::onTheWire, this::peopleOnAir);
        this.comments = new Comments(context, broadcast, fanOut, announcer);
        this.entrance = new Entrance(context, lessons, this);
        this.rights = new Rights(context, room, settings);
        this.lobby = new Lobby(context, this);
        this.moderation = new ModerationDesk(context, this);
        this.requests = new Requests(context, this);
        this.explainDesk = new ExplainDesk(context, this);
        previousClosed.whenComplete((done, failure) -> post("open", this::openRoom));
    }

    // Doors

    RoomId room() {
        return room;
    }

    /** True once it is closing; whoever wants in needs a new one. */
    boolean isGone() {
        return gone;
    }

    /** Fails with the reason if the room cannot be opened, or is closed before. */
    CompletionStage<Void> opened() {
        return opened;
    }

    CompletionStage<Void> closed() {
        return closed;
    }

    void enter(Admission admission) {
        post("join", () -> entrance.enter(admission));
    }

    void resume(Conversation conversation, long id, ClientSession session, long lastSeq) {
        post("resume", () -> takeUp(conversation, id, session, lastSeq));
    }

    void onMessage(Conversation conversation, ClientMessage message) {
        post("message", () -> handle(conversation, message));
    }

    /** @param left true if the client meant to go */
    void onSocketClosed(Conversation conversation, boolean left) {
        post("socket", () -> {
            ClientSession session = conversation.session();
            if (session == null) {
                lobby.onSocketClosed(conversation);
            } else if (session.isOn(conversation)) {
                loseSocket(session, left);
            }
        });
    }

    /** Tells everybody to go elsewhere, and when this server ends. */
    void goAway(String reason, @Nullable String url, @Nullable Long endsInMillis) {
        post("goAway", () -> {
            int spread = 1000 + context.random().nextInt(2000); // not all at once
            ServerMessage.GoAway goAway =
                    new ServerMessage.GoAway(ServerMessage.GoAwayAction.RECONNECT, reason, spread, url, endsInMillis);
            announcer.tellAll(goAway);
            fanOut.tell(goAway);
            lobby.close(CloseCode.TRY_LATER);
            attendance.everybody().stream()
                    .filter(session -> session.state() == SessionState.DETACHED)
                    .forEach(session -> end(session, LeaveReason.TIMEOUT, null));
        });
    }

    /** Ends every session and the room. */
    void shutDown() {
        post("shutDown", () -> finish(CloseCode.GOING_AWAY));
    }

    // Opening and closing

    private void openRoom() {
        if (gone) {
            return;
        }
        context.media().openRoom(room, new RoomEars(context, this)).whenCompleteAsync(this::onRoomOpened, strand);
    }

    private void onRoomOpened(@Nullable Void done, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.error("the media core opened no room: {}", Refusals.of(failure).code());
            opened.completeExceptionally(Refusals.of(failure));
            attendance.everybody().forEach(session -> end(session, LeaveReason.FAILED, CloseCode.INTERNAL));
            lobby.close(CloseCode.INTERNAL);
            finishClosing();
            return;
        }
        open = true;
        LOG.info("lesson opened");
        ledger.opened();
        context.listener().onLessonOpened(room);
        List<Runnable> waiting = List.copyOf(waitingForRoom);
        waitingForRoom.clear();
        waiting.forEach(Runnable::run);
        opened.complete(null);
        closeLaterIfEmpty();
    }

    void whenOpen(Runnable task) {
        if (open) {
            task.run();
        } else {
            waitingForRoom.add(task);
        }
    }

    void closeLaterIfEmpty() {
        stopEmptyTimer();
        if (open && attendance.isEmpty() && lobby.isEmpty() && !gone) {
            emptyTimer = strand.schedule(terms.emptyMillis(), this::close);
        }
    }

    void stopEmptyTimer() {
        if (emptyTimer != null) {
            emptyTimer.cancel();
            emptyTimer = null;
        }
    }

    /** Everybody is told, and out; nobody of them is to come back. */
    void endForAll() {
        ServerMessage.GoAway over =
                new ServerMessage.GoAway(ServerMessage.GoAwayAction.DISCONNECT, "ended", 0, null, null);
        announcer.tellAll(over);
        fanOut.tell(over);
        finish(CloseCode.ROOM_GONE);
    }

    private void finish(CloseCode code) {
        ledger.ending(code == CloseCode.GOING_AWAY ? "serverClosed" : "ended");
        attendance.everybody().forEach(session -> end(session, LeaveReason.LEFT, code));
        lobby.close(code);
        close();
    }

    private void close() {
        if (gone) {
            return;
        }
        gone = true;
        stopEmptyTimer();
        context.media().closeRoom(room).whenCompleteAsync((done, failure) -> finishClosing(), strand);
    }

    private void finishClosing() {
        gone = true;
        lessons.forget(this);
        opened.completeExceptionally(Refusals.noRoom());
        if (open) {
            open = false;
            LOG.info("lesson closed");
            ledger.closed();
            context.listener().onLessonClosed(room);
        }
        if (closed.complete(null)) {
            context.ledgers().release(roomLedger);
        }
    }

    // Sockets that come and go

    private void takeUp(Conversation conversation, long id, ClientSession session, long lastSeq) {
        List<String> missed = session.isPresent() ? session.eventsAfter(lastSeq) : null;
        if (missed == null) {
            conversation.refuse(id, Refusals.sessionGone());
            return;
        }
        if (!conversation.isOpen()) {
            return;
        }
        Conversation before = session.attach(conversation);
        if (before != null) {
            before.close(CloseCode.REPLACED);
        }
        conversation.begin(session);
        conversation.reply(new ServerMessage.Resumed(id, true, session.sessionId(), session.lastSeq()));
        missed.forEach(conversation.connection()::sendOpening);
    }

    private void loseSocket(ClientSession session, boolean left) {
        if (left || session.state() == SessionState.NEW) {
            end(session, LeaveReason.LEFT, null);
            return;
        }
        session.detach();
        if (lessons.isDraining()) {
            end(session, LeaveReason.LEFT, null);
            return;
        }
        session.startTimer(
                strand.schedule(context.config().resumeMillis(), () -> end(session, LeaveReason.TIMEOUT, null)));
    }

    // Messages

    private void handle(Conversation conversation, ClientMessage message) {
        ClientSession session = conversation.session();
        if (session == null) {
            lobby.handle(conversation, message);
            return;
        }
        try {
            requests.handle(session, message);
        } catch (ZvonokException refusal) {
            conversation.reply(Refusals.failed(message.id(), refusal));
        } catch (RuntimeException bug) {
            Bugs.log(LOG, message.getClass().getSimpleName(), bug);
            conversation.reply(Refusals.failed(message.id(), Refusals.internal()));
            end(session, LeaveReason.FAILED, CloseCode.INTERNAL);
        }
    }

    /** Answers when the media core has. */
    <T> void answer(CompletionStage<T> stage, ClientSession session, long id, Function<T, ServerMessage.Reply> reply) {
        answer(stage, () -> {}, session, id, reply);
    }

    /** @param before runs first, whatever the outcome */
    <T> void answer(
            CompletionStage<T> stage,
            Runnable before,
            ClientSession session,
            long id,
            Function<T, ServerMessage.Reply> reply) {
        stage.whenCompleteAsync(
                (value, failure) -> {
                    before.run();
                    try {
                        session.reply(failure == null ? reply.apply(value) : Refusals.failed(id, Refusals.of(failure)));
                    } catch (ZvonokException refusal) {
                        session.reply(Refusals.failed(id, refusal));
                    } catch (RuntimeException bug) {
                        Bugs.log(LOG, "reply", bug);
                        session.reply(Refusals.failed(id, Refusals.internal()));
                    }
                },
                strand);
    }

    // What guests use

    void remember(Guest guest) {
        lessons.remember(guest);
    }

    /** Runs a guest's request on the strand; what it throws fails the stage. */
    void inTurn(CompletableFuture<?> answered, Runnable task) {
        post("guest", () -> {
            try {
                task.run();
            } catch (ZvonokException refusal) {
                answered.completeExceptionally(refusal);
            } catch (RuntimeException bug) {
                Bugs.log(LOG, "guest", bug);
                answered.completeExceptionally(Refusals.internal());
            }
        });
    }

    CompletionStage<JoinResult> update(ClientSession session, PeerDescription description) {
        return context.media().update(room, session.peer(), description);
    }

    CompletionStage<ExplainReport> explain(ClientSession session) {
        return explainDesk.explain(session, null);
    }

    // What the parts of it use

    Strand strand() {
        return strand;
    }

    RoomTerms terms() {
        return terms;
    }

    long createdAtMillis() {
        return createdAtMillis;
    }

    Attendance attendance() {
        return attendance;
    }

    Audience audience() {
        return audience;
    }

    Announcer announcer() {
        return announcer;
    }

    Broadcast broadcast() {
        return broadcast;
    }

    Comments comments() {
        return comments;
    }

    ExplainDesk explainDesk() {
        return explainDesk;
    }

    Requests requests() {
        return requests;
    }

    LessonLedger ledger() {
        return ledger;
    }

    RoomSettings settings() {
        return settings;
    }

    Rights rights() {
        return rights;
    }

    Lobby lobby() {
        return lobby;
    }

    ModerationDesk moderation() {
        return moderation;
    }

    Entrance entrance() {
        return entrance;
    }

    ServerMessage.Room onTheWire() {
        return new ServerMessage.Room(
                room.value(),
                terms.name(),
                createdAtMillis,
                audience.size(),
                broadcast.isOnAir(),
                broadcast.onAirSince(),
                broadcast.isSourceGone(),
                broadcast.programme(),
                comments.policy(),
                settings.onTheWire());
    }

    private List<ServerMessage.Participant> peopleOnAir() {
        return broadcast.people().stream().map(ClientSession::onTheWire).toList();
    }

    /** Whose names that one needs: the others on stage, or those in the programme. */
    List<ServerMessage.Participant> seenBy(ClientSession session) {
        if (!session.isOnStage()) {
            return peopleOnAir();
        }
        return attendance.onStage().stream()
                .filter(other -> other != session)
                .map(ClientSession::onTheWire)
                .toList();
    }

    /** The room is other than before. */
    void tellRoom() {
        announcer.tellAll(new ServerMessage.RoomUpdated(onTheWire(), null));
        fanOut.roomChanged();
    }

    /** Somebody on stage is other than before; all on stage are told. */
    void tellUpdated(ClientSession session) {
        ledger.changed(session, "");
        if (session.isOnStage()) {
            announcer.tellAll(new ServerMessage.ParticipantUpdated(session.onTheWire()));
            stageChanged();
        }
    }

    /** Those on stage are told of each other, moderators of the audience, and the one in the audience of the own. */
    void tellHand(ClientSession session, boolean raised, long nowMillis) {
        ServerMessage.Hand hand = new ServerMessage.Hand(session.participantId(), raised, nowMillis);
        if (session.isOnStage()) {
            announcer.tellAll(hand);
        } else {
            announcer.tellOne(session, hand);
            announcer.tellHandOf(session);
        }
    }

    void stageChanged() {
        broadcast.stageChanged();
        fanOut.roomChanged();
    }

    /** Tells the others; the newcomer has been told nothing yet. */
    void onJoined(ClientSession session) {
        ledger.changed(session, "");
        if (session.isOnStage()) {
            announcer.tell(new ServerMessage.ParticipantJoined(session.onTheWire()), other -> other != session);
            audience.onNewcomer();
        } else {
            audience.changed(1);
            fanOut.onNewcomer(onTheWire(), peopleOnAir());
        }
    }

    /** What follows from it, for the newcomer too. */
    void afterJoined(ClientSession session) {
        if (session.isOnStage()) {
            broadcast.onStage(session);
            fanOut.roomChanged();
            if (session.hears() && session.directs()) {
                announcer.tellHandsUp(session);
                comments.tellPending(session);
                lobby.tell(session);
            }
        }
    }

    /** @param code what the socket is closed with; null if there is none any more, or if it may stay */
    void end(ClientSession session, LeaveReason reason, @Nullable CloseCode code) {
        boolean wasPresent = session.isPresent();
        if (wasPresent) {
            ledger.left(session, reason);
        }
        Conversation last = remove(session);
        if (last != null && code != null) {
            last.close(code);
        }
        if (!wasPresent) {
            return;
        }
        context.stats().participant(session.claims().role(), -1);
        moderation.onGone(session, reason);
        if (session.isOnStage()) {
            announcer.tellAll(new ServerMessage.ParticipantLeft(session.participantId(), reason));
            context.listener().onParticipantLeft(room, session.person(), reason);
            if (reason != LeaveReason.REPLACED) { // whoever replaces is about to be on stage
                stageChanged();
            }
        } else {
            audience.changed(-1);
            announcer.tellGone(session);
        }
    }

    /** Returns its socket. */
    private @Nullable Conversation remove(ClientSession session) {
        if (session.state() == SessionState.CLOSED) {
            return null;
        }
        Conversation last = session.close();
        attendance.remove(session);
        lessons.forget(session);
        context.media().leave(room, session.peer());
        closeLaterIfEmpty();
        return last;
    }

    void post(String where, Runnable task) {
        strand.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException bug) {
                Bugs.log(LOG, where, bug);
            }
        });
    }
}
