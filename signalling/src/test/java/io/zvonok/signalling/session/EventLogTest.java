package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventLogTest {
    private final EventLog log = new EventLog();

    @Test
    void numbersFromOneWithoutGaps() {
        assertThat(log.append("a", 0)).isEqualTo(1);
        assertThat(log.append("b", 0)).isEqualTo(2);
        assertThat(log.lastSeq()).isEqualTo(2);
    }

    @Test
    void givesWhatCameAfterANumber() {
        log.append("a", 0);
        log.append("b", 0);
        log.append("c", 0);
        assertThat(log.after(0)).containsExactly("a", "b", "c");
        assertThat(log.after(2)).containsExactly("c");
        assertThat(log.after(3)).isEmpty();
        assertThat(log.after(4)).isNull();
        assertThat(log.after(-1)).isNull();
    }

    @Test
    void keepsBoundsInNumberSizeAndAge() {
        for (int i = 0; i < EventLog.MAX_EVENTS + 5; i++) {
            log.append("e" + i, 0);
        }
        assertThat(log.after(4)).isNull();
        assertThat(log.after(5)).hasSize(EventLog.MAX_EVENTS);

        log.append("x".repeat(EventLog.MAX_CHARACTERS), 0);
        assertThat(log.after(log.lastSeq() - 1)).hasSize(1);
        assertThat(log.after(log.lastSeq() - 2)).isNull();
        log.append("y", EventLog.MAX_AGE_MILLIS);
        assertThat(log.after(log.lastSeq() - 1)).containsExactly("y");

        log.append("z", 2 * EventLog.MAX_AGE_MILLIS + 1);
        assertThat(log.after(log.lastSeq() - 1)).containsExactly("z");
        assertThat(log.after(log.lastSeq() - 2)).isNull();
    }
}
