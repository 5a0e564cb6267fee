package io.zvonok.signalling.session;

import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.message.ClientMessage;
import io.zvonok.signalling.message.ClientMessage.ModerateAction;
import io.zvonok.signalling.message.ClientMessage.ProgrammeMode;
import io.zvonok.signalling.message.ServerMessage;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a moderator does to others. Muting shuts the gate for the packets; the one concerned is told, and may open it
 * again.
 *
 * <p>Thread: the lesson's strand.
 */
final class Moderation {
    private final LessonContext context;
    private final Lesson lesson;
    private final StageDoor stageDoor;

    Moderation(LessonContext context, Lesson lesson) {
        this.context = context;
        this.lesson = lesson;
        this.stageDoor = new StageDoor(context, lesson);
    }

    /** The right to moderate has been checked. Throws NOT_FOUND or FORBIDDEN. */
    void handle(ClientSession moderator, ClientMessage.Moderate request) {
        TrackSource source = request.source() == null ? TrackSource.MICROPHONE : request.source();
        ModerateAction action = request.action();
        Actor actor = Actor.of(moderator);
        switch (action) {
            case MUTE -> mute(actor, target(actor, request), action, source);
            case MUTE_ALL -> subordinates(actor).forEach(target -> mute(actor, target, action, source));
            case LOWER_HAND -> lowerHand(actor, target(actor, request), action);
            case LOWER_ALL_HANDS ->
                Stream.concat(lesson.attendance().onStage().stream(), lesson.audience().withHandUp().stream())
                        .filter(actor::mayCommand)
                        .forEach(target -> lowerHand(actor, target, action));
            case KICK -> kick(actor, target(actor, request));
            case MUTE_CHAT -> muteChat(actor, target(actor, request), action);
            case UNMUTE_CHAT -> lesson.comments().unmute(target(actor, request));
            default -> direct(actor, request);
        }
        moderator.reply(new ServerMessage.Done(request.id()));
    }

    /** What concerns the broadcast and its comments. */
    private void direct(Actor actor, ClientMessage.Moderate request) {
        switch (request.action()) {
            case START_BROADCAST -> lesson.broadcast().start();
            case STOP_BROADCAST -> lesson.broadcast().stop();
            case SET_PROGRAMME ->
                lesson.broadcast().setProgramme(request.mode() == ProgrammeMode.MANUAL ? request.sources() : List.of());
            case BRING_ON_STAGE -> stageDoor.bring(target(actor, request));
            case SEND_TO_AUDIENCE -> stageDoor.send(target(actor, request));
            case SET_COMMENTS -> {
                if (lesson.comments().set(request.enabled(), request.slowModeSeconds(), request.preModerated())) {
                    lesson.tellRoom();
                }
            }
            case APPROVE_CHAT -> lesson.comments().approve(String.valueOf(request.chatId()));
            case DELETE_CHAT -> lesson.comments().delete(String.valueOf(request.chatId()));
            default -> throw new IllegalStateException("nothing is done about " + request.action());
        }
    }

    private ClientSession target(Actor actor, ClientMessage.Moderate request) {
        ClientSession target = lesson.attendance().present(String.valueOf(request.participantId()));
        actor.requireCommandOf(target);
        return target;
    }

    /** Those whom an action on all concerns: not the moderator, not other moderators, nobody of a higher role. */
    private List<ClientSession> subordinates(Actor actor) {
        return lesson.attendance().onStage().stream()
                .filter(other -> !actor.is(other) && !other.grants().moderate())
                .filter(actor::mayCommand)
                .toList();
    }

    void mute(Actor actor, ClientSession target, ModerateAction action, TrackSource source) {
        PublishedTracks.Track track = target.tracks().of(source);
        if (track == null || track.muted()) {
            return;
        }
        target.tracks().put(track.mid(), source, true);
        context.media().publish(lesson.room(), target.peer(), track.mid(), source, true);
        lesson.announcer().tellOne(target, new ServerMessage.Moderated(action, source, actor.participantId()));
        lesson.tellUpdated(target);
    }

    void lowerHand(Actor actor, ClientSession target, ModerateAction action) {
        if (!target.isHandRaised()) {
            return;
        }
        long now = context.nowMillis();
        target.setHand(false, now);
        if (!actor.is(target)) {
            lesson.announcer().tellOne(target, new ServerMessage.Moderated(action, null, actor.participantId()));
        }
        lesson.tellHand(target, false, now);
    }

    void muteChat(Actor actor, ClientSession target, ModerateAction action) {
        lesson.comments().mute(target);
        lesson.announcer().tellOne(target, new ServerMessage.Moderated(action, null, actor.participantId()));
    }

    void kick(Actor actor, ClientSession target) {
        lesson.announcer()
                .tellOne(target, new ServerMessage.Moderated(ModerateAction.KICK, null, actor.participantId()));
        lesson.kick(target);
    }
}
