package io.zvonok.signalling.session;

import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.message.ClientMessage;
import io.zvonok.signalling.message.ClientMessage.ModerateAction;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.token.Role;
import java.util.List;

/**
 * What a moderator does to others. Muting shuts the gate for the packets; the one concerned is told, and may open it
 * again.
 *
 * <p>Thread: the lesson's strand.
 */
final class Moderation {
    private final LessonContext context;
    private final Lesson lesson;

    Moderation(LessonContext context, Lesson lesson) {
        this.context = context;
        this.lesson = lesson;
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
                lesson.present().stream()
                        .filter(target -> moderatorRole(moderator)
                                .mayCommand(target.claims().role()))
                        .forEach(target -> lowerHand(moderator, target, action));
            case KICK -> kick(moderator, target(moderator, request));
        }
        moderator.reply(new ServerMessage.Done(request.id()));
    }

    private ClientSession target(ClientSession moderator, ClientMessage.Moderate request) {
        ClientSession target = lesson.present(String.valueOf(request.participantId()));
        PermissionTable.checkTarget(moderatorRole(moderator), target.claims().role());
        return target;
    }

    /** Those whom an action on all concerns: not the moderator, not other moderators, nobody of a higher role. */
    private List<ClientSession> subordinates(ClientSession moderator) {
        return lesson.present().stream()
                .filter(other -> other != moderator && !other.claims().grants().moderate())
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
        lesson.tellOne(target, new ServerMessage.Moderated(action, source, moderator.participantId()));
        lesson.tellUpdated(target);
    }

    private void lowerHand(ClientSession moderator, ClientSession target, ModerateAction action) {
        if (!target.isHandRaised()) {
            return;
        }
        long now = context.nowMillis();
        target.setHand(false, now);
        if (target != moderator) {
            lesson.tellOne(target, new ServerMessage.Moderated(action, null, moderator.participantId()));
        }
        lesson.tellAll(new ServerMessage.Hand(target.participantId(), false, now));
    }

    private void kick(ClientSession moderator, ClientSession target) {
        lesson.tellOne(target, new ServerMessage.Moderated(ModerateAction.KICK, null, moderator.participantId()));
        lesson.kick(target);
    }

    private static Role moderatorRole(ClientSession moderator) {
        return moderator.claims().role();
    }
}
