package io.zvonok.signalling.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who was in a lesson, for how long, and what they did: a fold over the room's events. Somebody with two devices at a time
 * is one person, whose time is counted once.
 *
 * @param lesson the number of the lesson's {@code roomOpened}
 * @param lessons those that can be asked for, oldest first
 * @param openedMillis when the room opened
 * @param closedMillis when it closed; null while it is open
 * @param startMillis what being late is measured from
 * @param endMillis what leaving early is measured from; null while that is open
 * @param asOfMillis up to when times are counted that still run
 * @param complete false if there were more people than are remembered
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AttendanceReport(
        String room,
        long lesson,
        List<Lesson> lessons,
        long openedMillis,
        @Nullable Long closedMillis,
        long startMillis,
        @Nullable Long endMillis,
        long asOfMillis,
        boolean complete,
        List<Person> people) {
    public AttendanceReport {
        lessons = List.copyOf(lessons);
        people = List.copyOf(people);
    }

    /** One opening of the room. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Lesson(
            long lesson, long openedMillis, @Nullable Long closedMillis) {}

    /**
     * Milliseconds all, and counts.
     *
     * @param lastLeftMillis null if still there
     * @param sessions how often that one joined; coming back within the time for it does not count
     * @param hands how often the hand went up
     * @param microphoneMillis published and not muted; so too the camera and the screen
     * @param onAirMillis on stage with anything not muted while the room was on air
     * @param poorLinkMillis with a link of score 2 or worse
     * @param lateMillis after the start; 0 if in time
     * @param leftEarlyMillis before the end; 0 if not, null if the end is not known or that one is there
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Person(
            String identity,
            String role,
            long firstJoinedMillis,
            @Nullable Long lastLeftMillis,
            long presentMillis,
            int sessions,
            int hands,
            long floorMillis,
            long microphoneMillis,
            long cameraMillis,
            long screenMillis,
            long onAirMillis,
            long poorLinkMillis,
            long lateMillis,
            @Nullable Long leftEarlyMillis) {
        static final Comparator<Person> ORDER =
                Comparator.comparingLong(Person::firstJoinedMillis).thenComparing(Person::identity);

        /** Names nobody (P30). */
        @Override
        public String toString() {
            return "Person[" + role + "]";
        }
    }

    /**
     * As far as these events know.
     *
     * @param events of one room, in order
     * @return null if none of them is of that lesson
     */
    public static @Nullable AttendanceReport of(
            String room, Iterable<LedgerEvent> events, AttendanceQuery query, long nowMillis) {
        AttendanceFold fold = new AttendanceFold();
        events.forEach(fold::apply);
        return fold.report(room, query, nowMillis);
    }
}
