package io.zvonok.signalling.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerPermissions;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.PublishSection;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import io.zvonok.signalling.message.EventText;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.message.ServerMessage.Connection;
import io.zvonok.signalling.message.VisibilityPolicy;
import io.zvonok.signalling.token.Claims;
import io.zvonok.signalling.token.Grants;
import io.zvonok.signalling.token.Role;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One participant of a lesson: NEW, JOINED, DETACHED for a while when the socket is lost, CLOSED. Holds what is known of
 * the participant and numbers what the participant is told; what happens is decided in {@link Lesson} and
 * {@link Requests}.
 *
 * <p>Thread: the lesson's strand.
 */
final class ClientSession {
    private final LessonContext context;
    private final Lesson lesson;
    private final Claims claims;
    private final TokenProof proof;
    private final boolean hears;
    private final String seat;
    private final String sessionId;
    private final String participantId;
    private final long joinedAtMillis;
    private final EventLog log = new EventLog();
    private final SessionPast past;
    private final PublishedTracks tracks;
    private SessionState state = SessionState.NEW;
    private @Nullable PeerPermissions permissions;
    private volatile PeerTier tier;
    private @Nullable Conversation conversation;
    private Strand.@Nullable Timer timer;
    private TransportState transport = TransportState.NEW;
    private boolean everConnected;
    private @Nullable Long handRaisedAtMillis;
    private @Nullable ObjectNode digest;
    private ServerMessage.Speakers toldSpeakers = new ServerMessage.Speakers(List.of());
    private Map<String, MediaKind> sections = Map.of();
    private Map<String, MediaKind> slots = Map.of();
    private boolean negotiating;
    private Runnable onClose = () -> {};

    ClientSession(LessonContext context, Lesson lesson, Admission admission) {
        this.context = context;
        this.lesson = lesson;
        conversation = admission.conversation();
        claims = admission.claims();
        proof = admission.proof();
        tier = admission.tier();
        hears = conversation != null;
        seat = admission.seat();
        IdSource ids = new IdSource(context.random());
        sessionId = ids.sessionId();
        participantId = ids.participantId();
        joinedAtMillis = context.nowMillis();
        past = new SessionPast(context::nowMillis, tier == PeerTier.STAGE);
        tracks = new PublishedTracks(context.stats(), past);
        if (tier == PeerTier.AUDIENCE) {
            log.keepLess();
        }
    }

    // What it is. All but the state may be asked from any thread.

    Lesson lesson() {
        return lesson;
    }

    TokenProof proof() {
        return proof;
    }

    Claims claims() {
        return claims;
    }

    PeerTier tier() {
        return tier;
    }

    boolean isOnStage() {
        return tier == PeerTier.STAGE;
    }

    void setTier(PeerTier next) {
        if (next != tier) {
            past.onTier(next == PeerTier.STAGE);
        }
        tier = next;
    }

    /** As what it sees and is seen by the lesson's policy: whoever may moderate, as a teacher. */
    Role policyRole() {
        Role role = claims.role();
        return claims.grants().moderate() && role != Role.ADMIN ? Role.TEACHER : role;
    }

    /** What the token grants, as far as the place in the room allows it. */
    Grants grants() {
        return TierGrants.of(claims, tier);
    }

    /** What may be sent is what the token grants and the lesson allows now. */
    PeerPermissions mediaPermissions() {
        PeerPermissions granted = grants().mediaPermissions(claims.role());
        Set<TrackSource> allowed = granted.publish().stream()
                .filter(source -> may(Right.of(source)))
                .collect(Collectors.toUnmodifiableSet());
        return new PeerPermissions(
                        allowed, granted.subscribe(), granted.prominence(), VisibilityPolicy.classOf(policyRole()))
                .withFloor(lesson.rights().hasFloor(this));
    }

    /** What the media core is to hold it to from now on; null if it does already. */
    @Nullable
    PeerPermissions takePermissions() {
        PeerPermissions next = mediaPermissions();
        boolean known = next.equals(permissions);
        permissions = next;
        tracks.allow(next.publish());
        return known ? null : next;
    }

    /** Within what the token grants. */
    boolean may(Right right) {
        return lesson.rights().may(this, right);
    }

    /** True for who may go on air, choose the programme and keep order among comments. */
    boolean directs() {
        return PermissionTable.directs(claims.role(), grants());
    }

    /** Whoever takes it next replaces this session; empty: never replaced. */
    String seat() {
        return seat;
    }

    /** True if it is told what happens: it has a socket, or had one and may come back. */
    boolean hears() {
        return hears;
    }

    String sessionId() {
        return sessionId;
    }

    String participantId() {
        return participantId;
    }

    PeerId peer() {
        return new PeerId(participantId);
    }

    SessionState state() {
        return state;
    }

    boolean isPresent() {
        return state == SessionState.JOINED || state == SessionState.DETACHED;
    }

    /** What changed lately. */
    SessionPast past() {
        return past;
    }

    PublishedTracks tracks() {
        return tracks;
    }

    LessonListener.Person person() {
        return new LessonListener.Person(participantId, claims.identity(), claims.name(), claims.role());
    }

