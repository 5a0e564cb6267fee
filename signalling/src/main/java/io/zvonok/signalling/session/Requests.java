package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.PublishSection;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.message.ClientMessage;
import io.zvonok.signalling.message.ClientMessage.PublishedSection;
import io.zvonok.signalling.message.ExplainReport;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.message.ServerMessage.LeaveReason;
import io.zvonok.signalling.sdp.Negotiation;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What each message of a participant does. The right to it is checked first, in one place (P27).
 *
 * <p>Thread: the lesson's strand.
 */
final class Requests {
    private final LessonContext context;
    private final Lesson lesson;
    private final Moderation moderation;

    Requests(LessonContext context, Lesson lesson) {
        this.context = context;
        this.lesson = lesson;
        this.moderation = new Moderation(context, lesson);
    }

    /** Throws {@link ZvonokException} with what is to be answered. */
    void handle(ClientSession session, ClientMessage message) {
        Action action = Action.of(message, session.participantId());
        PermissionTable.check(action, session, message);
        if (message instanceof ClientMessage.Offer offer) {
            offer(session, offer);
        } else if (message instanceof ClientMessage.View view) {
            view(session, view);
        } else if (message instanceof ClientMessage.Publish publish) {
            publish(session, publish);
        } else if (message instanceof ClientMessage.Mute mute) {
            mute(session, mute);
        } else if (message instanceof ClientMessage.Hand hand) {
            setHand(session, hand.raised());
            done(session, message);
        } else if (message instanceof ClientMessage.Chat chat) {
            session.reply(lesson.comments().say(session, chat.id(), chat.text()));
        } else if (message instanceof ClientMessage.Moderate moderate) {
            moderation.handle(session, moderate);
        } else if (message instanceof ClientMessage.Explain explain) {
            explain(session, explain);
        } else if (message instanceof ClientMessage.Stats stats) {
            session.setDigest(stats.digest());
            done(session, message);
        } else if (message instanceof ClientMessage.Ping ping) {
            session.reply(new ServerMessage.Pong(ping.id(), ping.t(), context.nowMillis()));
        } else if (message instanceof ClientMessage.Candidate) {
            done(session, message);
        } else if (message instanceof ClientMessage.Leave) {
            done(session, message);
            lesson.end(session, LeaveReason.LEFT, CloseCode.LEFT);
        } else {
            throw new IllegalStateException(
                    "nothing is done about " + message.getClass().getSimpleName());
        }
    }

    /** What the join message asked for beside the join. */
    void applyFirst(ClientSession session, JoinPlan plan) {
        for (PublishedSection section : plan.published()) {
            TrackSource source = section.source();
            if (source != null) {
                session.tracks().put(section.mid(), source, section.muted());
                context.media().publish(lesson.room(), session.peer(), section.mid(), source, section.muted());
            }
        }
        if (!plan.views().isEmpty()) {
            context.media().setView(lesson.room(), session.peer(), plan.views());
        }
    }

    private void offer(ClientSession session, ClientMessage.Offer offer) {
        if (session.isNegotiating()) {
            throw new ZvonokException(ErrorCode.WRONG_STATE, "the offer before is still being answered");
        }
        Negotiation negotiation = context.negotiator().negotiate(offer.sdp());
        session.setNegotiating(true);
        var update = context.media().update(lesson.room(), session.peer(), negotiation.description());
        lesson.answer(update, () -> session.setNegotiating(false), session, offer.id(), result -> {
            session.setDescription(negotiation.description());
            List<String> mids = negotiation.description().publishSections().stream()
                    .map(PublishSection::mid)
                    .toList();
            if (session.tracks().retainMids(mids)) {
                lesson.tellUpdated(session);
            }
            return new ServerMessage.Answered(
                    offer.id(), negotiation.answer(result), MediaWords.slots(negotiation.description()));
        });
    }

    private void view(ClientSession session, ClientMessage.View view) {
        List<SlotView> views = view.slots().stream()
                .map(wanted -> MediaWords.view(wanted, session.slots()))
                .toList();
        answerDone(context.media().setView(lesson.room(), session.peer(), views), session, view);
    }

    private void publish(ClientSession session, ClientMessage.Publish publish) {
        TrackSource source = publish.source();
        JoinPlan.checkSection(session.sections(), publish.mid(), source);
        if (source == null) {
            session.tracks().remove(publish.mid());
        } else {
            PublishedTracks.Track elsewhere = session.tracks().of(source);
            if (elsewhere != null && !elsewhere.mid().equals(publish.mid())) {
                throw new ZvonokException(ErrorCode.WRONG_STATE, "this source is published in another section already");
            }
            session.tracks().put(publish.mid(), source, publish.muted());
        }
        var stage = context.media().publish(lesson.room(), session.peer(), publish.mid(), source, publish.muted());
        lesson.tellUpdated(session);
        answerGated(stage, session, publish, source);
    }

    private void mute(ClientSession session, ClientMessage.Mute mute) {
        PublishedTracks.Track track = session.tracks().of(mute.source());
        if (track == null) {
            throw new ZvonokException(ErrorCode.NOT_FOUND, "you do not publish this source");
        }
        session.tracks().put(track.mid(), mute.source(), mute.muted());
        var stage = context.media().publish(lesson.room(), session.peer(), track.mid(), mute.source(), mute.muted());
        if (track.muted() != mute.muted()) {
            lesson.tellUpdated(session);
        }
        answerGated(stage, session, mute, mute.muted() ? null : mute.source());
    }

    private void setHand(ClientSession session, boolean raised) {
        if (session.isHandRaised() != raised) {
            if (!session.isOnStage()) {
                lesson.comments().checkHand(session);
            }
            long now = context.nowMillis();
            session.setHand(raised, now);
            lesson.ledger().changed(session, "");
            lesson.tellHand(session, raised, now);
        }
    }

    private void explain(ClientSession session, ClientMessage.Explain explain) {
        ClientSession subject =
                explain.participantId() == null ? session : lesson.attendance().present(explain.participantId());
        String slot = explain.slot();
        if (slot != null) {
            MediaWords.kindOfSlot(slot, subject.slots());
        }
        String of = explain.of();
        ExplainDesk desk = lesson.explainDesk();
        CompletionStage<ExplainReport> report = of == null
                ? desk.explain(Actor.of(session), subject, slot)
                : desk.explain(Actor.of(session), subject, of, explain.source());
        lesson.answer(report, session, explain.id(), found -> new ServerMessage.Explained(explain.id(), found));
    }

    /** @param armed what is on from now on; null if nothing is */
    private void answerGated(
            CompletionStage<Void> stage, ClientSession session, ClientMessage message, @Nullable TrackSource armed) {
        lesson.answer(
                stage,
                session,
                message.id(),
                nothing -> armed != null && session.tracks().isGated(armed)
                        ? new ServerMessage.Gated(message.id(), true)
                        : new ServerMessage.Done(message.id()));
    }

    private void answerDone(CompletionStage<Void> stage, ClientSession session, ClientMessage message) {
        lesson.answer(stage, session, message.id(), nothing -> new ServerMessage.Done(message.id()));
    }

    private static void done(ClientSession session, ClientMessage message) {
        session.reply(new ServerMessage.Done(message.id()));
    }
}
