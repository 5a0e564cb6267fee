package io.zvonok.signalling.session;

import io.zvonok.signalling.message.EventText;
import io.zvonok.signalling.message.ServerMessage;
import java.util.List;
import java.util.function.Predicate;

/**
 * Tells those on stage what happens, each event encoded once, and moderators who in the audience wants something.
 *
 * <p>Thread: the lesson's strand.
 */
final class Announcer {
    private final LessonContext context;
    private final Attendance attendance;
    private final Audience audience;

    Announcer(LessonContext context, Attendance attendance, Audience audience) {
        this.context = context;
        this.attendance = attendance;
        this.audience = audience;
    }

    /** On stage. */
    void tellAll(ServerMessage.Event event) {
        tell(event, session -> true);
    }

    /** Those on stage for whom this holds. */
    void tell(ServerMessage.Event event, Predicate<ClientSession> whom) {
        List<ClientSession> listeners = attendance.onStage().stream()
                .filter(ClientSession::hears)
                .filter(whom)
                .toList();
        if (!listeners.isEmpty()) {
            EventText text = encode(event, listeners.size());
            listeners.forEach(session -> session.tell(text));
        }
    }

    void tellModerators(ServerMessage.Event event) {
        tell(event, ClientSession::directs);
    }

    void tellOne(ClientSession session, ServerMessage.Event event) {
        if (session.hears()) {
            session.tell(encode(event, 1));
        }
    }

    EventText encode(ServerMessage.Event event, int times) {
        context.stats().sent(event, times);
        return context.codec().event(event);
    }

    // Of the audience, to moderators

    /** Once of each; after that only what changes. */
    void tellOfMember(ClientSession member) {
        if (audience.becomesKnown(member)) {
            tellHand(member);
        }
    }

    void tellHandOf(ClientSession member) {
        audience.becomesKnown(member);
        tellHand(member);
    }

    private void tellHand(ClientSession member) {
        tellModerators(about(member, false));
    }

    /** In the audience no more. */
    void tellGone(ClientSession member) {
        if (audience.forget(member)) {
            tellModerators(about(member, true));
        }
    }

    /** To a moderator who has just come: who has a hand up. */
    void tellHandsUp(ClientSession moderator) {
        audience.withHandUp().forEach(member -> tellOne(moderator, about(member, false)));
    }

    private static ServerMessage.AudienceMember about(ClientSession member, boolean gone) {
        return new ServerMessage.AudienceMember(
                member.participantId(), member.claims().name(), member.isHandRaised(), gone);
    }
}
