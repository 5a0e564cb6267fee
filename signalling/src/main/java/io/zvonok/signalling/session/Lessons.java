package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.api.RoomOptions;
import io.zvonok.signalling.api.RoomPolicy;
import io.zvonok.signalling.message.ClientMessage;
import io.zvonok.signalling.message.MessageCodec;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.sdp.Negotiation;
import io.zvonok.signalling.token.Claims;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All lessons of a server, by room, and all sessions, by their secret. The first good token of a room opens its lesson;
 * nothing else does (P25).
 *
 * <p>Thread: any.
 */
public final class Lessons {
    private final LessonContext context;
    private final Map<RoomId, Lesson> byRoom = new ConcurrentHashMap<>();
    private final Map<String, ClientSession> bySessionId = new ConcurrentHashMap<>();
    private final GuestIndex guests = new GuestIndex();
    private volatile boolean draining;

    public Lessons(LessonContext context) {
        this.context = context;
    }

    /** Begins the conversation of a socket that has just opened. */
    public Conversation converse(ClientConnection connection) {
        return new Conversation(this, context, connection);
    }

    public int size() {
        return byRoom.size();
    }

    public int sessions() {
        return bySessionId.size() + guests.size();
    }

    public boolean isDraining() {
        return draining;
    }

    /** As {@link #drain(String, Long)}, with no other place and no time. */
    public void drain() {
        drain(null, null);
    }

    /**
     * Lets nobody in any more and tells everybody to go elsewhere.
     *
     * @param url where; null: the same address again
     * @param endsInMillis when the server ends at the latest; null: not known
     */
    public void drain(@Nullable String url, @Nullable Long endsInMillis) {
        draining = true;
        byRoom.values().forEach(lesson -> lesson.goAway("draining", url, endsInMillis));
    }