    ServerMessage.Participant onTheWire() {
        return new ServerMessage.Participant(
                participantId,
                claims.identity(),
                claims.name(),
                claims.role(),
                tier,
                joinedAtMillis,
                handRaisedAtMillis,
                connection(),
                tracks.onTheWire(),
                isOnStage() && lesson.rights().hasFloor(this),
                lesson.groups().groupOf(this),
                lesson.groups().speaksToAll(this),
                lesson.rights().personal(this));
    }

    private Connection connection() {
        return switch (transport) {
            case CONNECTED -> Connection.CONNECTED;
            case NEW, SECURING -> everConnected ? Connection.RECONNECTING : Connection.CONNECTING;
            case SILENT, FAILED -> Connection.RECONNECTING;
        };
    }

    // The socket

    void join() {
        state = SessionState.JOINED;
        stopTimer();
    }

    /** Takes up the session on another socket; returns the one that had it. */
    @Nullable
    Conversation attach(Conversation next) {
        Conversation before = conversation;
        conversation = next;
        past.note("socketBack", null);
        state = SessionState.JOINED;
        stopTimer();
        return before;
    }

    void detach() {
        conversation = null;
        past.note("socketLost", null);
        state = SessionState.DETACHED;
    }

    /** Ends it for good; returns the socket, if there is one, to be closed. */
    @Nullable
    Conversation close() {
        Conversation last = conversation;
        conversation = null;
        state = SessionState.CLOSED;
        stopTimer();
        tracks.clear();
        onClose.run();
        return last;
    }

    /** Runs once it is over, for good or because the join failed. */
    void onClose(Runnable task) {
        onClose = task;
    }

    boolean isOn(Conversation candidate) {
        return conversation == candidate;
    }

    /** One at a time: for the join, then for the wait for a resume. */
    void startTimer(Strand.Timer next) {
        stopTimer();
        timer = next;
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    // What it is told

    /** @param event shared among sessions */
    void tell(EventText event) {
        if (!hears) {
            return;
        }
        long seq = log.append(event, context.nowMillis());
        if (conversation != null) {
            conversation.connection().send(event, seq);
        }
    }

    /** Whoever has not got it joins again instead of resuming, in the audience: there it would cost more than all else. */
    void tellOpening(EventText event) {
        long seq = isOnStage() ? log.append(event, context.nowMillis()) : log.skip();
        if (conversation != null) {
            conversation.connection().sendOpening(event.withSeq(seq));
        }
    }

    void reply(ServerMessage.Reply reply) {
        if (conversation != null) {
            conversation.reply(reply);
        }
    }

    /** What it was told until now is told to nobody again: whoever has not got it joins again instead of resuming. */
    void forgetEvents() {
        log.forget();
    }

    /** True if that differs from what it was told last. */
    boolean hearsOfOthers(ServerMessage.Speakers speakers) {
        boolean news = !speakers.equals(toldSpeakers);
        toldSpeakers = speakers;
        return news;
    }

    long lastSeq() {
        return log.lastSeq();
    }

    /** The numbered events after that one; null if some are gone. */
    @Nullable
    List<String> eventsAfter(long seq) {
        List<EventText> events = log.after(seq);
        if (events == null) {
            return null;
        }
        long first = log.lastSeq() - events.size() + 1;
        return IntStream.range(0, events.size())
                .mapToObj(i -> events.get(i).withSeq(first + i))
                .toList();
    }

    // What is known of it

    /** Returns true if that is news to the others. */
    boolean setTransport(TransportState next) {
        Connection before = connection();
        if (next != transport) {
            past.onTransport(next);
        }
        transport = next;
        everConnected |= next == TransportState.CONNECTED;
        return connection() != before;
    }

    /** False if what it publishes is known not to come. A page stops what nobody watches, an encoder never does. */
    boolean isSending() {
        boolean lost = transport == TransportState.SILENT || transport == TransportState.FAILED;
        return !lost && (hears || !tracks.isSilent());
    }

    boolean isHandRaised() {
        return handRaisedAtMillis != null;
    }

    void setHand(boolean raised, long nowMillis) {
        if (raised != isHandRaised()) {
            past.note(raised ? "handRaised" : "handLowered", null);
        }
        handRaisedAtMillis = raised ? nowMillis : null;
    }

    @Nullable
    ObjectNode digest() {
        return digest;
    }

    void setDigest(ObjectNode next) {
        digest = next;
    }

    /** True while an offer is being answered: the next must wait. */
    boolean isNegotiating() {
        return negotiating;
    }

    void setNegotiating(boolean value) {
        negotiating = value;
    }

    void setDescription(PeerDescription description) {
        sections = description.publishSections().stream()
                .collect(Collectors.toUnmodifiableMap(PublishSection::mid, PublishSection::kind));
        slots = description.slotSections().stream()
                .collect(Collectors.toUnmodifiableMap(SlotSection::mid, SlotSection::kind));
    }

    /** The send sections by mid. */
    Map<String, MediaKind> sections() {
        return sections;
    }

    /** The receive sections by mid. */
    Map<String, MediaKind> slots() {
        return slots;
    }
}
