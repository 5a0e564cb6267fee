package io.zvonok.signalling.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a fold over events says of a lesson. Times are minutes. */
class AttendanceReportTest {
    private static final long MINUTE = 60_000;
    private static final long TEN_O_CLOCK = 1_764_064_800_000L;

    private final List<LedgerEvent> events = new ArrayList<>();

    private static ObjectNode data() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static long at(double minute) {
        return TEN_O_CLOCK + (long) (minute * MINUTE);
    }

    private void room(double minute, LedgerEventType type) {
        events.add(new LedgerEvent(events.size() + 1, at(minute), type.wireName(), null, null, null, data()));
    }

    private void event(double minute, LedgerEventType type, String who, ObjectNode data) {
        String identity = who.replaceAll("/.*", "");
        String role = identity.equals("anna") ? "teacher" : "student";
        events.add(new LedgerEvent(events.size() + 1, at(minute), type.wireName(), who, identity, role, data));
    }

    private void event(double minute, LedgerEventType type, String who) {
        event(minute, type, who, data());
    }

    private void share(double minute, String who, String source, boolean muted) {
        event(
                minute,
                LedgerEventType.SHARE_STARTED,
                who,
                data().put("source", source).put("muted", muted));
    }

    private AttendanceReport report(double nowMinute, AttendanceQuery query) {
        return Objects.requireNonNull(AttendanceReport.of("math-7b", events, query, at(nowMinute)));
    }

    private AttendanceReport report(double nowMinute) {
        return report(nowMinute, AttendanceQuery.NEWEST);
    }

    private static AttendanceReport.Person person(AttendanceReport report, String identity) {
        return report.people().stream()
                .filter(person -> person.identity().equals(identity))
                .findFirst()
                .orElseThrow();
    }

    /** Opened at 0, the teacher there from 5 to 50, masha from 1 to 50, petya from 12 to 20 and from 25 to 40. */
    private void lesson() {
        room(0, LedgerEventType.ROOM_OPENED);
        event(1, LedgerEventType.JOINED, "masha");
        event(5, LedgerEventType.JOINED, "anna");
        event(12, LedgerEventType.JOINED, "petya/1");
        event(20, LedgerEventType.LEFT, "petya/1");
        event(25, LedgerEventType.JOINED, "petya/2");
        event(40, LedgerEventType.LEFT, "petya/2");
        event(50, LedgerEventType.LEFT, "anna");
        event(50, LedgerEventType.LEFT, "masha");
        room(50.5, LedgerEventType.ROOM_CLOSED);
    }

    @Test
    void countsMinutesSessionsAndWhoWasLateOrLeftEarly() {
        lesson();
        AttendanceReport report = report(600);
        assertThat(report.startMillis()).isEqualTo(at(5));
        assertThat(report.endMillis()).isEqualTo(at(50));
        assertThat(report.people())
                .extracting(AttendanceReport.Person::identity)
                .containsExactly("masha", "anna", "petya");
        AttendanceReport.Person petya = person(report, "petya");
        assertThat(petya.firstJoinedMillis()).isEqualTo(at(12));
        assertThat(petya.lastLeftMillis()).isEqualTo(at(40));
        assertThat(petya.presentMillis()).isEqualTo(23 * MINUTE);
        assertThat(petya.sessions()).isEqualTo(2);
        assertThat(petya.lateMillis()).isEqualTo(7 * MINUTE);
        assertThat(petya.leftEarlyMillis()).isEqualTo(10 * MINUTE);
        AttendanceReport.Person masha = person(report, "masha");
        assertThat(masha.lateMillis()).isZero();
        assertThat(masha.leftEarlyMillis()).isZero();
        assertThat(masha.presentMillis()).isEqualTo(49 * MINUTE);
    }

    @Test
    void measuresAgainstTheTimetableIfThereIsOne() {
        lesson();
        AttendanceReport report = report(600, new AttendanceQuery(null, at(10), at(55)));
        assertThat(person(report, "petya").lateMillis()).isEqualTo(2 * MINUTE);
        assertThat(person(report, "petya").leftEarlyMillis()).isEqualTo(15 * MINUTE);
        assertThat(person(report, "anna").leftEarlyMillis()).isEqualTo(5 * MINUTE);
    }

