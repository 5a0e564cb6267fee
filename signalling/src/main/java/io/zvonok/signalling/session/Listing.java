package io.zvonok.signalling.session;

import io.zvonok.media.api.LayerChange;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.message.ServerMessage.ChosenProgramme;
import io.zvonok.signalling.message.ServerMessage.Settings;
import io.zvonok.signalling.message.VisibilityPolicy;
import io.zvonok.signalling.token.Role;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of whom. Everything that names a participant passes here before it goes to another one: whoever hides from
 * somebody is not listed there, unless that one moderates (I1, P27). What is seen and heard is decided by the media core,
 * from the same policy and the same groups.
 *
 * <p>Thread: the lesson's strand.
 */
final class Listing {
    private final Lesson lesson;

    Listing(Lesson lesson) {
        this.lesson = lesson;
    }

    private VisibilityPolicy policy() {
        return lesson.policies().policy();
    }

    /** True if nobody hides from anybody, and the lesson is not in groups. */
    boolean isOpen() {
        return policy().hidesNothing() && lesson.groups().isWhole();
    }

    boolean lists(ClientSession viewer, ClientSession subject) {
        return viewer == subject || lists(policy(), viewer, subject.policyRole());
    }

    static boolean lists(VisibilityPolicy policy, ClientSession viewer, Role subject) {
        return viewer.grants().moderate() || policy.lists(viewer.policyRole(), subject);
    }

    /** Nobody of that id is not listed either. */
    private boolean lists(ClientSession viewer, @Nullable String participantId) {
        ClientSession subject =
                participantId == null ? null : lesson.attendance().find(participantId);
        return subject != null && lists(viewer, subject);
    }

    /** Whatever group the two are in. */
    boolean shows(ClientSession viewer, ClientSession publisher, TrackSource source) {
        return policy().shows(viewer.policyRole(), publisher.policyRole(), source);
    }

    boolean hears(ClientSession listener, ClientSession speaker) {
        return shows(listener, speaker, TrackSource.MICROPHONE)
                && lesson.groups().reaches(speaker, listener);
    }

    /** The chat is that of the own group. */
    boolean reads(ClientSession reader, ChatHistory.Entry entry) {
        boolean own = entry.message().participantId().equals(reader.participantId());
        boolean listed = own || lists(policy(), reader, entry.author());
        return listed
                && (entry.toAll()
                        || Objects.equals(entry.group(), lesson.groups().groupOf(reader)));
    }

    // Of what names participants, what that one may know

    ServerMessage.Room shownTo(ClientSession viewer, ServerMessage.Room room) {
        return policy().hidesNothing() || viewer.grants().moderate()
                ? room
                : shown(room, participantId -> lists(viewer, participantId));
    }

    /** To those of the audience of that role. */
    ServerMessage.Room shownTo(Role ofAudience, ServerMessage.Room room) {
        return policy().hidesNothing()
                ? room
                : shown(room, participantId -> {
                    ClientSession subject = lesson.attendance().find(participantId);
                    return subject != null && listsInAudience(ofAudience, subject);
                });
    }

    /** True if those of that role in the audience are told of that one. */
    boolean listsInAudience(Role ofAudience, ClientSession subject) {
        return policy().lists(ofAudience, subject.policyRole());
    }

    private static ServerMessage.Room shown(ServerMessage.Room room, Predicate<String> lists) {
        Settings settings = room.settings();
        String spotlight = settings.spotlight();
        ChosenProgramme programme = room.programme();
        return new ServerMessage.Room(
                room.id(),
                room.name(),
                room.createdAt(),
                room.audience(),
                room.onAir(),
                room.onAirSince(),
                room.sourceGone(),
                new ChosenProgramme(
                        programme.mode(),
                        programme.sources().stream()
                                .filter(source -> lists.test(source.participantId()))
                                .toList()),
                room.comments(),
                new Settings(
                        settings.lobby(),
                        settings.locked(),
                        settings.rights(),
                        spotlight == null || !lists.test(spotlight) ? null : spotlight,
                        settings.policy(),
                        settings.groups()));
    }

    /** What was on that one's screen before is not told, if it is hidden now. */
    PeerReport shownTo(Actor asker, PeerReport report) {
        ClientSession viewer = asker.session();
        if (viewer == null || viewer.grants().moderate() || policy().hidesNothing()) {
            return report;
        }
        List<LayerChange> changes = report.layerChanges().stream()
                .filter(change -> change.peer() == null || lists(viewer, MediaWords.participantId(change.peer())))
                .toList();
        return new PeerReport(
                report.peer(),
                report.transport(),
                report.quality(),
                report.downlink(),
                report.slots(),
                report.tracks(),
                changes,
                report.views());
    }
}
