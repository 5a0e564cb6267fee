package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.ledger.LedgerEventType;
import io.zvonok.signalling.message.ClientMessage.ModerateAction;
import io.zvonok.signalling.message.ClientMessage.RightsChange;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.message.ServerMessage.LeaveReason;
import io.zvonok.signalling.message.ServerMessage.LobbyItem;
import io.zvonok.signalling.message.ServerMessage.PersonalRights;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What may be done to those in a lesson, by a moderator in it or by the backend; {@link Moderation} reads the messages of
 * the former. The right to moderate has been checked; whom an actor may command is checked here. All methods throw
 * {@link ZvonokException}: FORBIDDEN, NOT_FOUND, or what they say.
 *
 * <p>Thread: the lesson's strand.
 */
final class ModerationDesk {
    private static final int MAX_IDENTITY_LENGTH = 128;

    private final LessonContext context;
    private final Lesson lesson;

    ModerationDesk(LessonContext context, Lesson lesson) {
        this.context = context;
        this.lesson = lesson;
    }

    // Microphones, cameras, screens

    /** The one concerned may turn it on again, unless the right to it is taken too. */
    void mute(Actor actor, ClientSession target, TrackSource source) {
        actor.requireCommandOf(target);
        mute(actor, target, source, ModerateAction.MUTE);
    }

    /** All but moderators. */
    void muteAll(Actor actor, TrackSource source) {
        subordinates(actor).forEach(target -> mute(actor, target, source, ModerateAction.MUTE_ALL));
    }

    private void mute(Actor actor, ClientSession target, TrackSource source, ModerateAction action) {
        PublishedTracks.Track track = target.tracks().of(source);
        if (track == null || track.muted()) {
            return;
        }
        target.tracks().put(track.mid(), source, true);
        target.past().onMutedBy(source, actor.participantId());
        context.media().publish(lesson.room(), target.peer(), track.mid(), source, true);
        lesson.ledger().changed(target, actor.participantId());
        tell(actor, target, action, source);
        lesson.tellUpdated(target);
    }

    /** What a room allows; null stays. */
    void setRoom(Actor actor, @Nullable Boolean lobby, @Nullable Boolean locked, @Nullable RightsChange rights) {
        if (!lesson.settings().set(lobby, locked, rights)) {
            return;
        }
        if (rights != null) {
            apply(lesson.attendance().everybody());
        }
        lesson.tellRoom();
        if (!lesson.settings().lobby()) {
            lesson.lobby().admitAll(actor); // as far as there is room: nobody waits where there is no lobby
        }
    }

    /** What one may do, whatever the room allows; what is null is as in the room. Throws WRONG_STATE. */
    void setRights(Actor actor, ClientSession target, RightsChange rights) {
        requireNarrowed(actor, target);
        lesson.rights()
                .setPersonal(
                        target,
                        new PersonalRights(rights.microphone(), rights.camera(), rights.screen(), rights.chat()));
        applyToAll(target);
        tell(actor, target, ModerateAction.SET_RIGHTS, null);
        lesson.tellUpdated(target);
    }

    /** What the microphone sends is heard at once. Throws WRONG_STATE or NOT_ALLOWED. */
    void giveFloor(Actor actor, ClientSession target) {
        requireNarrowed(actor, target);
        if (!target.isOnStage()) {
            throw new ZvonokException(ErrorCode.WRONG_STATE, "that one is in the audience: bring them on stage first");
        }
        if (!PermissionTable.mayPublish(target.grants(), TrackSource.MICROPHONE)) {
            throw new ZvonokException(ErrorCode.NOT_ALLOWED, "the token of that one grants no microphone");
        }
        if (!lesson.rights().setFloor(target, true)) {
            return;
        }
        applyToAll(target);
        tell(actor, target, ModerateAction.GIVE_FLOOR, null);
        lesson.ledger().record(LedgerEventType.FLOOR_GIVEN, target, LessonLedger.by(actor.participantId()));
        lesson.tellUpdated(target);
        lowerHand(actor, target, ModerateAction.LOWER_HAND);
    }

