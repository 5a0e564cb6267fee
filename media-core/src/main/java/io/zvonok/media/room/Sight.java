package io.zvonok.media.room;

import io.zvonok.media.api.PeerGroup;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.Visibility;
import io.zvonok.media.relay.RelayMessage.Hearers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * May this viewer see or hear that track? Only if the room's rules show its source to the viewer's class, and both are in
 * the same group or the publisher speaks to all. The audience is in no group: to it goes what the whole lesson may see.
 *
 * <p>Asked wherever slots are filled and before anything is sent again (I1, P27); each room of a broadcast asks its own.
 * Thread: the owning media loop. Allocates nothing but in {@link #hearersOf}.
 */
final class Sight {
    private static final int ALL_CLASSES = (1 << Visibility.CLASSES) - 1;
    private static final Hearers EVERYBODY = new Hearers(ALL_CLASSES, 0);

    private Visibility visibility = Visibility.everything();
    private Map<PeerId, PeerGroup> groups = Map.of();
    private boolean open = true;
    private long changedNanos = -1;

    void setVisibility(Visibility next, long nowNanos) {
        visibility = next;
        changed(nowNanos);
    }

    /** Whoever is not named is in the whole lesson. */
    void setGroups(Map<PeerId, PeerGroup> next, long nowNanos) {
        groups = Map.copyOf(next);
        changed(nowNanos);
    }

    private void changed(long nowNanos) {
        open = visibility.isEverything() && groups.isEmpty();
        changedNanos = nowNanos;
    }

    /** True if everybody may see and hear everybody: nothing more need be asked. */
    boolean isOpen() {
        return open;
    }

    /** When it last became another, -1 if never: what is kept from before may have been hidden from whoever sees it now. */
    long changedNanos() {
        return changedNanos;
    }

    boolean allows(Participant viewer, PublishedTrack track) {
        if (open) {
            return true;
        }
        TrackSource source = track.source();
        Participant publisher = track.owner();
        return source != null
                && visibility.shows(classOf(viewer), classOf(publisher), source)
                && reaches(publisher, groupOf(viewer));
    }

    /** True if the audience may get it as part of the programme. */
    boolean mayGoOnAir(PublishedTrack track) {
        if (open) {
            return true;
        }
        TrackSource source = track.source();
        return source != null
                && visibility.shows(visibility.audienceClass(), classOf(track.owner()), source)
                && reaches(track.owner(), 0);
    }

    /**
     * Why a slot for this source of that publisher stays empty; null if it is not hidden.
     *
     * @param publisher null if there is nobody of that name: whoever may not see all is not told so
     */
    @Nullable
    SlotReason whyHidden(Participant viewer, @Nullable Participant publisher, TrackSource source) {
        if (open) {
            return null;
        }
        if (publisher == null) {
            boolean seesAll = visibility.publishers(classOf(viewer), source) == ALL_CLASSES;
            return seesAll ? null : SlotReason.NOT_ALLOWED;
        }
        if (!visibility.shows(classOf(viewer), classOf(publisher), source)) {
            return SlotReason.NOT_ALLOWED;
        }
        return reaches(publisher, groupOf(viewer)) ? null : SlotReason.OTHER_GROUP;
    }

    private boolean reaches(Participant publisher, int group) {
        PeerGroup own = groups.getOrDefault(publisher.id(), PeerGroup.WHOLE_LESSON);
        return own.group() == group || own.speaksToAll();
    }

    private int groupOf(Participant viewer) {
        return viewer.tier() == PeerTier.AUDIENCE
                ? 0
                : groups.getOrDefault(viewer.id(), PeerGroup.WHOLE_LESSON).group();
    }

    private static int classOf(Participant participant) {
        return participant.permissions().peerClass();
    }

    // --- who hears whom

    /** Whoever hears the same microphones as this viewer. */
    Hearers hearersOf(Participant viewer) {
        return open ? EVERYBODY : hearers(classOf(viewer), groupOf(viewer));
    }

    /** Those for whom the voices of the programme are chosen. */
    Hearers audience() {
        return open ? EVERYBODY : hearers(visibility.audienceClass(), 0);
    }

    private Hearers hearers(int viewerClass, int group) {
        return new Hearers(visibility.publishers(viewerClass, TrackSource.MICROPHONE), group);
    }

    /** True if the publisher's microphone is one of those that these may hear. */
    boolean hear(Hearers hearers, Participant publisher) {
        return (hearers.classes() >> classOf(publisher) & 1) != 0 && reaches(publisher, hearers.group());
    }
}
