package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.LayerChange;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.PeerTimeline;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.message.ExplainCause;
import io.zvonok.signalling.message.ExplainReport;
import io.zvonok.signalling.message.ExplainReport.Relation;
import io.zvonok.signalling.message.ParticipantTimeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Answers why somebody does not see or hear somebody, and what the last ten minutes of a participant were. Whoever asks
 * and does not moderate learns no more of others than is shown to them anyway: who is hidden from them is not there.
 *
 * <p>Thread: the lesson's strand, on which the stages complete too.
 */
final class ExplainDesk {
    private final LessonContext context;
    private final Lesson lesson;

    ExplainDesk(LessonContext context, Lesson lesson) {
        this.context = context;
        this.lesson = lesson;
    }

    /** All that is known of one participant, or of one of its slots. */
    CompletionStage<ExplainReport> explain(Actor asker, ClientSession subject, @Nullable String slot) {
        return context.media()
                .report(lesson.room(), subject.peer())
                .thenApplyAsync(
                        report -> Explainer.explain(lesson.listing().shownTo(asker, report), slot, subject.digest()),
                        lesson.strand());
    }

    /**
     * All that is known of the viewer, and why it does not see or hear the other.
     *
     * @param source null: of what the other sends the first that does not reach the viewer
     */
    CompletionStage<ExplainReport> explain(Actor asker, ClientSession viewer, String of, @Nullable TrackSource source) {
        CompletionStage<Relation> relation = relation(asker, viewer.participantId(), of, source);
        return explain(asker, viewer, null)
                .thenCombineAsync(relation, (report, found) -> report.with(found), lesson.strand());
    }

    /**
     * Why the viewer does not see or hear the other; both by participant id or, on stage, by identity. Who is not there is an
     * answer, not a failure.
     */
    CompletionStage<Relation> relation(Actor asker, String viewer, String of, @Nullable TrackSource source) {
        ClientSession watching = find(viewer);
        if (watching == null) {
            return answered(viewer, of, source, ExplainCause.VIEWER_NOT_IN_ROOM);
        }
        ClientSession sending = find(of);
        if (sending == null || !isKnownTo(asker, sending)) {
            return answered(viewer, of, source, ExplainCause.SOURCE_NOT_IN_ROOM);
        }
        if (sending == watching) {
            return answered(viewer, of, source, ExplainCause.ONESELF);
        }
        CompletionStage<PeerReport> publisher = context.media().report(lesson.room(), sending.peer());
        return context.media()
                .report(lesson.room(), watching.peer())
                .thenCombineAsync(
                        publisher, (seen, sent) -> relation(watching, sending, source, seen, sent), lesson.strand());
    }

    private static CompletionStage<Relation> answered(
            String viewer, String of, @Nullable TrackSource source, ExplainCause cause) {
        TrackSource asked = source == null ? TrackSource.CAMERA : source;
        return CompletableFuture.completedFuture(onTheWire(viewer, of, asked, Sight.Finding.of(cause, null)));
    }

    /** Moderators and the backend know everybody; others those on stage whom the room's rules show them. */
    private boolean isKnownTo(Actor asker, ClientSession other) {
        ClientSession session = asker.session();
        return session == null
                || session == other
                || session.grants().moderate()
                || other.isOnStage() && lesson.listing().lists(session, other);
    }

    private @Nullable ClientSession find(String who) {
        ClientSession byId = lesson.attendance().find(who);
        if (byId != null) {
            return byId.isPresent() ? byId : null;
        }
        return lesson.attendance().onStage().stream()
                .filter(session -> session.claims().identity().equals(who))
                .findFirst()
                .orElse(null);
    }

    private Relation relation(
            ClientSession viewer, ClientSession of, @Nullable TrackSource source, PeerReport seen, PeerReport sent) {
        Relation first = null;
        for (TrackSource asked : source == null ? published(sent) : List.of(source)) {
            Sight.Finding finding = Sight.find(facts(viewer, of, asked), seen, sent);
            Relation relation = onTheWire(viewer.participantId(), of.participantId(), asked, finding);
            if (finding.cause() != ExplainCause.ACTIVE) {
                return relation;
            }
            first = first == null ? relation : first;
        }
        return Objects.requireNonNull(first, "at least one source");
    }

