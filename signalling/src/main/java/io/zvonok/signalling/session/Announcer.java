package io.zvonok.signalling.session;

import io.zvonok.signalling.message.EventText;
import io.zvonok.signalling.message.ServerMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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

    /** To whom that one is listed, and that one too. */
    void tellAbout(ClientSession subject, ServerMessage.Event event) {
        tell(event, listener -> subject.lesson().listing().lists(listener, subject));
    }

    void tellReaders(ChatHistory.Entry entry, ServerMessage.Event event) {
        tell(event, reader -> reader.lesson().listing().reads(reader, entry));
    }

    /** To each on stage what is for that one, nothing if that is null; encoded once for all who are told the same. */
    void tellEach(Function<ClientSession, ServerMessage.@Nullable Event> events) {
        Map<ServerMessage.Event, EventText> texts = new HashMap<>();
        for (ClientSession session : attendance.onStage()) {
            ServerMessage.Event event = session.hears() ? events.apply(session) : null;
            if (event != null) {
                context.stats().sent(event, 1);
                session.tell(texts.computeIfAbsent(event, context.codec()::event));
            }
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
