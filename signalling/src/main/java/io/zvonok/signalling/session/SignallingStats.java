package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.message.ClientMessage;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.message.WireNames;
import io.zvonok.signalling.token.Role;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * What signalling counts. Keys are fixed at construction, so nothing a client says makes a new one.
 *
 * <p>Thread: any.
 */
public final class SignallingStats {
    private static final String UNREADABLE = "unreadable";

    private final Map<String, LongAdder> incoming = new HashMap<>();
    private final Map<String, LongAdder> outgoing = new HashMap<>();
    private final Map<ErrorCode, LongAdder> errors = counters(ErrorCode.class);
    private final Map<Role, LongAdder> participants = counters(Role.class);
    private final Map<TrackSource, LongAdder> tracks = counters(TrackSource.class);
    private final Map<JoinPhase, DurationCounts> phases = new EnumMap<>(JoinPhase.class);
    private final DurationCounts joins = new DurationCounts();

    public SignallingStats() {
        types(ClientMessage.class).forEach(type -> incoming.put(type, new LongAdder()));
        incoming.put(UNREADABLE, new LongAdder());
        types(ServerMessage.Event.class).forEach(type -> outgoing.put(type, new LongAdder()));
        outgoing.put("reply", new LongAdder());
        for (JoinPhase phase : JoinPhase.values()) {
            phases.put(phase, new DurationCounts());
        }
    }

    private static Stream<String> types(Class<?> sealed) {
        return Arrays.stream(Objects.requireNonNull(sealed.getPermittedSubclasses()))
                .map(WireNames::typeOf);
    }

    private static <E extends Enum<E>> Map<E, LongAdder> counters(Class<E> type) {
        Map<E, LongAdder> counters = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            counters.put(constant, new LongAdder());
        }
        return counters;
    }

    /** By message type. */
    public Map<String, LongAdder> incoming() {
        return incoming;
    }

    /** By message type. */
    public Map<String, LongAdder> outgoing() {
        return outgoing;
    }

    public Map<ErrorCode, LongAdder> errors() {
        return errors;
    }

    /** In lessons now. */
    public Map<Role, LongAdder> participants() {
        return participants;
    }

    /** Published now. */
    public Map<TrackSource, LongAdder> tracks() {
        return tracks;
    }

    /** How long joins took, from the request to its answer. */
    public DurationCounts joins() {
        return joins;
    }

    /** How long the parts of joins over sockets took. */
    public Map<JoinPhase, DurationCounts> phases() {
        return phases;
    }

    void received(ClientMessage message) {
        add(incoming, WireNames.typeOf(message.getClass()), 1);
    }

    void receivedUnreadable() {
        add(incoming, UNREADABLE, 1);
    }

    void sent(ServerMessage message, int times) {
        boolean reply = message instanceof ServerMessage.Reply;
        add(outgoing, reply ? "reply" : WireNames.typeOf(message.getClass()), times);
        if (message instanceof ServerMessage.Failed failed) {
            add(errors, failed.error().code(), 1);
        }
    }

    void participant(Role role, int change) {
        add(participants, role, change);
    }

    void track(TrackSource source, int change) {
        add(tracks, source, change);
    }

    void joined(long nanos) {
        joins.add(nanos);
    }

    void phase(JoinPhase phase, long nanos) {
        DurationCounts counts = phases.get(phase);
        if (counts != null) {
            counts.add(nanos);
        }
    }

    private static <K> void add(Map<K, LongAdder> counters, K key, long amount) {
        LongAdder counter = counters.get(key);
        if (counter != null) {
            counter.add(amount);
        }
    }
}
