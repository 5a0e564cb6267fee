package io.zvonok.signalling.ledger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The attendance of one lesson, from its {@code roomOpened} on.
 *
 * <p>Thread: one at a time.
 */
final class LessonFold {
    private static final int MAX_PEOPLE = 5000;
    private static final String TEACHER = "teacher";

    private final long seq;
    private final long openedMillis;
    private final Map<String, PersonFold> people = new LinkedHashMap<>();
    /** Who is there, by participant id. */
    private final Map<String, PersonFold.Session> sessions = new LinkedHashMap<>();

    private @Nullable Long closedMillis;
    private @Nullable Long lastLeftMillis;
    private @Nullable Long firstTeacherMillis;
    private @Nullable Long lastTeacherLeftMillis;
    private boolean onAir;
    private boolean complete = true;

    LessonFold(LedgerEvent first) {
        seq = first.seq();
        openedMillis = first.timeMillis();
    }

    /** True if a lesson must be under way when this happens. */
    static boolean concerns(LedgerEvent event) {
        return event.is(LedgerEventType.JOINED) || event.is(LedgerEventType.ON_AIR);
    }

    void apply(LedgerEvent event) {
        long at = event.timeMillis();
        if (event.is(LedgerEventType.ROOM_CLOSED)) {
            closedMillis = at;
            people.values().forEach(person -> person.endAll(at));
            sessions.clear();
            onAir = false;
        } else if (event.is(LedgerEventType.ON_AIR) || event.is(LedgerEventType.OFF_AIR)) {
            onAir = event.is(LedgerEventType.ON_AIR);
            people.values().forEach(person -> person.setOnAir(onAir, at));
        } else if (event.is(LedgerEventType.JOINED)) {
            join(event, at);
        } else {
            applyToSession(event, at);
        }
    }

    private void join(LedgerEvent event, long at) {
        String identity = event.identity();
        String participantId = event.participantId();
        if (identity == null || participantId == null || sessions.containsKey(participantId)) {
            return;
        }
        PersonFold person = people.get(identity);
        if (person == null) {
            if (people.size() >= MAX_PEOPLE) {
                complete = false;
                return;
            }
            person = new PersonFold(identity, at);
            people.put(identity, person);
        }
        String role = Objects.requireNonNullElse(event.role(), "");
        boolean onStage = event.data().path("tier").asText("stage").equals("stage");
        PersonFold.Session session =
                person.join(role, onStage, event.data().path("moved").asBoolean(), onAir, at);
        sessions.put(participantId, session);
        session.apply(event, at);
        if (role.equals(TEACHER) && firstTeacherMillis == null) {
            firstTeacherMillis = at;
        }
    }

    private void applyToSession(LedgerEvent event, long at) {
        String participantId = event.participantId();
        PersonFold.Session session = participantId == null ? null : sessions.get(participantId);
        if (session == null) {
            return;
        }
        if (event.is(LedgerEventType.LEFT)) {
            sessions.remove(participantId);
            session.end(at);
            lastLeftMillis = at;
            if (session.person().role().equals(TEACHER)) {
                lastTeacherLeftMillis = at;
            }
        } else {
            session.apply(event, at);
        }
    }

    long seq() {
        return seq;
    }

    long openedMillis() {
        return openedMillis;
    }

    @Nullable
    Long closedMillis() {
        return closedMillis;
    }

    boolean isOnAir() {
        return onAir;
    }

    int people() {
        return people.size();
    }

    List<AttendanceFold.Open> open() {
        return sessions.entrySet().stream()
                .map(entry -> new AttendanceFold.Open(
                        entry.getKey(),
                        entry.getValue().person().identity(),
                        entry.getValue().person().role()))
                .toList();
    }

    AttendanceReport report(String room, List<AttendanceReport.Lesson> lessons, AttendanceQuery query, long nowMillis) {
        long asOf = closedMillis == null ? nowMillis : closedMillis;
        long start = firstOf(query.startMillis(), firstTeacherMillis, openedMillis);
        Long end = end(query);
        return new AttendanceReport(
                room,
                seq,
                lessons,
                openedMillis,
                closedMillis,
                start,
                end,
                asOf,
                complete,
                people.values().stream()
                        .map(person -> person.report(start, end, asOf))
                        .sorted(AttendanceReport.Person.ORDER)
                        .toList());
    }

    private static long firstOf(@Nullable Long wished, @Nullable Long known, long otherwise) {
        if (wished != null) {
            return wished;
        }
        return known != null ? known : otherwise;
    }

    private @Nullable Long end(AttendanceQuery query) {
        if (query.endMillis() != null) {
            return query.endMillis();
        }
        if (closedMillis == null) {
            return null;
        }
        return firstOf(lastTeacherLeftMillis, lastLeftMillis, closedMillis);
    }
}