    @Test
    void timeWithTwoDevicesIsCountedOnce() {
        room(0, LedgerEventType.ROOM_OPENED);
        event(0, LedgerEventType.JOINED, "masha/1");
        event(5, LedgerEventType.JOINED, "masha/2");
        event(10, LedgerEventType.LEFT, "masha/1");
        assertThat(person(report(15), "masha").presentMillis()).isEqualTo(15 * MINUTE);
        assertThat(person(report(15), "masha").lastLeftMillis()).isNull();
        event(20, LedgerEventType.LEFT, "masha/2");
        assertThat(person(report(30), "masha").presentMillis()).isEqualTo(20 * MINUTE);
    }

    @Test
    void countsWhatSomebodySentWhileItWasNotMuted() {
        room(0, LedgerEventType.ROOM_OPENED);
        event(0, LedgerEventType.JOINED, "anna");
        share(0, "anna", "microphone", true);
        share(1, "anna", "camera", false);
        event(2, LedgerEventType.UNMUTED, "anna", data().put("source", "microphone"));
        event(5, LedgerEventType.MUTED, "anna", data().put("source", "microphone"));
        share(6, "anna", "screen", false);
        event(9, LedgerEventType.SHARE_STOPPED, "anna", data().put("source", "screen"));
        event(10, LedgerEventType.LEFT, "anna");
        AttendanceReport.Person anna = person(report(60), "anna");
        assertThat(anna.microphoneMillis()).isEqualTo(3 * MINUTE);
        assertThat(anna.cameraMillis()).isEqualTo(9 * MINUTE);
        assertThat(anna.screenMillis()).isEqualTo(3 * MINUTE);
    }

    @Test
    void countsFloorHandsPoorLinksAndTimeOnAir() {
        room(0, LedgerEventType.ROOM_OPENED);
        event(0, LedgerEventType.JOINED, "masha");
        event(1, LedgerEventType.HAND_RAISED, "masha");
        event(2, LedgerEventType.FLOOR_GIVEN, "masha");
        share(3, "masha", "microphone", false);
        room(4, LedgerEventType.ON_AIR);
        event(5, LedgerEventType.QUALITY, "masha", data().put("score", 2).put("seconds", 30));
        event(5.5, LedgerEventType.QUALITY, "masha", data().put("score", 5).put("seconds", 30));
        event(6, LedgerEventType.FLOOR_TAKEN, "masha");
        room(9, LedgerEventType.OFF_AIR);
        AttendanceReport.Person masha = person(report(10), "masha");
        assertThat(masha.hands()).isEqualTo(1);
        assertThat(masha.floorMillis()).isEqualTo(4 * MINUTE);
        assertThat(masha.onAirMillis()).isEqualTo(5 * MINUTE);
        assertThat(masha.poorLinkMillis()).isEqualTo(MINUTE / 2);
        assertThat(masha.microphoneMillis()).isEqualTo(7 * MINUTE);
    }

    @Test
    void whoeverComesBackToTheFloorHasIt() {
        room(0, LedgerEventType.ROOM_OPENED);
        event(0, LedgerEventType.JOINED, "masha/1");
        event(2, LedgerEventType.FLOOR_GIVEN, "masha/1");
        event(3, LedgerEventType.LEFT, "masha/1");
        event(4, LedgerEventType.JOINED, "masha/2", data().put("floor", true));
        event(6, LedgerEventType.FLOOR_TAKEN, "masha/2");
        assertThat(person(report(10), "masha").floorMillis()).isEqualTo(3 * MINUTE);
    }

    @Test
    void goingOnStageIsNoOtherVisit() {
        room(0, LedgerEventType.ROOM_OPENED);
        room(0, LedgerEventType.ON_AIR);
        event(0, LedgerEventType.JOINED, "masha", data().put("tier", "audience"));
        share(0, "masha", "microphone", false);
        event(4, LedgerEventType.LEFT, "masha", data().put("reason", "moved"));
        event(4, LedgerEventType.JOINED, "masha", data().put("tier", "stage").put("moved", true));
        share(5, "masha", "microphone", false);
        AttendanceReport.Person masha = person(report(10), "masha");
        assertThat(masha.sessions()).isEqualTo(1);
        assertThat(masha.presentMillis()).isEqualTo(10 * MINUTE);
        assertThat(masha.onAirMillis()).isEqualTo(5 * MINUTE);
    }

