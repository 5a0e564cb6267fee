package io.zvonok.signalling.session;

import io.zvonok.media.api.LinkQuality;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PublisherLayer;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.SpeakerLevel;
import io.zvonok.media.api.TransportState;
import io.zvonok.signalling.message.EventText;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.message.ServerMessage.LeaveReason;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the media core tells of one room, told on to those it concerns.
 *
 * <p>Thread: the room's media loop; everything is handed over to the lesson's strand at once.
 */
final class RoomEars implements RoomListener {
    private static final ServerMessage.Slots EMPTY_SLOTS = new ServerMessage.Slots(List.of());

    private final LessonContext context;
    private final Lesson lesson;
    /** When another source comes on air, a whole audience is told the same. */
    private List<SlotState> lastSlots = List.of();

    private @Nullable EventText lastSlotsText;

    RoomEars(LessonContext context, Lesson lesson) {
        this.context = context;
        this.lesson = lesson;
    }

    @Override
    public void onTransportState(PeerId peer, TransportState state) {
        about(peer, session -> {
            if (session.setTransport(state)) {
                lesson.tellUpdated(session);
            }
            if (state == TransportState.FAILED && !session.hears()) {
                lesson.end(session, LeaveReason.TIMEOUT, null); // there is no other way to it than its transport
            }
        });
    }

    @Override
    public void onSlots(PeerId peer, List<SlotState> changed) {
        about(peer, session -> {
            session.past().onSlots(changed);
            if (session.hears()) {
                context.stats().sent(EMPTY_SLOTS, 1);
                session.tell(textOf(changed));
            }
        });
    }

    private EventText textOf(List<SlotState> changed) {
        EventText text = lastSlotsText;
        if (text == null || !changed.equals(lastSlots)) {
            text = context.codec()
                    .event(new ServerMessage.Slots(
                            changed.stream().map(MediaWords::slot).toList()));
            lastSlots = changed;
            lastSlotsText = text;
        }
        return text;
    }

    @Override
    public void onSpeakers(List<SpeakerLevel> speakers) {
        lesson.post(
                "speakers",
                () -> lesson.announcer()
                        .tell(
                                new ServerMessage.Speakers(speakers.stream()
                                        .map(MediaWords::speaker)
                                        .toList()),
                                session -> session.grants().subscribe()));
    }

    @Override
    public void onTrackActive(PeerId peer, String mid, boolean active) {
        about(peer, session -> {
            if (session.tracks().setActive(mid, active)) {
                lesson.tellUpdated(session);
            }
        });
    }

    @Override
    public void onPublisherLayers(PeerId peer, String mid, List<PublisherLayer> layers) {
        about(peer, session -> lesson.announcer().tellOne(session, MediaWords.publisherLayers(mid, layers)));
    }

    /** Of the stage only: links of an audience are nobody's business. */
    @Override
    public void onQuality(List<LinkQuality> changed) {
        lesson.post("quality", () -> {
            changed.forEach(this::record);
            List<ServerMessage.LinkScore> scores = changed.stream()
                    .filter(quality -> lesson.attendance().isOnStage(quality.peer()))
                    .map(MediaWords::score)
                    .toList();
            if (!scores.isEmpty()) {
                lesson.announcer().tellAll(new ServerMessage.Quality(scores));
            }
        });
    }

    private void record(LinkQuality quality) {
        ClientSession session = lesson.attendance().find(quality.peer().value());
        if (session != null && session.isOnStage()) {
            lesson.ledger().quality(session, quality);
        }
    }

    private void about(PeerId peer, Consumer<ClientSession> task) {
        lesson.post("media event", () -> {
            ClientSession session = lesson.attendance().find(peer.value());
            if (session != null && session.isPresent()) {
                task.accept(session);
            }
        });
    }
}
