package io.zvonok.signalling.session;

import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.message.ClientMessage;
import io.zvonok.signalling.message.ClientMessage.ModerateAction;
import io.zvonok.signalling.message.ClientMessage.ProgrammeMode;
import io.zvonok.signalling.message.ClientMessage.RightsChange;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.message.VisibilityPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a moderator asks for by message; {@link ModerationDesk} does it. Muting shuts the gate for the packets; the one
 * concerned is told, and may open it again.
 *
 * <p>Thread: the lesson's strand.
 */
final class Moderation {
    private static final RightsChange AS_IN_THE_ROOM = new RightsChange(null, null, null, null, null);

    private final Lesson lesson;
    private final ModerationDesk desk;
    private final StageDoor stageDoor;

    Moderation(LessonContext context, Lesson lesson) {
        this.lesson = lesson;
        this.desk = lesson.moderation();
        this.stageDoor = new StageDoor(context, lesson);
    }

    /** The right to moderate has been checked. Throws NOT_FOUND, FORBIDDEN or what the action says. */
    void handle(ClientSession moderator, ClientMessage.Moderate request) {
        if (request.action() == ModerateAction.END_LESSON) {
            moderator.reply(new ServerMessage.Done(request.id()));
            desk.endLesson();
            return;
        }
        people(Actor.of(moderator), request);
        moderator.reply(new ServerMessage.Done(request.id()));
    }

    private void people(Actor actor, ClientMessage.Moderate request) {
        TrackSource source = request.source() == null ? TrackSource.MICROPHONE : request.source();
        switch (request.action()) {
            case MUTE -> desk.mute(actor, target(request), source);
            case MUTE_ALL -> desk.muteAll(actor, source);
            case LOWER_HAND -> desk.lowerHand(actor, target(request));
            case LOWER_ALL_HANDS -> desk.lowerAllHands(actor);
            case KICK -> desk.kick(actor, target(request));
            case BAN -> desk.banParticipant(actor, named(request));
            case UNBAN -> desk.unban(String.valueOf(request.identity()));
            case MUTE_CHAT -> desk.muteChat(actor, target(request));
            case UNMUTE_CHAT -> desk.unmuteChat(actor, target(request));
            case SET_RIGHTS -> desk.setRights(actor, target(request), rights(request.rights()));
            case GIVE_FLOOR -> desk.giveFloor(actor, target(request));
            case TAKE_FLOOR -> desk.takeFloor(actor, target(request));
            default -> room(actor, request);
        }
    }

    private void room(Actor actor, ClientMessage.Moderate request) {
        switch (request.action()) {
            case SET_ROOM -> desk.setRoom(actor, request.lobby(), request.locked(), request.rights());
            case ADMIT -> desk.admit(actor, named(request));
            case ADMIT_ALL -> desk.admitAll(actor);
            case REFUSE -> desk.refuse(actor, named(request));
            case SPOTLIGHT -> desk.spotlight(request.participantId() == null ? null : target(request));
            case SET_POLICY -> lesson.policies().set(actor, policy(request.policy()));
            case SET_GROUPS -> lesson.groups().setGroups(actor, request.groups());
            case MOVE_TO_GROUP -> lesson.groups().move(actor, target(request), request.group());
            case MOVE_ALL -> lesson.groups().moveAll(actor, request.moves());
            case DROP_IN -> lesson.groups().dropIn(actor, request.group());
            case SPEAK_TO_ALL -> lesson.groups().speakToAll(actor, Boolean.TRUE.equals(request.enabled()));
            case CALL_BACK -> lesson.groups().callBack(actor);
            default -> direct(actor, request);
        }
    }

    /** What concerns the broadcast and its comments. */
    private void direct(Actor actor, ClientMessage.Moderate request) {
        switch (request.action()) {
            case START_BROADCAST -> lesson.broadcast().start();
            case STOP_BROADCAST -> lesson.broadcast().stop();
            case SET_PROGRAMME ->
                lesson.broadcast().setProgramme(request.mode() == ProgrammeMode.MANUAL ? request.sources() : List.of());
            case BRING_ON_STAGE -> stageDoor.bring(commanded(actor, request));
            case SEND_TO_AUDIENCE -> stageDoor.send(commanded(actor, request));
            case SET_COMMENTS -> {
                if (lesson.comments().set(request.enabled(), request.slowModeSeconds(), request.preModerated())) {
                    lesson.tellRoom();
                }
            }
            case APPROVE_CHAT -> lesson.comments().approve(String.valueOf(request.chatId()));
            case DELETE_CHAT -> desk.deleteChat(String.valueOf(request.chatId()));
            default -> throw new IllegalStateException("nothing is done about " + request.action());
        }
    }

    private ClientSession commanded(Actor actor, ClientMessage.Moderate request) {
        ClientSession target = target(request);
        actor.requireCommandOf(target);
        return target;
    }

    private ClientSession target(ClientMessage.Moderate request) {
        return lesson.attendance().present(named(request));
    }

    private static VisibilityPolicy policy(@Nullable VisibilityPolicy wanted) {
        return wanted == null ? VisibilityPolicy.OPEN : wanted;
    }

    private static String named(ClientMessage.Moderate request) {
        return String.valueOf(request.participantId());
    }

    private static RightsChange rights(@Nullable RightsChange rights) {
        return rights == null ? AS_IN_THE_ROOM : rights;
    }
}