    /** Silences; where everybody may speak, the one concerned may turn the microphone on again. */
    void takeFloor(Actor actor, ClientSession target) {
        requireNarrowed(actor, target);
        if (!lesson.rights().setFloor(target, false)) {
            return;
        }
        applyToAll(target);
        silence(actor, target);
        lesson.ledger().record(LedgerEventType.FLOOR_TAKEN, target, LessonLedger.by(actor.participantId()));
    }

    private void silence(Actor actor, ClientSession target) {
        if (target.tracks().isOpen(TrackSource.MICROPHONE)) {
            mute(actor, target, TrackSource.MICROPHONE, ModerateAction.TAKE_FLOOR);
        } else {
            tell(actor, target, ModerateAction.TAKE_FLOOR, null);
            lesson.tellUpdated(target);
        }
    }

    private static void requireNarrowed(Actor actor, ClientSession target) {
        actor.requireCommandOf(target);
        if (target.directs()) {
            throw new ZvonokException(ErrorCode.WRONG_STATE, "a moderator may do what the token grants");
        }
    }

    /** All gates first, then the news. Whoever is under way into the lesson comes in with what is allowed then. */
    private void apply(List<ClientSession> sessions) {
        List<ClientSession> changed = sessions.stream()
                .filter(ClientSession::isPresent)
                .filter(lesson.rights()::apply)
                .toList();
        changed.forEach(lesson::tellUpdated);
    }

    /** Rights are an identity's, and it may be here more than once. */
    private void applyToAll(ClientSession target) {
        lesson.rights().apply(target);
        apply(sessionsOf(target.claims().identity())
                .filter(other -> other != target)
                .toList());
    }

    // Hands and chat

    void lowerHand(Actor actor, ClientSession target) {
        actor.requireCommandOf(target);
        lowerHand(actor, target, ModerateAction.LOWER_HAND);
    }

    void lowerAllHands(Actor actor) {
        Stream.concat(lesson.attendance().onStage().stream(), lesson.audience().withHandUp().stream())
                .filter(actor::mayCommand)
                .forEach(target -> lowerHand(actor, target, ModerateAction.LOWER_ALL_HANDS));
    }

    private void lowerHand(Actor actor, ClientSession target, ModerateAction action) {
        if (!target.isHandRaised()) {
            return;
        }
        long now = context.nowMillis();
        target.setHand(false, now);
        lesson.ledger().changed(target, actor.participantId());
        if (!actor.is(target)) {
            tell(actor, target, action, null);
        }
        lesson.tellHand(target, false, now);
    }

    void muteChat(Actor actor, ClientSession target) {
        actor.requireCommandOf(target);
        lesson.comments().mute(target);
        tell(actor, target, ModerateAction.MUTE_CHAT, null);
    }

    void unmuteChat(Actor actor, ClientSession target) {
        actor.requireCommandOf(target);
        lesson.comments().unmute(target);
    }

    /** A message of the lesson's chat, or a comment. */
    void deleteChat(String messageId) {
        lesson.comments().delete(messageId);
    }

    // Who is here

    /** Out, and not in again with the same token. */
    void kick(Actor actor, ClientSession target) {
        actor.requireCommandOf(target);
        lesson.attendance().bans().banToken(target.claims());
        lesson.ledger().record(LedgerEventType.KICKED, target, LessonLedger.by(actor.participantId()));
        remove(actor, target, ModerateAction.KICK);
    }

