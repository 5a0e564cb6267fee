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
        lesson.post("speakers", () -> {
            if (lesson.listing().isOpen()) {
                lesson.announcer()
                        .tell(words(speakers), session -> session.grants().subscribe());
            } else {
                lesson.announcer().tellEach(session -> heardBy(session, speakers));
            }
        });
    }

    /** Of those whom that one may hear, if they are other than before. */
    private ServerMessage.@Nullable Event heardBy(ClientSession listener, List<SpeakerLevel> speakers) {
        ServerMessage.Speakers heard = words(speakers.stream()
                .filter(level -> {
                    ClientSession speaker =
                            lesson.attendance().find(level.peer().value());
                    return speaker != null && lesson.listing().hears(listener, speaker);
                })
                .toList());
        return listener.grants().subscribe() && listener.hearsOfOthers(heard) ? heard : null;
    }

    private static ServerMessage.Speakers words(List<SpeakerLevel> speakers) {
        return new ServerMessage.Speakers(
                speakers.stream().map(MediaWords::speaker).toList());
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
            List<LinkQuality> onStage = changed.stream()
                    .filter(quality -> lesson.attendance().isOnStage(quality.peer()))
                    .toList();
            lesson.announcer().tellEach(session -> qualities(session, onStage));
        });
    }

    private void record(LinkQuality quality) {
        ClientSession session = lesson.attendance().find(quality.peer().value());
        if (session != null && session.isOnStage()) {
            lesson.ledger().quality(session, quality);
        }
    }

    private ServerMessage.@Nullable Event qualities(ClientSession listener, List<LinkQuality> changed) {
        List<ServerMessage.LinkScore> scores = changed.stream()
                .filter(quality -> {
                    ClientSession subject =
                            lesson.attendance().find(quality.peer().value());
                    return subject != null && lesson.listing().lists(listener, subject);
                })
                .map(MediaWords::score)
                .toList();
        return scores.isEmpty() ? null : new ServerMessage.Quality(scores);
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