    @Test
    void knowsTheLessonsBeforeToo() {
        lesson();
        room(1440, LedgerEventType.ROOM_OPENED);
        event(1441, LedgerEventType.JOINED, "masha");
        AttendanceReport newest = report(1450);
        assertThat(newest.lesson()).isEqualTo(11);
        assertThat(newest.people()).hasSize(1);
        assertThat(newest.closedMillis()).isNull();
        assertThat(newest.endMillis()).isNull();
        assertThat(newest.lessons()).extracting(AttendanceReport.Lesson::lesson).containsExactly(1L, 11L);
        assertThat(report(1450, new AttendanceQuery(1L, null, null)).people()).hasSize(3);
        assertThat(AttendanceReport.of("math-7b", events, new AttendanceQuery(2L, null, null), at(1450)))
                .isNull();
    }

    @Test
    void withoutATeacherTheLessonBeginsWithTheRoomAndEndsWithTheLastOne() {
        room(0, LedgerEventType.ROOM_OPENED);
        event(3, LedgerEventType.JOINED, "masha");
        event(9, LedgerEventType.LEFT, "masha");
        room(9.5, LedgerEventType.ROOM_CLOSED);
        AttendanceReport report = report(60);
        assertThat(person(report, "masha").lateMillis()).isEqualTo(3 * MINUTE);
        assertThat(person(report, "masha").leftEarlyMillis()).isZero();
    }

    @Test
    void whatALedgerSaysIsTheFoldOverItsEvents() {
        lesson();
        try (LedgerFixture world = new LedgerFixture(LedgerOptions.DEFAULT)) {
            RoomLedger ledger = world.ledgers.acquire("math-7b");
            for (LedgerEvent event : events) {
                LedgerEventType type = java.util.Arrays.stream(LedgerEventType.values())
                        .filter(event::is)
                        .findFirst()
                        .orElseThrow();
                ledger.append(
                        type, event.timeMillis(), event.participantId(), event.identity(), event.role(), event.data());
            }
            assertThat(world.ledgers
                            .attendance("math-7b", AttendanceQuery.NEWEST)
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(report(600));
        }
    }

    @Test
    void writesATableForEnglishAndRussianSpreadsheets() {
        lesson();
        String english = new AttendanceCsv(Locale.ENGLISH, ZoneOffset.UTC).write(report(600));
        assertThat(english).startsWith("\uFEFF\"Identity\",\"Role\",");
        assertThat(english.lines().skip(3).findFirst().orElseThrow())
                .isEqualTo("\"petya\",\"student\",\"2025-11-25 10:12:00\",\"2025-11-25 10:40:00\",\"23.0\",\"2\",\"0\","
                        + "\"0.0\",\"0.0\",\"0.0\",\"0.0\",\"0.0\",\"0.0\",\"7.0\",\"10.0\"");
        String russian = new AttendanceCsv(Locale.forLanguageTag("ru-RU"), ZoneOffset.ofHours(3)).write(report(600));
        assertThat(russian).startsWith("\uFEFF\"Идентификатор\";\"Роль\";");
        assertThat(russian).contains("\"2025-11-25 13:12:00\"", "\"23,0\"").contains("\r\n");
        assertThat(english.lines().map(line -> line.split("\",\"", -1).length)).containsOnly(15);
        assertThat(russian.lines().map(line -> line.split("\";\"", -1).length)).containsOnly(15);
    }

    @Test
    void noCellIsTakenForAFormula() {
        room(0, LedgerEventType.ROOM_OPENED);
        List<String> evil =
                List.of("=HYPERLINK(\"http://evil\")", "+1", "-1", "@x", "\t=1", " =1", "\r=1", "\uFF1D1", "\"=1");
        evil.forEach(identity -> events.add(
                new LedgerEvent(events.size() + 1, at(1), "joined", "p" + events.size(), identity, "student", data())));
        String csv = new AttendanceCsv(Locale.ENGLISH, ZoneOffset.UTC).write(report(5));
        assertThat(csv)
                .contains("\"'=HYPERLINK(\"\"http://evil\"\")\"", "\"'+1\"", "\"'-1\"", "\"'@x\"", "\"'\t=1\"")
                .contains("\"' =1\"", "\"'\r=1\"", "\"'\uFF1D1\"", "\"\"\"=1\"");
    }
}
