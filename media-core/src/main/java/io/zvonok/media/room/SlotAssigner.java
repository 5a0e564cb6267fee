package io.zvonok.media.room;

import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.audio.LoudestSpeakers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is in which slot: wanted peers first, then the stage, then whoever comes next in order. Whoever is shown
 * keeps the slot as long as they belong to the first ones, so that pictures do not jump about.
 *
 * <p>Order of pictures: screens, then prominence (the teacher), then who spoke last, then who came first. Audio: the
 * loudest three, whoever is pinned, and the sound of screens (D9). Thread: the owning media loop.
 */
final class SlotAssigner {
    private static final Comparator<PublishedTrack> PICTURE_ORDER = Comparator.comparing(
                    (PublishedTrack track) -> track.source() != TrackSource.SCREEN)
            .thenComparing(track -> track.source() == TrackSource.SCREEN ? -track.publishedOrder() : 0)
            .thenComparing(track -> -track.owner().permissions().prominence())
            .thenComparing(track -> -track.owner().lastSpokeNanos())
            .thenComparing(track -> track.owner().joinOrder());

    private final Room room;
    private final LoudestSpeakers speakers;

    SlotAssigner(Room room, LoudestSpeakers speakers) {
        this.room = room;
        this.speakers = speakers;
    }

    /** Fills all slots of all participants. Called when something changed, not per packet. */
    void assignAll(long nowNanos) {
        List<PublishedTrack> pictures = open(MediaKind.VIDEO);
        pictures.sort(PICTURE_ORDER);
        List<PublishedTrack> voices = open(MediaKind.AUDIO);
        voices.removeIf(track -> !isAudible(track));
        for (Participant viewer : room.participants()) {
            if (viewer.permissions().subscribe()) {
                assign(viewer, MediaKind.VIDEO, pictures, nowNanos);
                assign(viewer, MediaKind.AUDIO, voices, nowNanos);
            } else {
                viewer.slots().forEach(slot -> slot.assign(null, nowNanos));
            }
        }
    }

    private List<PublishedTrack> open(MediaKind kind) {
        List<PublishedTrack> open = new ArrayList<>();
        for (Participant participant : room.participants()) {
            for (PublishedTrack track : participant.tracks()) {
                if (track.kind() == kind && track.open()) {
                    open.add(track);
                }
            }
        }
        return open;
    }

    private boolean isAudible(PublishedTrack track) {
        return track.source() == TrackSource.SCREEN_AUDIO
                || (track.speaker() != PublishedTrack.NO_MEMBER && speakers.isChosen(track.speaker()));
    }

    private void assign(Participant viewer, MediaKind kind, List<PublishedTrack> ordered, long nowNanos) {
        Set<PublishedTrack> taken = new HashSet<>();
        List<Slot> automatic = new ArrayList<>();
        for (Slot slot : viewer.slots()) {
            if (slot.kind() != kind) {
                continue;
            }
            switch (slot.view().want()) {
                case NONE -> slot.assign(null, nowNanos);
                case PEER -> put(slot, wanted(slot.view(), viewer, kind), taken, nowNanos);
                case STAGE -> put(slot, stage(viewer, ordered, slot.track()), taken, nowNanos);
                case AUTO -> automatic.add(slot);
            }
        }
        assignAutomatic(viewer, automatic, ordered, taken, nowNanos);
    }

    private static void put(Slot slot, @Nullable PublishedTrack track, Set<PublishedTrack> taken, long nowNanos) {
        slot.assign(track, nowNanos);
        if (track != null) {
            taken.add(track);
        }
    }

    private void assignAutomatic(
            Participant viewer,
            List<Slot> automatic,
            List<PublishedTrack> ordered,
            Set<PublishedTrack> taken,
            long nowNanos) {
        List<PublishedTrack> first = new ArrayList<>();
        for (PublishedTrack track : ordered) {
            if (first.size() < automatic.size() && track.owner() != viewer && !taken.contains(track)) {
                first.add(track);
            }
        }
        List<Slot> free = new ArrayList<>();
        for (Slot slot : automatic) {
            PublishedTrack shown = slot.track();
            if (shown == null || !first.remove(shown)) {
                free.add(slot);
            }
        }
        for (int i = 0; i < free.size(); i++) {
            free.get(i).assign(i < first.size() ? first.get(i) : null, nowNanos);
        }
    }

    private @Nullable PublishedTrack wanted(SlotView view, Participant viewer, MediaKind kind) {
        PeerId peer = view.peer();
        Participant participant = peer == null ? null : room.participant(peer);
        if (participant == null || participant == viewer) {
            return null;
        }
        TrackSource byDefault = kind == MediaKind.AUDIO ? TrackSource.MICROPHONE : TrackSource.CAMERA;
        TrackSource source = view.source() == null ? byDefault : view.source();
        for (PublishedTrack track : participant.tracks()) {
            if (track.source() == source && track.kind() == kind) {
                return track;
            }
        }
        return null;
    }

    /** A screen, else who speaks, else who was there before, else the first in order. */
    private @Nullable PublishedTrack stage(
            Participant viewer, List<PublishedTrack> ordered, @Nullable PublishedTrack before) {
        PublishedTrack first = null;
        PublishedTrack speaking = null;
        boolean beforeIsOpen = false;
        for (PublishedTrack track : ordered) {
            if (track.owner() == viewer) {
                continue;
            }
            if (track.source() == TrackSource.SCREEN) {
                return track;
            }
            first = first == null ? track : first;
            beforeIsOpen |= track == before;
            if (track.owner() == room.dominantSpeaker()) {
                speaking = track;
            }
        }
        if (speaking != null) {
            return speaking;
        }
        return beforeIsOpen ? before : first;
    }
}