    /** Out, wherever that identity is here, and not in again with any token. */
    void ban(Actor actor, String identity) {
        if (identity.isBlank() || identity.length() > MAX_IDENTITY_LENGTH) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, "identity has 1 to 128 characters");
        }
        List<ClientSession> sessions = sessionsOf(identity).toList();
        if (sessions.stream().anyMatch(actor::is)) {
            throw new ZvonokException(ErrorCode.WRONG_STATE, "nobody bans themselves");
        }
        sessions.forEach(actor::requireCommandOf);
        lesson.lobby().items().stream()
                .filter(item -> item.identity().equals(identity))
                .forEach(item -> actor.requireCommandOf(item.role()));
        if (lesson.attendance().bans().ban(identity)) {
            lesson.ledger()
                    .recordOf(
                            LedgerEventType.BANNED,
                            sessions.isEmpty() ? null : sessions.get(0).participantId(),
                            identity,
                            null,
                            LessonLedger.by(actor.participantId()));
        }
        sessions.forEach(session -> remove(actor, session, ModerateAction.BAN));
        lesson.lobby().refuseAll(actor, identity);
    }

    /** @param participantId of somebody in the lesson, or in its lobby */
    void banParticipant(Actor actor, String participantId) {
        LobbyItem waiting = lesson.lobby().find(participantId);
        ban(
                actor,
                waiting != null
                        ? waiting.identity()
                        : lesson.attendance().present(participantId).claims().identity());
    }

    void unban(String identity) {
        if (!lesson.attendance().bans().unban(identity)) {
            throw new ZvonokException(ErrorCode.NOT_FOUND, "nobody of this identity is banned");
        }
    }

    /** Identities, in the order in which they were banned. */
    List<String> banned() {
        return lesson.attendance().bans().identities();
    }

    /** Out; the token lets in again. */
    void remove(Actor actor, ClientSession target, ModerateAction action) {
        tell(actor, target, action, null);
        lesson.end(target, LeaveReason.KICKED, CloseCode.FORBIDDEN);
    }

    /** Who waits to be let in. */
    List<LobbyItem> lobby() {
        return lesson.lobby().items();
    }

    void admit(Actor actor, String participantId) {
        lesson.lobby().admit(actor, participantId);
    }

    /** Throws ROOM_FULL if there is no place for all; those who came first are in then. */
    void admitAll(Actor actor) {
        if (!lesson.lobby().admitAll(actor)) {
            throw new ZvonokException(ErrorCode.ROOM_FULL, "there was no place for all");
        }
    }

    void refuse(Actor actor, String participantId) {
        lesson.lobby().refuse(actor, participantId);
    }

    // The whole lesson

    /** Whom every {@code stage} slot shows; null: whoever speaks. */
    void spotlight(@Nullable ClientSession target) {
        if (target != null && !target.isOnStage()) {
            throw new ZvonokException(ErrorCode.WRONG_STATE, "that one is in the audience");
        }
        shine(target == null ? null : target.participantId());
    }

    private void shine(@Nullable String participantId) {
        if (lesson.settings().setSpotlight(participantId)) {
            context.media().setSpotlight(lesson.room(), participantId == null ? null : new PeerId(participantId));
            lesson.tellRoom();
        }
    }

    /** Everybody is out; whoever comes with a good token begins another lesson. */
    void endLesson() {
        lesson.endForAll();
    }

    // What follows when somebody comes or goes

    /** @param before whose seat it has taken; null if it was free */
    void onJoined(ClientSession session, @Nullable ClientSession before) {
        lesson.rights().apply(session);
        if (before != null && before.participantId().equals(lesson.settings().spotlight())) {
            shine(session.participantId());
        }
    }

    /** Whoever is replaced keeps the floor and the spotlight. */
    void onGone(ClientSession session, LeaveReason reason) {
        if (reason != LeaveReason.REPLACED) {
            onOffStage(session);
        }
    }

    /** The floor is free again, and the spotlight. */
    void onOffStage(ClientSession session) {
        if (session.participantId().equals(lesson.settings().spotlight())) {
            shine(null);
        }
        boolean elsewhere = sessionsOf(session.claims().identity()).anyMatch(ClientSession::isOnStage);
        if (!elsewhere && lesson.rights().setFloor(session, false)) {
            lesson.ledger().record(LedgerEventType.FLOOR_TAKEN, session);
        }
    }

    // Parts

    /** Those whom an action on all concerns: not the actor, not other moderators, nobody of a higher role. */
    private List<ClientSession> subordinates(Actor actor) {
        return lesson.attendance().onStage().stream()
                .filter(other -> !actor.is(other) && !other.grants().moderate())
                .filter(actor::mayCommand)
                .toList();
    }

    /** Those under way into the lesson too. */
    private Stream<ClientSession> sessionsOf(String identity) {
        return lesson.attendance().everybody().stream()
                .filter(session -> session.claims().identity().equals(identity));
    }

    private void tell(Actor actor, ClientSession target, ModerateAction action, @Nullable TrackSource source) {
        lesson.announcer().tellOne(target, new ServerMessage.Moderated(action, source, actor.participantId()));
    }
}
