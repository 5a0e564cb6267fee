package io.zvonok.signalling.session;

import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import io.zvonok.signalling.ledger.LedgerEventType;
import io.zvonok.signalling.message.ParticipantTimeline.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What changed about one participant in the last ten minutes, and since when it is as it is. At most {@value #MAX_EVENTS}
 * events: some 16 KiB. Of somebody in the audience only the times are kept.
 *
 * <p>Thread: the lesson's strand.
 */
final class SessionPast {
    static final int MAX_EVENTS = 256;
    static final long KEPT_MILLIS = 600_000;

    /** Of what the ledger is told; the rest is noted more closely here, or concerns nobody here any more. */
    private static final Set<LedgerEventType> OF_THE_LEDGER = EnumSet.of(
            LedgerEventType.JOINED,
            LedgerEventType.FLOOR_GIVEN,
            LedgerEventType.FLOOR_TAKEN,
            LedgerEventType.GROUP_MOVED);

    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private final Map<TrackSource, Long> sourceSince = new EnumMap<>(TrackSource.class);
    private final Map<TrackSource, Long> gateSince = new EnumMap<>(TrackSource.class);
    private final Map<TrackSource, String> mutedBy = new EnumMap<>(TrackSource.class);
    private final Map<String, Event> slots = new HashMap<>();
    private final LongSupplier nowMillis;
    private final long beganMillis;
    private boolean onStage;
    private long transportSince;

    SessionPast(LongSupplier nowMillis, boolean onStage) {
        this.nowMillis = nowMillis;
        this.onStage = onStage;
        this.beganMillis = nowMillis.getAsLong();
        this.transportSince = beganMillis;
    }

    // What happens

    void onTransport(TransportState state) {
        transportSince = nowMillis.getAsLong();
        add(Event.transport(transportSince, state));
    }

    /** @param muted null: it is not published any more */
    void onSource(TrackSource source, @Nullable Boolean muted, boolean wasPublished) {
        long now = nowMillis.getAsLong();
        sourceSince.put(source, now);
        mutedBy.remove(source);
        if (muted == null) {
            add(Event.of(now, "unpublished", source, null));
        } else if (!wasPublished) {
            add(Event.of(now, "published", source, null));
        }
        if (muted != null && (wasPublished || muted)) {
            add(Event.of(now, muted ? "muted" : "unmuted", source, null));
        }
    }

    /** What was just muted was muted by somebody else. @param moderator a participant id, empty for the backend */
    void onMutedBy(TrackSource source, String moderator) {
        mutedBy.put(source, moderator);
        Event last = events.peekLast();
        if (last != null && last.type().equals("muted") && last.source() == source) {
            events.removeLast();
            add(Event.of(last.time(), "muted", source, moderator.isEmpty() ? null : moderator));
        }
    }

    /** The right to send it came or went. */
    void onGate(TrackSource source, boolean gated, boolean published) {
        long now = nowMillis.getAsLong();
        gateSince.put(source, now);
        if (published) {
            add(Event.of(now, gated ? "gated" : "ungated", source, null));
        }
    }

    void onTier(boolean stage) {
        onStage = stage;
        if (!stage) {
            events.clear();
            slots.clear();
        }
        note(stage ? "stage" : "audience", null);
    }

    /** @param by a participant id, null if it was nobody or the backend */
    void onLedger(LedgerEventType type, @Nullable String by) {
        if (OF_THE_LEDGER.contains(type)) {
            note(type.wireName(), by);
        }
    }

    /** Anything else, by the name that readers will see. */
    void note(String type, @Nullable String by) {
        add(Event.of(nowMillis.getAsLong(), type, null, by));
    }

    /** Only what is in a slot, and why: rates and layers move all the time. */
    void onSlots(List<SlotState> changed) {
        if (!onStage) {
            return;
        }
        for (SlotState state : changed) {
            Event before = slots.get(state.mid());
            String peer = MediaWords.participantId(state.peer());
            if (before == null
                    || before.reason() != state.reason()
                    || before.source() != state.source()
                    || !Objects.equals(before.participantId(), peer)) {
                Event event = Event.slot(nowMillis.getAsLong(), state.mid(), peer, state.source(), state.reason());
                slots.put(state.mid(), event);
                add(event);
            }
        }
    }

    private void add(Event event) {
        if (!onStage) {
            return;
        }
        if (events.size() == MAX_EVENTS) {
            events.removeFirst();
        }
        forgetOld(event.time());
        events.addLast(event);
    }

    private void forgetOld(long now) {
        while (!events.isEmpty() && events.getFirst().time() < now - KEPT_MILLIS) {
            events.removeFirst();
        }
    }

    // What is known

    /** Oldest first. */
    List<Event> events() {
        forgetOld(nowMillis.getAsLong());
        return new ArrayList<>(events);
    }

    long transportSinceMillis() {
        return nowMillis.getAsLong() - transportSince;
    }

    /** How long the source has been published, muted, open or not published, as it is now. */
    long sourceSinceMillis(TrackSource source) {
        return nowMillis.getAsLong() - sourceSince.getOrDefault(source, beganMillis);
    }

    /** How long the right to send it has been as it is. */
    long gateSinceMillis(TrackSource source) {
        return nowMillis.getAsLong() - gateSince.getOrDefault(source, beganMillis);
    }

    boolean isMutedByModerator(TrackSource source) {
        return mutedBy.containsKey(source);
    }

    /** How long ago a source was last in one of the slots; null if that is not known. */
    @Nullable
    Long lastShownMillis(String participantId, TrackSource source) {
        Event shown = null;
        Long ended = null;
        for (Event event : events) {
            boolean isIt = participantId.equals(event.participantId()) && event.source() == source;
            if (event.mid() != null && isIt) {
                shown = event;
                ended = null;
            } else if (shown != null && ended == null && Objects.equals(shown.mid(), event.mid())) {
                ended = event.time();
            }
        }
        return ended == null ? null : Long.valueOf(nowMillis.getAsLong() - ended);
    }
}
