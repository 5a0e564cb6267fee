package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.message.ServerMessage.LeaveReason;
import io.zvonok.signalling.token.Grants;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way into a lesson: from a good token to the {@code joined} event. What a join does wrong costs that join only.
 *
 * <p>Thread: the lesson's strand.
 */
final class Entrance {
    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

    private final LessonContext context;
    private final Lessons lessons;
    private final Lesson lesson;

    Entrance(LessonContext context, Lessons lessons, Lesson lesson) {
        this.context = context;
        this.lessons = lessons;
        this.lesson = lesson;
    }

    void enter(Admission admission) {
        if (lesson.isGone()) {
            contain(admission, () -> lessons.enter(admission));
        } else if (admission.isWaiting()) {
            contain(admission, () -> start(admission));
        }
    }

    private void start(Admission admission) {
        lesson.stopEmptyTimer();
        lesson.attendance().requirePlace(admission);
        if (lesson.lobby().keeps(admission)) {
            return;
        }
        if (admission.needsSomethingOnAir() && !lesson.broadcast().hasPublisher()) {
            throw Refusals.nothingOnAir();
        }
        begin(admission);
    }

    /** Somebody who waited in the lobby, and for whom there is a place. */
    void admit(Admission admission) {
        if (admission.isWaiting()) {
            contain(admission, () -> begin(admission));
        } else {
            lesson.closeLaterIfEmpty();
        }
    }

    private void begin(Admission admission) {
        long readFrom = context.nanoTime().getAsLong();
        JoinPlan plan = admission.plan(context.negotiator());
        phase(admission, JoinPhase.NEGOTIATE, readFrom);
        ClientSession session = new ClientSession(context, lesson, admission);
        session.setDescription(plan.negotiation().description());
        lesson.attendance().add(session);
        if (session.hears()) {
            lessons.remember(session);
        }
        admission.begin(session);
        session.startTimer(
                lesson.strand().schedule(context.config().joinTimeoutMillis(), () -> giveUp(session, admission)));
        lesson.whenOpen(() -> askForPlace(session, plan));
    }

    private void askForPlace(ClientSession session, JoinPlan plan) {
        if (session.state() != SessionState.NEW) {
            return;
        }
        session.takePermissions();
        lesson.groups().beforeJoin(session);
        long askedNanos = context.nanoTime().getAsLong();
        CompletionStage<JoinResult> place = session.isOnStage()
                ? context.media()
                        .join(
                                lesson.room(),
                                session.peer(),
                                plan.negotiation().description(),
                                session.mediaPermissions())
                : context.media()
                        .joinAudience(
                                lesson.room(),
                                session.peer(),
                                plan.negotiation().description(),
                                session.mediaPermissions());
        place.whenCompleteAsync(
                (result, failure) -> {
                    phase(plan.admission(), JoinPhase.MEDIA, askedNanos);
                    onPlace(session, plan, result, failure);
                },
                lesson.strand());
    }

    /** Of joins over sockets: who comes by HTTP was read before. */
    private void phase(Admission admission, JoinPhase phase, long sinceNanos) {
        if (admission.conversation() != null) {
            context.stats().phase(phase, context.nanoTime().getAsLong() - sinceNanos);
        }
    }

    private void onPlace(
            ClientSession session, JoinPlan plan, @Nullable JoinResult result, @Nullable Throwable failure) {
        if (session.state() != SessionState.NEW) {
            return; // gone meanwhile; the media core was told then
        }
        if (result == null || failure != null) {
            refuse(session, plan.admission(), Refusals.of(failure));
            return;
        }
        contain(plan.admission(), () -> complete(session, plan, result));
    }

    private void complete(ClientSession session, JoinPlan plan, JoinResult result) {
        Admission admission = plan.admission();
        String answer = plan.negotiation().answer(result);
        ClientSession before = lesson.attendance().seat(session);
        if (before != null) {
            lesson.end(before, LeaveReason.REPLACED, CloseCode.REPLACED);
        }
        session.join();
        lesson.moderation().onJoined(session, before);
        lesson.ledger().joined(session);
        lesson.requests().applyFirst(session, plan);
        lesson.onJoined(session);
        if (session.hears()) {
            session.tellOpening(lesson.announcer().encode(joined(session, plan, answer), 1));
        }
        admission.welcome(session, answer);
        context.stats().participant(session.claims().role(), 1);
        long tookNanos = context.nanoTime().getAsLong() - admission.startedNanos();
        context.stats().joined(tookNanos);
        JoinEvent.tell(session, tookNanos);
        if (session.isOnStage()) {
            context.listener().onParticipantJoined(lesson.room(), session.person());
        }
        lesson.afterJoined(session);
    }

    private ServerMessage.Joined joined(ClientSession session, JoinPlan plan, String answer) {
        ServerMessage.Room room = lesson.shownTo(session);
        List<ServerMessage.Participant> others = lesson.seenBy(session);
        return new ServerMessage.Joined(
                session.sessionId(),
                session.onTheWire(),
                grants(session),
                room,
                others,
                answer,
                MediaWords.slots(plan.negotiation().description()),
                lesson.comments().history(session),
                lessons.limits(session.tier()));
    }

    static ServerMessage.GrantList grants(ClientSession session) {
        Grants grants = session.grants();
        return new ServerMessage.GrantList(
                grants.publish().stream().sorted().toList(),
                grants.subscribe(),
                grants.chat(),
                grants.moderate(),
                grants.record());
    }

    private void giveUp(ClientSession session, Admission admission) {
        if (session.state() == SessionState.NEW) {
            refuse(session, admission, new ZvonokException(ErrorCode.TIMEOUT, "the join took too long"));
        }
    }

    private void refuse(ClientSession session, Admission admission, ZvonokException why) {
        admission.refuse(why);
        lesson.end(session, LeaveReason.FAILED, null);
    }

    private void contain(Admission admission, Runnable step) {
        ZvonokException why;
        try {
            step.run();
            return;
        } catch (ZvonokException refusal) {
            why = refusal;
        } catch (RuntimeException bug) {
            Bugs.log(LOG, "join", bug);
            why = Refusals.internal();
        }
        ClientSession session = admission.session();
        admission.refuse(why);
        if (session != null) {
            lesson.end(session, LeaveReason.FAILED, null);
        }
        lesson.closeLaterIfEmpty();
    }
}
