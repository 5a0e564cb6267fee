package io.zvonok.media.room;

import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PublisherLayer;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the encodings that nobody watches, so that their publishers need not make and send them: a pupil's weak laptop and
 * uplink are spared.
 *
 * <p>Switched off only after a while without a viewer, on at once, and before it is needed: as soon as a viewer's link has
 * most of what it takes. The smallest one goes on while anybody shows the track at all: a fall to it never waits. One that
 * never came is left alone: its publisher's own link does not carry it yet, and what it would be is not known.
 *
 * <p>Thread: the owning media loop.
 */
final class PublisherThrift {
    private static final long OFF_AFTER = Nanos.fromSeconds(10);

    /** Called about twenty times a second. */
    void update(Room room, long nowNanos) {
        for (Participant participant : room.publishers()) {
            for (int i = 0; i < participant.tracks().size(); i++) {
                PublishedTrack track = participant.tracks().get(i);
                if (track.kind() == MediaKind.VIDEO && track.open()) {
                    update(room, track, nowNanos);
                }
            }
        }
    }

    private static void update(Room room, PublishedTrack track, long nowNanos) {
        boolean changed = false;
        Encoding smallest = smallest(track, nowNanos);
        for (int i = 0; i < track.encodings().size(); i++) {
            Encoding encoding = track.encodings().get(i);
            if (isNeeded(track, encoding, encoding == smallest)) {
                encoding.noteNeeded(nowNanos);
                if (encoding.isPaused()) {
                    encoding.setPaused(false);
                    room.context().stats().increment(Counter.LAYERS_RESUMED);
                    changed = true;
                }
            } else if (!encoding.isPaused() && nowNanos - encoding.neededNanos() >= OFF_AFTER) {
                encoding.setPaused(true);
                room.context().stats().increment(Counter.LAYERS_PAUSED);
                changed = true;
            }
        }
        if (changed && track.owner().isRelayed()) {
            room.role().tellWanted(track);
        } else if (changed) {
            tell(room, track);
        }
    }

    private static void tell(Room room, PublishedTrack track) {
        List<PublisherLayer> layers = new ArrayList<>();
        for (Encoding encoding : track.encodings()) {
            layers.add(new PublisherLayer(encoding.rid(), !encoding.isPaused()));
        }
        room.listener().onPublisherLayers(track.owner().id(), track.mid(), layers);
    }

    private static @Nullable Encoding smallest(PublishedTrack track, long nowNanos) {
        Encoding smallest = null;
        for (int i = 0; i < track.encodings().size(); i++) {
            Encoding encoding = track.encodings().get(i);
            if (encoding.isAvailable(nowNanos) && (smallest == null || encoding.height() < smallest.height())) {
                smallest = encoding;
            }
        }
        return smallest;
    }

    private static boolean isNeeded(PublishedTrack track, Encoding encoding, boolean smallest) {
        if (track.isWantedElsewhere(encoding)) {
            return true;
        }
        Slot[] slots = track.slots();
        for (Slot slot : slots) {
            boolean shown =
                    slot.selector().current() == encoding || slot.share().needs(encoding);
            boolean awaited = slot.track() == track
                    && slot.isVisible()
                    && (smallest || !slot.share().hasOptions());
            if (shown || awaited) {
                return true;
            }
        }
        return false;
    }
}
