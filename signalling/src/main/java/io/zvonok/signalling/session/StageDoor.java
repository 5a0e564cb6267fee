package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.message.ServerMessage.LeaveReason;

/**
 * Brings somebody from the audience on stage and back, with the same socket and the same transport.
 *
 * <p>Thread: the lesson's strand.
 */
final class StageDoor {
    private final LessonContext context;
    private final Lesson lesson;

    StageDoor(LessonContext context, Lesson lesson) {
        this.context = context;
        this.lesson = lesson;
    }

    /** Throws WRONG_STATE or ROOM_FULL. */
    void bring(ClientSession member) {
        if (member.isOnStage()) {
            throw new ZvonokException(ErrorCode.WRONG_STATE, "that one is on stage already");
        }
        if (!member.hears()) {
            throw new ZvonokException(ErrorCode.WRONG_STATE, "a player cannot be brought on stage, only our page can");
        }
        lesson.attendance().requirePlace(PeerTier.STAGE);
        member.setHand(false, context.nowMillis());
        lesson.announcer().tellGone(member);
        move(member, PeerTier.STAGE);
        lesson.audience().changed(-1);
        ServerMessage.ParticipantJoined joined = new ServerMessage.ParticipantJoined(member.onTheWire());
        lesson.announcer()
                .tell(joined, session -> session != member && lesson.listing().lists(session, member));
        context.listener().onParticipantJoined(lesson.room(), member.person());
        tellOf(member);
        lesson.broadcast().onStage(member);
    }

    /** Throws WRONG_STATE. What that one published is published no more. */
    void send(ClientSession member) {
        if (!member.isOnStage()) {
            throw new ZvonokException(ErrorCode.WRONG_STATE, "that one is in the audience already");
        }
        if (!member.hears() || member.directs()) {
            throw new ZvonokException(ErrorCode.WRONG_STATE, "an encoder and a moderator stay on stage");
        }
        lesson.attendance().requirePlace(PeerTier.AUDIENCE);
        member.tracks().mids().forEach(mid -> context.media().publish(lesson.room(), member.peer(), mid, null, false));
        member.tracks().clear();
        member.setHand(false, context.nowMillis());
        move(member, PeerTier.AUDIENCE);
        lesson.moderation().onOffStage(member);
        lesson.audience().changed(1);
        lesson.announcer()
                .tellAbout(member, new ServerMessage.ParticipantLeft(member.participantId(), LeaveReason.LEFT));
        context.listener().onParticipantLeft(lesson.room(), member.person(), LeaveReason.LEFT);
        tellOf(member);
        lesson.stageChanged();
    }

    private void move(ClientSession member, PeerTier tier) {
        lesson.attendance().move(member, tier);
        lesson.rights().apply(member);
        lesson.ledger().moved(member);
        context.media().setTier(lesson.room(), member.peer(), tier);
    }

    private void tellOf(ClientSession member) {
        lesson.announcer()
                .tellOne(
                        member,
                        new ServerMessage.TierChanged(
                                member.tier(), Entrance.grants(member), lesson.shownTo(member), lesson.seenBy(member)));
    }
}
