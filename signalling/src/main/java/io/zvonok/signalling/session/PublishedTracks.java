package io.zvonok.signalling.session;

import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.message.ServerMessage;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the send sections of one session carry. A source is in one section only.
 *
 * <p>Thread: the lesson's strand.
 */
final class PublishedTracks {
    private final Map<String, Track> byMid = new LinkedHashMap<>();
    private final SignallingStats stats;
    private final SessionPast past;
    private Set<TrackSource> allowed = EnumSet.allOf(TrackSource.class);
    private boolean everActive;

    PublishedTracks(SignallingStats stats, SessionPast past) {
        this.stats = stats;
        this.past = past;
    }

    void put(String mid, TrackSource source, boolean muted) {
        Track before = take(mid);
        boolean active = before != null && before.active;
        byMid.put(mid, new Track(mid, source, muted, active));
        stats.track(source, 1);
        if (before == null || before.muted != muted || before.source != source) {
            past.onSource(source, muted, before != null && before.source == source);
        }
    }

    @Nullable
    Track remove(String mid) {
        Track track = take(mid);
        if (track != null) {
            past.onSource(track.source, null, true);
        }
        return track;
    }

    private @Nullable Track take(String mid) {
        Track track = byMid.remove(mid);
        if (track != null) {
            stats.track(track.source, -1);
        }
        return track;
    }

    /** Returns true if anything was taken away. */
    boolean retainMids(Collection<String> mids) {
        List<String> gone =
                byMid.keySet().stream().filter(mid -> !mids.contains(mid)).toList();
        gone.forEach(this::remove);
        return !gone.isEmpty();
    }

    /** What is not allowed is gated: it may be on, but none of it goes further. */
    void allow(Set<TrackSource> sources) {
        for (TrackSource source : TrackSource.values()) {
            if (allowed.contains(source) != sources.contains(source)) {
                past.onGate(source, !sources.contains(source), of(source) != null);
            }
        }
        allowed = sources;
    }

    boolean isGated(TrackSource source) {
        return !allowed.contains(source);
    }

    void clear() {
        retainMids(List.of());
    }

    List<String> mids() {
        return List.copyOf(byMid.keySet());
    }

    /** Returns true if that is news. */
    boolean setActive(String mid, boolean active) {
        Track track = byMid.get(mid);
        if (track == null || track.active == active) {
            return false;
        }
        byMid.put(mid, new Track(mid, track.source, track.muted, active));
        everActive |= active;
        return true;
    }

    @Nullable
    Track of(TrackSource source) {
        return byMid.values().stream()
                .filter(track -> track.source == source)
                .findFirst()
                .orElse(null);
    }

    /** True if nothing of it goes further: muted, or not allowed. */
    Map<TrackSource, Boolean> mutedBySource() {
        Map<TrackSource, Boolean> muted = new EnumMap<>(TrackSource.class);
        byMid.values().forEach(track -> muted.put(track.source, !isOpen(track)));
        return muted;
    }

    /** True if anything is published, not muted and allowed. */
    boolean isOpen() {
        return byMid.values().stream().anyMatch(this::isOpen);
    }

    boolean isOpen(TrackSource source) {
        Track track = of(source);
        return track != null && isOpen(track);
    }

    private boolean isOpen(Track track) {
        return !track.muted && !isGated(track.source);
    }

    /** True if packets came and come no more. */
    boolean isSilent() {
        return everActive && byMid.values().stream().noneMatch(track -> track.active);
    }

    List<ServerMessage.Track> onTheWire() {
        return byMid.values().stream()
                .map(track -> new ServerMessage.Track(track.source, track.muted, track.active, isGated(track.source)))
                .toList();
    }

    /** @param active packets are coming */
    record Track(String mid, TrackSource source, boolean muted, boolean active) {}
}
