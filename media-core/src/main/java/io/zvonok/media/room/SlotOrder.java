package io.zvonok.media.room;

import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.TrackSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * In which order those on a stage are seen: screens, then prominence (the teacher), then who spoke last, then who came
 * first. And who of them is heard: who has the floor, the loudest three, and the sound of screens (D9).
 *
 * <p>Thread: the owning media loop; no state.
 */
final class SlotOrder {
    static final Comparator<PublishedTrack> OF_PICTURES = Comparator.comparing(
                    (PublishedTrack track) -> track.source() != TrackSource.SCREEN)
            .thenComparing(track -> track.source() == TrackSource.SCREEN ? -track.publishedOrder() : 0)
            .thenComparing(track -> -track.owner().permissions().prominence())
            .thenComparing(track -> -track.owner().lastSpokeNanos())
            .thenComparing(track -> track.owner().joinOrder());

    private static final Comparator<PublishedTrack> FLOOR_FIRST =
            Comparator.comparing(track -> !track.owner().permissions().floor());

    private SlotOrder() {}

    static List<PublishedTrack> pictures(Room room) {
        List<PublishedTrack> pictures = open(room, MediaKind.VIDEO);
        pictures.sort(OF_PICTURES);
        return pictures;
    }

    /** What these are to hear. */
    static List<PublishedTrack> voices(Room room, Ears listeners) {
        List<PublishedTrack> voices = open(room, MediaKind.AUDIO);
        voices.removeIf(track -> !isAudible(listeners, track));
        voices.sort(FLOOR_FIRST);
        return voices;
    }

    private static List<PublishedTrack> open(Room room, MediaKind kind) {
        List<PublishedTrack> open = new ArrayList<>();
        for (Participant participant : room.publishers()) {
            for (PublishedTrack track : participant.tracks()) {
                if (track.kind() == kind && track.open()) {
                    open.add(track);
                }
            }
        }
        return open;
    }

    private static boolean isAudible(Ears listeners, PublishedTrack track) {
        if (track.source() == TrackSource.SCREEN_AUDIO) {
            return true;
        }
        for (Ears.Seat seat : track.seats()) {
            if (seat.ears() == listeners) {
                return seat.isChosen() || track.owner().permissions().floor();
            }
        }
        return false;
    }
}
