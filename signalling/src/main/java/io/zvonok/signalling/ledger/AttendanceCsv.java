package io.zvonok.signalling.ledger;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An attendance report as a table that Excel opens: UTF-8 with a byte order mark, minutes with one decimal. In Russian the
 * separator is a semicolon and decimals have a comma, as Excel has it there; else a comma and a point.
 *
 * <p>Spec: RFC 4180, every cell quoted. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
 * <p>Thread: any; immutable.
 */
public final class AttendanceCsv {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final String FORMULA_STARTS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20|%";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final double MILLIS_PER_MINUTE = 60_000;

    private static final List<String> ENGLISH = List.of(
            "Identity",
            "Role",
            "First joined",
            "Last left",
            "Minutes present",
            "Joined times",
            "Hands raised",
            "Floor, minutes",
            "Microphone, minutes",
            "Camera, minutes",
            "Screen, minutes",
            "On air, minutes",
            "Poor link, minutes",
            "Late, minutes",
            "Left early, minutes");
    private static final List<String> RUSSIAN = List.of(
            "Идентификатор",
            "Роль",
            "Первый вход",
            "Последний выход",
            "Присутствие, мин",
            "Входов",
            "Поднятых рук",
            "Слово, мин",
            "Микрофон, мин",
            "Камера, мин",
            "Экран, мин",
            "В эфире, мин",
            "Плохая связь, мин",
            "Опоздание, мин",
            "Ушёл раньше, мин");

    private final boolean russian;
    private final ZoneId zone;

    /** @param language Russian, or else English */
    public AttendanceCsv(Locale language, ZoneId zone) {
        this.russian = language.getLanguage().equals("ru");
        this.zone = zone;
    }

    public String write(AttendanceReport report) {
        StringBuilder csv = new StringBuilder().append(BYTE_ORDER_MARK);
        row(csv, russian ? RUSSIAN : ENGLISH);
        report.people().forEach(person -> row(csv, cells(person)));
        return csv.toString();
    }

    private List<String> cells(AttendanceReport.Person person) {
        return List.of(
                safe(person.identity()),
                safe(person.role()),
                time(person.firstJoinedMillis()),
                time(person.lastLeftMillis()),
                minutes(person.presentMillis()),
                Integer.toString(person.sessions()),
                Integer.toString(person.hands()),
                minutes(person.floorMillis()),
                minutes(person.microphoneMillis()),
                minutes(person.cameraMillis()),
                minutes(person.screenMillis()),
                minutes(person.onAirMillis()),
                minutes(person.poorLinkMillis()),
                minutes(person.lateMillis()),
                minutes(person.leftEarlyMillis()));
    }

    private void row(StringBuilder csv, List<String> cells) {
        csv.append(cells.stream()
                        .map(cell -> '"' + cell.replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(russian ? ";" : ",")))
                .append("\r\n");
    }

    private String time(@Nullable Long millis) {
        return millis == null ? "" : TIME.format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    private String minutes(@Nullable Long millis) {
        if (millis == null) {
            return "";
        }
        String text = String.format(Locale.ROOT, "%.1f", millis / MILLIS_PER_MINUTE);
        return russian ? text.replace('.', ',') : text;
    }

    /** What is text stays text. */
    private static String safe(String text) {
        String trimmed = text.stripLeading();
        boolean formula = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0
                || !trimmed.isEmpty() && FORMULA_STARTS.indexOf(trimmed.charAt(0)) >= 0;
        return formula ? "'" + text : text;
    }
}