    /** What there is to be asked about: microphone and camera anyway, the rest if it is sent. */
    private static List<TrackSource> published(PeerReport sent) {
        return Arrays.stream(TrackSource.values())
                .filter(source -> source == TrackSource.MICROPHONE
                        || source == TrackSource.CAMERA
                        || sent.tracks().stream().anyMatch(track -> track.source() == source))
                .toList();
    }

    private Sight.Facts facts(ClientSession viewer, ClientSession of, TrackSource source) {
        return new Sight.Facts(
                source,
                !lesson.listing().shows(viewer, of, source),
                !lesson.groups().reaches(of, viewer),
                viewer.tier(),
                of.tier(),
                viewer.grants().subscribe(),
                lesson.broadcast().isOnAir(),
                of.past().isMutedByModerator(source),
                viewer.past().transportSinceMillis(),
                of.past().transportSinceMillis(),
                of.past().sourceSinceMillis(source),
                of.past().gateSinceMillis(source),
                viewer.past().lastShownMillis(of.participantId(), source),
                viewer.digest());
    }

    private static Relation onTheWire(String viewer, String of, TrackSource source, Sight.Finding finding) {
        return new Relation(
                viewer,
                of,
                source,
                finding.cause(),
                finding.sinceMillis(),
                finding.needBps(),
                finding.haveBps(),
                finding.requests(),
                CauseText.of(finding));
    }

    /** The last ten minutes of somebody, by participant id or identity. Fails with NOT_FOUND. */
    CompletionStage<ParticipantTimeline> timeline(String who) {
        ClientSession subject = find(who);
        if (subject == null) {
            return CompletableFuture.failedFuture(
                    new ZvonokException(ErrorCode.NOT_FOUND, "there is no such participant"));
        }
        CompletionStage<PeerTimeline> samples = context.media().timeline(lesson.room(), subject.peer());
        return context.media()
                .report(lesson.room(), subject.peer())
                .thenCombineAsync(samples, (report, timeline) -> timeline(subject, report, timeline), lesson.strand());
    }

    private ParticipantTimeline timeline(ClientSession subject, PeerReport report, PeerTimeline timeline) {
        long now = context.nowMillis();
        List<ParticipantTimeline.Event> events = new ArrayList<>(subject.past().events());
        if (subject.tier() == PeerTier.STAGE) {
            report.layerChanges().forEach(change -> events.add(event(change, now)));
        }
        events.sort(Comparator.comparingLong(ParticipantTimeline.Event::time));
        return new ParticipantTimeline(
                subject.participantId(),
                subject.claims().identity(),
                now,
                timeline.samples().stream().map(sample -> sample(sample, now)).toList(),
                events);
    }

    private static ParticipantTimeline.Event event(LayerChange change, long now) {
        return ParticipantTimeline.Event.layer(
                now - change.agoMillis(),
                change.mid(),
                MediaWords.participantId(change.peer()),
                change.source(),
                MediaWords.layer(change.from()),
                MediaWords.layer(change.to()),
                change.cause());
    }

    private static ParticipantTimeline.Sample sample(PeerTimeline.Sample sample, long now) {
        PeerTimeline.Shown shown = sample.shown();
        return new ParticipantTimeline.Sample(
                now - sample.agoMillis(),
                sample.receivedBps(),
                sample.sentBps(),
                sample.estimateBps(),
                sample.allocatedBps(),
                sample.wantedBps(),
                sample.uplinkLossPercent(),
                sample.downlinkLossPercent(),
                sample.roundTripMillis(),
                sample.queueDelayMillis(),
                shown.voices(),
                shown.small(),
                shown.medium(),
                shown.large(),
                shown.missing());
    }
}