    /** Ends all sessions and lessons. */
    public CompletionStage<Void> close() {
        draining = true;
        List<Lesson> open = List.copyOf(byRoom.values());
        open.forEach(Lesson::shutDown);
        return CompletableFuture.allOf(open.stream()
                .map(lesson -> lesson.closed().toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    /** Throws {@link ZvonokException} with why this client does not come in. */
    void admit(Conversation conversation, ClientMessage.Join join) {
        long startedNanos = context.nanoTime().getAsLong();
        ClientMessage.Resume resume = join.resume();
        if (resume != null) {
            ClientSession session = sessionOf(join, resume);
            conversation.enter(session.lesson());
            session.lesson().resume(conversation, join.id(), session, resume.lastSeq());
            return;
        }
        Claims claims = verify(join);
        context.stats().phase(JoinPhase.TOKEN, context.nanoTime().getAsLong() - startedNanos);
        if (draining) {
            throw draining();
        }
        enter(new SocketAdmission(conversation, join, claims, startedNanos));
    }

    private static ZvonokException draining() {
        return new ZvonokException(ErrorCode.DRAINING, "the server is about to stop; try again in a moment");
    }

    private Claims verify(ClientMessage.Join join) {
        Claims claims = context.verifier().verify(join.token(), context.clock().instant());
        if (!claims.role().mayJoinLessons()) {
            throw new ZvonokException(ErrorCode.FORBIDDEN, "a server's token does not join lessons");
        }
        if (join.room() != null && !join.room().equals(claims.room().value())) {
            throw new ZvonokException(ErrorCode.UNAUTHORIZED, "the token is for another lesson");
        }
        return claims;
    }

    /**
     * The session's secret and the very token it was joined with prove the client, though that token may have expired in
     * the meantime; another token must be good itself and name the same person and room.
     */
    private ClientSession sessionOf(ClientMessage.Join join, ClientMessage.Resume resume) {
        ClientSession session = bySessionId.get(resume.sessionId());
        if (session != null && session.proof().isOf(join.token())) {
            return session;
        }
        Claims claims = verify(join);
        if (session == null) {
            throw Refusals.sessionGone();
        }
        boolean same = claims.identity().equals(session.claims().identity())
                && claims.room().equals(session.claims().room());
        if (!same) {
            throw new ZvonokException(ErrorCode.UNAUTHORIZED, "the token is not of this session");
        }
        return session;
    }

    /**
     * Lets somebody in who came by HTTP, with a token that is good and an offer that was read.
     *
     * @param waits a viewer comes in though nothing is on air
     * @return fails with {@link ZvonokException}: WRONG_STATE when there is nothing to watch
     */
    public CompletionStage<Guest.Arrival> welcome(
            GuestKind kind, Claims claims, String token, Negotiation negotiation, boolean waits) {
        GuestAdmission admission = new GuestAdmission(
                kind,
                claims,
                new TokenProof(token),
                negotiation,
                waits,
                context.nanoTime().getAsLong());
        try {
            PermissionTable.checkGuest(kind, claims.role(), claims.grants());
            if (draining) {
                throw draining();
            }
            if (admission.needsSomethingOnAir() && !byRoom.containsKey(claims.room())) {
                throw Refusals.nothingOnAir();
            }
            enter(admission);
        } catch (ZvonokException refusal) {
            admission.refuse(refusal);
        }
        return admission.arrival();
    }

    /** Who came by HTTP and was given this id; null if it is nobody's. What it takes tells nothing of ids that are. */
    public @Nullable Guest guest(String id) {
        return guests.find(id);
    }

    void enter(Admission admission) {
        Lesson lesson = byRoom.compute(admission.claims().room(), (room, existing) -> {
            if (existing != null && !existing.isGone()) {
                return existing;
            }
            return open(room, RoomTerms.ofToken(context.config()), existing);
        });
        admission.enter(lesson);
        lesson.enter(admission);
    }

    /** @param closing the lesson of that room before, if it has not gone yet */
    private Lesson open(RoomId room, RoomTerms terms, @Nullable Lesson closing) {
        if (byRoom.size() >= context.config().maxLessons()) {
            throw new ZvonokException(ErrorCode.OVERLOADED, "too many lessons on this server");
        }
        CompletionStage<Void> before = closing == null ? CompletableFuture.completedFuture(null) : closing.closed();
        return new Lesson(context, this, room, terms, before);
    }

    /** Opens a room in which nobody is. Throws WRONG_STATE, DRAINING or OVERLOADED. */
    Lesson create(RoomId room, RoomOptions options) {
        if (draining) {
            throw draining();
        }
        return byRoom.compute(room, (id, existing) -> {
            if (existing != null && !existing.isGone()) {
                throw new ZvonokException(ErrorCode.WRONG_STATE, "this room is open already");
            }
            Lesson lesson = open(room, RoomTerms.created(context.config(), options), existing);
            lesson.settings().set(options.lobby(), options.locked(), RoomDesk.change(options.rights()));
            RoomPolicy policy = options.policy();
            if (policy != null) { // before anybody can know of the room
                lesson.post("policy", () -> lesson.policies().set(Actor.BACKEND, policy.visibility()));
            }
            return lesson;
        });
    }

    /** Null if it is not open. */
    @Nullable
    Lesson find(RoomId room) {
        Lesson lesson = byRoom.get(room);
        return lesson == null || lesson.isGone() ? null : lesson;
    }

    /** Those that are open. */
    List<Lesson> all() {
        return byRoom.values().stream().filter(lesson -> !lesson.isGone()).toList();
    }

    void remember(ClientSession session) {
        bySessionId.put(session.sessionId(), session);
    }

    void remember(Guest guest) {
        guests.add(guest);
    }

    void forget(ClientSession session) {
        bySessionId.remove(session.sessionId());
        guests.remove(session);
    }

    void forget(Lesson lesson) {
        byRoom.remove(lesson.room(), lesson);
    }

    ServerMessage.Limits limits(PeerTier tier) {
        return new ServerMessage.Limits(
                MessageCodec.MAX_MESSAGE_BYTES,
                tier == PeerTier.STAGE ? MessageCodec.MAX_CHAT_LENGTH : Comments.MAX_COMMENT_LENGTH,
                context.config().resumeMillis(),
                context.config().pingIntervalMillis());
    }
}
