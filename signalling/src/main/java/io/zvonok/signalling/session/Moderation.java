package io.zvonok.signalling.session;

import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.message.ClientMessage;
import io.zvonok.signalling.message.ClientMessage.ModerateAction;
import io.zvonok.signalling.message.ClientMessage.ProgrammeMode;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.token.Role;
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
        switch (action) {
            case MUTE -> mute(moderator, target(moderator, request), action, source);
            case MUTE_ALL -> subordinates(moderator).forEach(target -> mute(moderator, target, action, source));
            case LOWER_HAND -> lowerHand(moderator, target(moderator, request), action);
            case LOWER_ALL_HANDS ->
                Stream.concat(lesson.attendance().onStage().stream(), lesson.audience().withHandUp().stream())
                        .filter(target -> moderatorRole(moderator)
                                .mayCommand(target.claims().role()))
                        .forEach(target -> lowerHand(moderator, target, action));
            case KICK -> kick(moderator, target(moderator, request));
            case MUTE_CHAT -> muteChat(moderator, target(moderator, request), action);
            case UNMUTE_CHAT -> lesson.comments().unmute(target(moderator, request));
            default -> direct(moderator, request);
        }
        moderator.reply(new ServerMessage.Done(request.id()));
    }

    /** What concerns the broadcast and its comments. */
    private void direct(ClientSession moderator, ClientMessage.Moderate request) {
        switch (request.action()) {
            case START_BROADCAST -> lesson.broadcast().start();
            case STOP_BROADCAST -> lesson.broadcast().stop();
            case SET_PROGRAMME ->
                lesson.broadcast().setProgramme(request.mode() == ProgrammeMode.MANUAL ? request.sources() : List.of());
            case BRING_ON_STAGE -> stageDoor.bring(target(moderator, request));
            case SEND_TO_AUDIENCE -> stageDoor.send(target(moderator, request));
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

    private ClientSession target(ClientSession moderator, ClientMessage.Moderate request) {
        ClientSession target = lesson.attendance().present(String.valueOf(request.participantId()));
        PermissionTable.checkTarget(moderatorRole(moderator), target.claims().role());
        return target;
    }

    /** Those whom an action on all concerns: not the moderator, not other moderators, nobody of a higher role. */
    private List<ClientSession> subordinates(ClientSession moderator) {
        return lesson.attendance().onStage().stream()
                .filter(other -> other != moderator && !other.grants().moderate())
                .filter(other ->
                        moderatorRole(moderator).mayCommand(other.claims().role()))
                .toList();
    }

    private void mute(ClientSession moderator, ClientSession target, ModerateAction action, TrackSource source) {
        PublishedTracks.Track track = target.tracks().of(source);
        if (track == null || track.muted()) {
            return;
        }
        target.tracks().put(track.mid(), source, true);
        context.media().publish(lesson.room(), target.peer(), track.mid(), source, true);
        lesson.announcer().tellOne(target, new ServerMessage.Moderated(action, source, moderator.participantId()));
        lesson.tellUpdated(target);
    }

    private void lowerHand(ClientSession moderator, ClientSession target, ModerateAction action) {
        if (!target.isHandRaised()) {
            return;
        }
        long now = context.nowMillis();
        target.setHand(false, now);
        if (target != moderator) {
            lesson.announcer().tellOne(target, new ServerMessage.Moderated(action, null, moderator.participantId()));
        }
        lesson.tellHand(target, false, now);
    }

    private void muteChat(ClientSession moderator, ClientSession target, ModerateAction action) {
        lesson.comments().mute(target);
        lesson.announcer().tellOne(target, new ServerMessage.Moderated(action, null, moderator.participantId()));
    }

    private void kick(ClientSession moderator, ClientSession target) {
        lesson.announcer()
                .tellOne(target, new ServerMessage.Moderated(ModerateAction.KICK, null, moderator.participantId()));
        lesson.kick(target);
    }

    private static Role moderatorRole(ClientSession moderator) {
        return moderator.claims().role();
    }
}
