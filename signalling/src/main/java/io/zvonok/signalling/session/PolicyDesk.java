package io.zvonok.signalling.session;

import io.zvonok.signalling.ledger.LedgerEventType;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.message.ServerMessage.LeaveReason;
import io.zvonok.signalling.message.VisibilityPolicy;
import java.util.List;

/**
 * Who sees and hears whom in a lesson, chosen by a moderator or by the backend, and changed while it goes on: media first,
 * then each is told who came into and went out of sight.
 *
 * <p>Thread: the lesson's strand.
 */
final class PolicyDesk {
    private final LessonContext context;
    private final Lesson lesson;
    private VisibilityPolicy policy = VisibilityPolicy.OPEN;

    PolicyDesk(LessonContext context, Lesson lesson) {
        this.context = context;
        this.lesson = lesson;
    }

    VisibilityPolicy policy() {
        return policy;
    }

    /** The right to moderate has been checked. Does nothing if it is so already. */
    void set(Actor actor, VisibilityPolicy next) {
        VisibilityPolicy before = policy;
        if (next.equals(before)) {
            return;
        }
        policy = next;
        lesson.settings().setPolicy(next.name());
        lesson.whenOpen(() -> context.media().setVisibility(lesson.room(), next.toMedia()));
        lesson.ledger()
                .record(
                        LedgerEventType.POLICY_CHANGED,
                        null,
                        LessonLedger.by(actor.participantId()).put("policy", next.name()));
        lesson.attendance().everybody().stream()
                .filter(viewer -> hidesMore(before, viewer))
                .forEach(ClientSession::forgetEvents);
        lesson.tellRoom();
        tellOfOthers(before);
    }

    /** What that one was told before must not be told again. */
    private boolean hidesMore(VisibilityPolicy before, ClientSession viewer) {
        return lesson.attendance().onStage().stream()
                .anyMatch(other -> Listing.lists(before, viewer, other.policyRole())
                        && !Listing.lists(policy, viewer, other.policyRole()));
    }

    private void tellOfOthers(VisibilityPolicy before) {
        List<ClientSession> onStage = lesson.attendance().onStage();
        for (ClientSession subject : onStage) {
            lesson.announcer()
                    .tell(
                            new ServerMessage.ParticipantLeft(subject.participantId(), LeaveReason.HIDDEN),
                            viewer -> isListed(before, viewer, subject) && !isListed(policy, viewer, subject));
            lesson.announcer()
                    .tell(
                            new ServerMessage.ParticipantJoined(subject.onTheWire()),
                            viewer -> !isListed(before, viewer, subject) && isListed(policy, viewer, subject));
        }
    }

    private static boolean isListed(VisibilityPolicy policy, ClientSession viewer, ClientSession subject) {
        return viewer == subject || Listing.lists(policy, viewer, subject.policyRole());
    }
}
