package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.signalling.message.EventText;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private final EventLog log = new EventLog();

    private static EventText event(String name) {
        return new EventText("{\"type\":\"" + name + "\"}");
    }

    private static List<String> names(List<EventText> events) {
        return events.stream()
                .map(event -> event.withSeq(1).replaceAll(".*:\"|\"}", ""))
                .toList();
    }

    @Test
    void numbersFromOneWithoutGaps() {
        assertThat(log.append(event("a"), 0)).isEqualTo(1);
        assertThat(log.append(event("b"), 0)).isEqualTo(2);
        assertThat(log.lastSeq()).isEqualTo(2);
    }

    @Test
    void givesWhatCameAfterANumber() {
        log.append(event("a"), 0);
        log.append(event("b"), 0);
        log.append(event("c"), 0);
        assertThat(names(log.after(0))).containsExactly("a", "b", "c");
        assertThat(names(log.after(2))).containsExactly("c");
        assertThat(log.after(3)).isEmpty();
        assertThat(log.after(4)).isNull();
        assertThat(log.after(-1)).isNull();
    }

    @Test
    void keepsBoundsInNumberSizeAndAge() {
        for (int i = 0; i < EventLog.MAX_EVENTS + 5; i++) {
            log.append(event("e" + i), 0);
        }
        assertThat(log.after(4)).isNull();
        assertThat(log.after(5)).hasSize(EventLog.MAX_EVENTS);

        log.append(event("x".repeat(EventLog.MAX_BYTES - event("").sizeBytes())), 0);
        assertThat(log.after(log.lastSeq() - 1)).hasSize(1);
        assertThat(log.after(log.lastSeq() - 2)).isNull();
        log.append(event("y"), EventLog.MAX_AGE_MILLIS);
        assertThat(names(log.after(log.lastSeq() - 1))).containsExactly("y");

        log.append(event("z"), 2 * EventLog.MAX_AGE_MILLIS + 1);
        assertThat(names(log.after(log.lastSeq() - 1))).containsExactly("z");
        assertThat(log.after(log.lastSeq() - 2)).isNull();
    }

    @Test
    void keepsLessForTheAudienceAndNothingOfWhatOpensItsSession() {
        log.keepLess();
        assertThat(log.skip()).isEqualTo(1);
        assertThat(log.after(0)).isNull();
        assertThat(log.after(1)).isEmpty();
        for (int i = 0; i < EventLog.MAX_AUDIENCE_EVENTS + 5; i++) {
            log.append(event("e" + i), 0);
        }
        assertThat(log.after(5)).isNull();
        assertThat(log.after(6)).hasSize(EventLog.MAX_AUDIENCE_EVENTS);
    }
}
