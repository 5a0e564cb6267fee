package io.zvonok.media.room;

import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is in which slot: wanted peers first, then the stage, then whoever comes next in order. Whoever is shown
 * keeps the slot as long as they belong to the first ones, so that pictures do not jump about.
 *
 * <p>What there is, and in which order, says the {@link RoomRole}; beside it, on stage, whoever is pinned. Thread: the
 * owning media loop.
 */
final class SlotAssigner {
    private final Room room;

    SlotAssigner(Room room) {
        this.room = room;
    }

    /** Fills all slots of all participants. Called when something changed, not per packet. */
    void assignAll(long nowNanos) {
        room.role().prepare(nowNanos);
        for (Participant viewer : room.participants()) {
            assign(viewer, nowNanos);
        }
    }

    /** Fills the slots of one participant from what there was to be seen before. */
    void assign(Participant viewer, long nowNanos) {
        if (!room.sight().isOpen()) {
            revokeHidden(viewer, nowNanos);
        }
        Offer offer = viewer.permissions().subscribe() ? room.role().offerTo(viewer) : null;
        if (offer == null) {
            viewer.slots().forEach(slot -> slot.assign(null, nowNanos));
        } else {
            assign(viewer, MediaKind.VIDEO, shownTo(viewer, offer.pictures()), nowNanos);
            assign(viewer, MediaKind.AUDIO, shownTo(viewer, offer.voices()), nowNanos);
        }
    }

    /** What became hidden goes at once, not when something else comes (I1). */
    private void revokeHidden(Participant viewer, long nowNanos) {
        for (Slot slot : viewer.slots()) {
            PublishedTrack assigned = slot.track();
            if (assigned != null && !room.sight().allows(viewer, assigned)) {
                slot.revoke(assigned, nowNanos);
            }
            Encoding shown = slot.selector().current();
            if (shown != null && !room.sight().allows(viewer, shown.track())) {
                slot.revoke(shown.track(), nowNanos);
            }
        }
    }

    private List<PublishedTrack> shownTo(Participant viewer, List<PublishedTrack> ordered) {
        return room.sight().isOpen()
                ? ordered
                : ordered.stream()
                        .filter(track -> room.sight().allows(viewer, track))
                        .toList();
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
                case PEER -> put(slot, wanted(slot.view(), viewer, kind, ordered), taken, nowNanos);
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
            if (first.size() < automatic.size() && !isOf(track, viewer) && !taken.contains(track)) {
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

    /** What a viewer sends may come back by another room: it is still the viewer's own. */
    private static boolean isOf(PublishedTrack track, Participant viewer) {
        return track.owner().id().equals(viewer.id());
    }

    private @Nullable PublishedTrack wanted(
            SlotView view, Participant viewer, MediaKind kind, List<PublishedTrack> ordered) {
        PeerId peer = view.peer();
        Participant participant = peer == null ? null : room.role().find(peer);
        if (participant == null || participant.id().equals(viewer.id())) {
            return null;
        }
        TrackSource source = SlotViews.sourceOf(view, kind);
        for (PublishedTrack track : participant.tracks()) {
            if (track.source() == source && track.kind() == kind) {
                boolean mayBeSeen =
                        viewer.tier() == PeerTier.STAGE ? room.sight().allows(viewer, track) : ordered.contains(track);
                return mayBeSeen ? track : null;
            }
        }
        return null;
    }

    private @Nullable PublishedTrack spotlit(Participant viewer, List<PublishedTrack> ordered) {
        PeerId spotlight = room.spotlight();
        if (spotlight == null || spotlight.equals(viewer.id())) {
            return null;
        }
        return ordered.stream()
                .filter(track -> track.owner().id().equals(spotlight))
                .findFirst()
                .orElse(null);
    }

    /** Who is in the spotlight, else a screen, else who speaks, else who was there before, else the first in order. */
    private @Nullable PublishedTrack stage(
            Participant viewer, List<PublishedTrack> ordered, @Nullable PublishedTrack before) {
        Participant dominant = room.dominantSpeaker(viewer);
        PublishedTrack first = null;
        PublishedTrack speaking = null;
        boolean beforeIsOpen = false;
        PublishedTrack lit = spotlit(viewer, ordered);
        if (lit != null) {
            return lit;
        }
        for (PublishedTrack track : ordered) {
            if (isOf(track, viewer)) {
                continue;
            }
            if (track.source() == TrackSource.SCREEN) {
                return track;
            }
            first = first == null ? track : first;
            beforeIsOpen |= track == before;
            if (track.owner() == dominant) {
                speaking = track;
            }
        }
        if (speaking != null) {
            return speaking;
        }
        return beforeIsOpen ? before : first;
    }
}
