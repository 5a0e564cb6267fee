package io.zvonok.signalling.ledger;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attendance of one identity in one lesson, over all its devices.
 *
 * <p>Thread: one at a time.
 */
final class PersonFold {
    private static final int POOR = 2;

    private final String identity;
    private final long firstJoinedMillis;
    private final Set<Session> sessions = new LinkedHashSet<>();
    private final Stopwatch present = new Stopwatch();
    private final Stopwatch floor = new Stopwatch();
    private final Stopwatch microphone = new Stopwatch();
    private final Stopwatch camera = new Stopwatch();
    private final Stopwatch screen = new Stopwatch();
    private final Stopwatch airtime = new Stopwatch();
    private String role = "";
    private @Nullable Long lastLeftMillis;
    private int joins;
    private int hands;
    private long poorLinkMillis;
    private boolean onAir;

    PersonFold(String identity, long atMillis) {
        this.identity = identity;
        this.firstJoinedMillis = atMillis;
    }

    String identity() {
        return identity;
    }

    String role() {
        return role;
    }

    /** @param moved from the stage into the audience or back: no other visit */
    Session join(String asRole, boolean onStage, boolean moved, boolean roomOnAir, long atMillis) {
        role = asRole;
        onAir = roomOnAir;
        if (!moved) {
            joins++;
        }
        Session session = new Session(onStage);
        sessions.add(session);
        lastLeftMillis = null;
        measure(atMillis);
        return session;
    }

    void setOnAir(boolean roomOnAir, long atMillis) {
        onAir = roomOnAir;
        measure(atMillis);
    }

    void endAll(long atMillis) {
        if (!sessions.isEmpty()) {
            sessions.clear();
            lastLeftMillis = atMillis;
        }
        onAir = false;
        measure(atMillis);
    }

    private void measure(long atMillis) {
        present.set(!sessions.isEmpty(), atMillis);
        floor.set(sessions.stream().anyMatch(session -> session.floor), atMillis);
        microphone.set(sends("microphone"), atMillis);
        camera.set(sends("camera"), atMillis);
        screen.set(sends("screen"), atMillis);
        airtime.set(onAir && sessions.stream().anyMatch(Session::isSendingOnStage), atMillis);
    }

    private boolean sends(String source) {
        return sessions.stream().anyMatch(session -> Boolean.FALSE.equals(session.muted.get(source)));
    }

    AttendanceReport.Person report(long startMillis, @Nullable Long endMillis, long asOfMillis) {
        Long left = lastLeftMillis;
        return new AttendanceReport.Person(
                identity,
                role,
                firstJoinedMillis,
                left,
                present.millisUntil(asOfMillis),
                joins,
                hands,
                floor.millisUntil(asOfMillis),
                microphone.millisUntil(asOfMillis),
                camera.millisUntil(asOfMillis),
                screen.millisUntil(asOfMillis),
                airtime.millisUntil(asOfMillis),
                poorLinkMillis,
                Math.max(0, firstJoinedMillis - startMillis),
                left == null || endMillis == null ? null : Long.valueOf(Math.max(0, endMillis - left)));
    }

    /** One visit with one device. */
    final class Session {
        private final boolean onStage;
        /** By source. */
        private final Map<String, Boolean> muted = new HashMap<>();

        private boolean floor;

        private Session(boolean onStage) {
            this.onStage = onStage;
        }

        PersonFold person() {
            return PersonFold.this;
        }

        private boolean isSendingOnStage() {
            return onStage && muted.containsValue(false);
        }

        void end(long atMillis) {
            sessions.remove(this);
            if (sessions.isEmpty()) {
                lastLeftMillis = atMillis;
            }
            measure(atMillis);
        }

        void apply(LedgerEvent event, long atMillis) {
            String source = event.data().path("source").asText("");
            if (event.is(LedgerEventType.HAND_RAISED)) {
                hands++;
            } else if (event.is(LedgerEventType.QUALITY)) {
                if (event.data().path("score").asInt(5) <= POOR) {
                    poorLinkMillis += Math.max(0, event.data().path("seconds").asLong()) * 1000;
                }
            } else if (event.is(LedgerEventType.FLOOR_GIVEN) || event.is(LedgerEventType.FLOOR_TAKEN)) {
                floor = event.is(LedgerEventType.FLOOR_GIVEN);
            } else if (event.is(LedgerEventType.JOINED)) {
                floor = event.data().path("floor").asBoolean();
            } else if (event.is(LedgerEventType.SHARE_STARTED)) {
                muted.put(source, event.data().path("muted").asBoolean());
            } else if (event.is(LedgerEventType.SHARE_STOPPED)) {
                muted.remove(source);
            } else if (event.is(LedgerEventType.MUTED) || event.is(LedgerEventType.UNMUTED)) {
                muted.computeIfPresent(source, (name, before) -> event.is(LedgerEventType.MUTED));
            }
            measure(atMillis);
        }
    }
}
