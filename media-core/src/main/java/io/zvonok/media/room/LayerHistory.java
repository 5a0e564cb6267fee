package io.zvonok.media.room;

import io.zvonok.media.api.LayerCause;
import io.zvonok.media.api.LayerChange;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.SlotLayer;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.time.Nanos;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last changes of what a participant's slots show, each with its cause, so that "why was it blurred just now?" can be
 * answered afterwards.
 *
 * <p>Thread: the owning media loop.
 */
final class LayerHistory {
    private static final int MAX_CHANGES = 32;

    private final ArrayDeque<Change> changes = new ArrayDeque<>();

    private record Change(
            long atNanos,
            String mid,
            @Nullable PeerId peer,
            @Nullable TrackSource source,
            @Nullable SlotLayer from,
            @Nullable SlotLayer to,
            LayerCause cause,
            long estimateBps) {}

    void add(
            Slot slot,
            @Nullable SlotLayer from,
            @Nullable SlotLayer to,
            LayerCause cause,
            long estimateBps,
            long nowNanos) {
        if (changes.size() == MAX_CHANGES) {
            changes.removeLast();
        }
        PublishedTrack track = slot.track();
        changes.addFirst(new Change(
                nowNanos,
                slot.mid(),
                track == null ? null : track.owner().id(),
                track == null ? null : track.source(),
                from,
                to,
                cause,
                estimateBps));
    }

    /** Newest first. */
    List<LayerChange> describe(long nowNanos) {
        List<LayerChange> described = new ArrayList<>(changes.size());
        for (Iterator<Change> all = changes.iterator(); all.hasNext(); ) {
            Change change = all.next();
            described.add(new LayerChange(
                    Nanos.toMillis(nowNanos - change.atNanos),
                    change.mid,
                    change.peer,
                    change.source,
                    change.from,
                    change.to,
                    change.cause,
                    change.estimateBps));
        }
        return described;
    }
}
