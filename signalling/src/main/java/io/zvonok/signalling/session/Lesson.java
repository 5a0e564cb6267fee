package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.message.ClientMessage;
import io.zvonok.signalling.message.ExplainReport;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.message.ServerMessage.LeaveReason;
import io.zvonok.signalling.token.Claims;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
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
    private static final int MAX_KICKED = 10_000;

    private final LessonContext context;
    private final Lessons lessons;
    private final RoomId room;
    private final Strand strand;
    private final long createdAtMillis;
    private final Requests requests;
    private final ChatHistory chat = new ChatHistory();
    /** By participant id, those who are joining too. */
    private final Map<String, ClientSession> sessions = new LinkedHashMap<>();

    private final Audience audience;
    private final Map<String, ClientSession> presentBySeat = new HashMap<>();
    private final Set<String> kickedTokens = new LinkedHashSet<>();
    private final List<Runnable> waitingForRoom = new ArrayList<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private boolean open;
    private volatile boolean gone;
    private Strand.@Nullable Timer emptyTimer;

    Lesson(LessonContext context, Lessons lessons, RoomId room, CompletionStage<Void> previousClosed) {
        this.context = context;
        this.lessons = lessons;
        this.room = room;
        this.strand = context.strands().get();
        this.createdAtMillis = context.nowMillis();
        this.requests = new Requests(context, this);
        this.audience = new Audience(strand, () -> tellAll(new ServerMessage.RoomUpdated(onTheWire())));
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

    CompletionStage<Void> closed() {
        return closed;
    }

    void enter(Admission admission) {
        post("join", () -> {
            if (gone) {
                contain(admission, () -> lessons.enter(admission));
            } else if (admission.isWaiting()) {
                contain(admission, () -> startJoin(admission));
            }
        });
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
            if (session != null && session.isOn(conversation)) {
                loseSocket(session, left);
            }
        });
    }

    /** Tells everybody to go elsewhere. */
    void goAway(String reason) {
        post("goAway", () -> {
            int spread = 1000 + context.random().nextInt(2000); // not all at once
            tellAll(new ServerMessage.GoAway(ServerMessage.GoAwayAction.RECONNECT, reason, spread));
            List.copyOf(sessions.values()).stream()
                    .filter(session -> session.state() == SessionState.DETACHED)
                    .forEach(session -> end(session, LeaveReason.TIMEOUT, null));
        });
    }

    /** Ends every session and the room. */
    void shutDown() {
        post("shutDown", () -> {
            everybody().forEach(session -> end(session, LeaveReason.LEFT, CloseCode.GOING_AWAY));
            close();
        });
    }

    // Opening and closing

    private void openRoom() {
        if (gone) {
            return;
        }
        context.media().openRoom(room, new RoomEars(this)).whenCompleteAsync(this::onRoomOpened, strand);
    }

    private void onRoomOpened(@Nullable Void done, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.error("the media core opened no room: {}", Refusals.of(failure).code());
            everybody().forEach(session -> end(session, LeaveReason.FAILED, CloseCode.INTERNAL));
            finishClosing();
            return;
        }
        open = true;
        LOG.info("lesson opened");
        context.listener().onLessonOpened(room);
        List<Runnable> waiting = List.copyOf(waitingForRoom);
        waitingForRoom.clear();
        waiting.forEach(Runnable::run);
        closeLaterIfEmpty();
    }

    private void closeLaterIfEmpty() {
        stopEmptyTimer();
        if (open && sessions.isEmpty() && audience.isEmpty() && !gone) {
            emptyTimer = strand.schedule(context.config().emptyLessonMillis(), this::close);
        }
    }

    private void stopEmptyTimer() {
        if (emptyTimer != null) {
            emptyTimer.cancel();
            emptyTimer = null;
        }
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
        if (open) {
            open = false;
            LOG.info("lesson closed");
            context.listener().onLessonClosed(room);
        }
        closed.complete(null);
    }

    // Joining

    private void startJoin(Admission admission) {
        stopEmptyTimer();
        requirePlace(admission);
        JoinPlan plan = admission.plan(context.negotiator());
        ClientSession session = new ClientSession(context, this, admission);
        session.setDescription(plan.negotiation().description());
        if (session.tier() == Tier.STAGE) {
            sessions.put(session.participantId(), session);
        } else {
            audience.add(session);
        }
        if (session.hears()) {
            lessons.remember(session);
        }
        admission.begin(session);
        session.startTimer(strand.schedule(context.config().joinTimeoutMillis(), () -> giveUp(session, admission)));
        Runnable ask = () -> askForPlace(session, plan);
        if (open) {
            ask.run();
        } else {
            waitingForRoom.add(ask);
        }
    }

    private void requirePlace(Admission admission) {
        if (kickedTokens.contains(tokenKey(admission.claims()))) {
            throw new ZvonokException(ErrorCode.FORBIDDEN, "a moderator removed you from this lesson");
        }
        if (admission.tier() == Tier.AUDIENCE) {
            audience.requirePlace();
        } else if (sessions.size() >= context.config().maxParticipants()) {
            throw new ZvonokException(ErrorCode.ROOM_FULL, "the lesson is full");
        }
        if (admission.needsSomethingOnAir()
                && present().stream().noneMatch(session -> session.tracks().isOnAir())) {
            throw Refusals.nothingOnAir();
        }
    }

    private void askForPlace(ClientSession session, JoinPlan plan) {
        if (session.state() != SessionState.NEW) {
            return;
        }
        Claims claims = session.claims();
        context.media()
                .join(
                        room,
                        session.peer(),
                        plan.negotiation().description(),
                        claims.grants().mediaPermissions(claims.role()))
                .whenCompleteAsync((result, failure) -> onPlace(session, plan, result, failure), strand);
    }

    private void onPlace(
            ClientSession session, JoinPlan plan, @Nullable JoinResult result, @Nullable Throwable failure) {
        if (session.state() != SessionState.NEW) {
            return; // gone meanwhile; the media core was told then
        }
        if (result == null || failure != null) {
            refuse(session, plan.admission(), Refusals.of(failure));
            return;
        }
        contain(plan.admission(), () -> completeJoin(session, plan, result));
    }

    private void completeJoin(ClientSession session, JoinPlan plan, JoinResult result) {
        Admission admission = plan.admission();
        String answer = plan.negotiation().answer(result);
        ClientSession before = session.seat().isEmpty() ? null : presentBySeat.put(session.seat(), session);
        if (before != null) {
            end(before, LeaveReason.REPLACED, CloseCode.REPLACED);
        }
        session.join();
        requests.applyFirst(session, plan);
        if (session.tier() == Tier.STAGE) {
            tell(new ServerMessage.ParticipantJoined(session.onTheWire()), other -> other != session);
        } else {
            audience.changed(1);
        }
        if (session.hears()) {
            session.tellOpening(encode(joined(session, plan, answer), 1));
        }
        admission.welcome(session, answer);
        context.stats().participant(session.claims().role(), 1);
        context.stats().joined(context.nanoTime().getAsLong() - admission.startedNanos());
        if (session.tier() == Tier.STAGE) {
            context.listener().onParticipantJoined(room, session.person());
        }
    }

    private ServerMessage.Joined joined(ClientSession session, JoinPlan plan, String answer) {
        List<ServerMessage.Participant> others = present().stream()
                .filter(other -> other != session)
                .map(ClientSession::onTheWire)
                .toList();
        return new ServerMessage.Joined(
                session.sessionId(),
                session.onTheWire(),
                grants(session),
                onTheWire(),
                others,
                answer,
                MediaWords.slots(plan.negotiation().description()),
                chat.last(),
                lessons.limits());
    }

    private ServerMessage.Room onTheWire() {
        return new ServerMessage.Room(room.value(), null, createdAtMillis, audience.size());
    }

    private static ServerMessage.GrantList grants(ClientSession session) {
        var grants = session.claims().grants();
        return new ServerMessage.GrantList(
                grants.publish().stream().sorted().toList(),
                grants.subscribe(),
                grants.chat(),
                grants.moderate(),
                grants.record());
    }

    private void giveUp(ClientSession session, Admission admission) {
        if (session.state() == SessionState.NEW) {
            refuse(session, admission, new ZvonokException(ErrorCode.TIMEOUT, "the join took too long"));
        }
    }

    private void refuse(ClientSession session, Admission admission, ZvonokException why) {
        admission.refuse(why);
        remove(session);
    }

    /** What a join does wrong costs that join only. */
    private void contain(Admission admission, Runnable step) {
        ZvonokException why;
        try {
            step.run();
            return;
        } catch (ZvonokException refusal) {
            why = refusal;
        } catch (RuntimeException bug) {
            Bugs.log(LOG, "join", bug);
            why = Refusals.internal();
        }
        ClientSession session = admission.session();
        admission.refuse(why);
        if (session != null) {
            end(session, LeaveReason.FAILED, null);
        }
        closeLaterIfEmpty();
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
            conversation.reply(Refusals.failed(message.id(), new ZvonokException(ErrorCode.WRONG_STATE, "join first")));
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
        return context.media()
                .report(room, session.peer())
                .thenApplyAsync(report -> Explainer.explain(report, null, null), strand);
    }

    // What the requests use

    private List<ClientSession> everybody() {
        List<ClientSession> everybody = new ArrayList<>(sessions.values());
        everybody.addAll(audience.all());
        return everybody;
    }

    @Nullable
    ClientSession find(PeerId peer) {
        ClientSession onStage = sessions.get(peer.value());
        return onStage != null ? onStage : audience.find(peer.value());
    }

    boolean isOnStage(PeerId peer) {
        return sessions.containsKey(peer.value());
    }

    /** Those on stage who have joined. */
    Collection<ClientSession> present() {
        return sessions.values().stream().filter(ClientSession::isPresent).toList();
    }

    /** Throws NOT_FOUND. */
    ClientSession present(String participantId) {
        ClientSession session = sessions.get(participantId);
        if (session == null || !session.isPresent()) {
            throw new ZvonokException(ErrorCode.NOT_FOUND, "there is no such participant");
        }
        return session;
    }

    ChatHistory chat() {
        return chat;
    }

    void tellAll(ServerMessage.Event event) {
        tell(event, session -> true);
    }

    void tellOne(ClientSession session, ServerMessage.Event event) {
        if (session.hears()) {
            session.tell(encode(event, 1));
        }
    }

    void tell(ServerMessage.Event event, Predicate<ClientSession> whom) {
        List<ClientSession> listeners =
                present().stream().filter(ClientSession::hears).filter(whom).toList();
        if (!listeners.isEmpty()) {
            String text = encode(event, listeners.size());
            listeners.forEach(session -> session.tell(text));
        }
    }

    private String encode(ServerMessage.Event event, int times) {
        context.stats().sent(event, times);
        return context.codec().encode(event);
    }

    void tellUpdated(ClientSession session) {
        tellAll(new ServerMessage.ParticipantUpdated(session.onTheWire()));
    }

    void kick(ClientSession session) {
        if (kickedTokens.size() >= MAX_KICKED) {
            kickedTokens.remove(kickedTokens.iterator().next());
        }
        kickedTokens.add(tokenKey(session.claims()));
        end(session, LeaveReason.KICKED, CloseCode.FORBIDDEN);
    }

    /** @param code what the socket is closed with; null if there is none any more, or if it may stay */
    void end(ClientSession session, LeaveReason reason, @Nullable CloseCode code) {
        boolean wasPresent = session.isPresent();
        Conversation last = remove(session);
        if (last != null && code != null) {
            last.close(code);
        }
        if (wasPresent) {
            context.stats().participant(session.claims().role(), -1);
        }
        if (wasPresent && session.tier() == Tier.AUDIENCE) {
            audience.changed(-1);
        } else if (wasPresent) {
            tellAll(new ServerMessage.ParticipantLeft(session.participantId(), reason));
            context.listener().onParticipantLeft(room, session.person(), reason);
        }
    }

    /** Returns its socket. */
    private @Nullable Conversation remove(ClientSession session) {
        if (session.state() == SessionState.CLOSED) {
            return null;
        }
        Conversation last = session.close();
        sessions.remove(session.participantId());
        audience.remove(session);
        presentBySeat.remove(session.seat(), session);
        lessons.forget(session);
        context.media().leave(room, session.peer());
        closeLaterIfEmpty();
        return last;
    }

    /** One token of one key; the id alone is unique only among the tokens of that key. */
    private static String tokenKey(Claims claims) {
        return claims.keyId() + '/' + claims.identity() + '/' + claims.tokenId();
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
