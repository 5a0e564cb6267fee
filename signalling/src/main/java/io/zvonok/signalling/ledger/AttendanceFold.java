package io.zvonok.signalling.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a room's events one by one and knows the attendance of its newest lessons. Depends on the events only.
 *
 * <p>Thread: one at a time.
 */
final class AttendanceFold {
    static final int MAX_LESSONS = 50;
    private static final int MAX_PEOPLE_BEFORE = 2000;

    private final Deque<LessonFold> lessons = new ArrayDeque<>();

    /** Somebody whose {@code joined} has no {@code left} yet. */
    record Open(
            String participantId,
            @Nullable String identity,
            @Nullable String role) {}

    void apply(LedgerEvent event) {
        LessonFold current = lessons.peekLast();
        if (event.is(LedgerEventType.ROOM_OPENED) || (current == null && LessonFold.concerns(event))) {
            current = new LessonFold(event);
            lessons.addLast(current);
            forgetOldest();
        }
        if (current != null) {
            current.apply(event);
        }
    }

    private void forgetOldest() {
        int people = people();
        while (lessons.size() > 1 && (lessons.size() > MAX_LESSONS || people > MAX_PEOPLE_BEFORE)) {
            people -= lessons.removeFirst().people();
        }
    }

    /** In all lessons it knows. */
    int people() {
        return lessons.stream().mapToInt(LessonFold::people).sum();
    }

    /** Those who are there, by the events. */
    List<Open> open() {
        LessonFold current = lessons.peekLast();
        return current == null ? List.of() : current.open();
    }

    boolean isOnAir() {
        LessonFold current = lessons.peekLast();
        return current != null && current.isOnAir();
    }

    boolean isLessonOpen() {
        LessonFold current = lessons.peekLast();
        return current != null && current.closedMillis() == null;
    }

    @Nullable
    AttendanceReport report(String room, AttendanceQuery query, long nowMillis) {
        LessonFold wanted = find(query.lesson());
        if (wanted == null) {
            return null;
        }
        List<AttendanceReport.Lesson> all = new ArrayList<>();
        lessons.forEach(lesson ->
                all.add(new AttendanceReport.Lesson(lesson.seq(), lesson.openedMillis(), lesson.closedMillis())));
        return wanted.report(room, all, query, nowMillis);
    }

    private @Nullable LessonFold find(@Nullable Long seq) {
        if (seq == null) {
            return lessons.peekLast();
        }
        return lessons.stream()
                .filter(lesson -> lesson.seq() == seq)
                .findFirst()
                .orElse(null);
    }
}
