package io.zvonok.signalling.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Ledgers in memory: numbers, pages, bounds. */
class LedgersTest {
    private static LedgerOptions bounds(int rooms, int events, long roomBytes, long bytes) {
        return new LedgerOptions(null, Duration.ofDays(1), rooms, events, roomBytes, bytes, 1 << 20);
    }

    private static RoomLedger filled(LedgerFixture world, String room, int events) {
        RoomLedger ledger = world.ledgers.acquire(room);
        for (int i = 0; i < events; i++) {
            world.append(ledger, LedgerEventType.HAND_RAISED, "masha");
        }
        return ledger;
    }

    @Test
    void givesPagesWithoutGapsFromAnyNumberOn() {
        try (LedgerFixture world = new LedgerFixture(LedgerOptions.DEFAULT)) {
            filled(world, "a", 2500);
            long after = 0;
            for (int expected = 0; expected < 2500; ) {
                EventPage page = world.page("a", after, 999);
                for (LedgerEvent event : page.events()) {
                    assertThat(event.seq()).isEqualTo(++expected);
                }
                after = page.next();
            }
            EventPage end = world.page("a", after, 10);
            assertThat(end.events()).isEmpty();
            assertThat(end.next()).isEqualTo(2500);
            assertThat(world.page("a", 2499, 10).events()).hasSize(1);
            assertThat(world.page("a", 99_999, 10).next()).isEqualTo(2500);
        }
    }

    @Test
    void forgetsTheOldestAndSaysSo() {
        try (LedgerFixture world = new LedgerFixture(bounds(10, 100, 1 << 20, 1 << 24))) {
            filled(world, "a", 250);
            EventPage page = world.page("a", 0, 1000);
            assertThat(page.firstSeq()).isEqualTo(151);
            assertThat(page.events()).hasSize(100);
            assertThat(page.events().get(0).seq()).isEqualTo(151);
        }
    }

    @Test
    void holdsBytesOfARoomWithinTheBound() {
        try (LedgerFixture world = new LedgerFixture(bounds(10, 100_000, 10_000, 1 << 24))) {
            RoomLedger ledger = filled(world, "a", 5000);
            long kept = ledger.lastSeq() - ledger.firstSeq() + 1;
            assertThat(kept).isBetween(50L, 150L);
        }
    }

    @Test
    void forgetsRoomsWithoutALessonThatWereUsedLongestAgo() {
        try (LedgerFixture world = new LedgerFixture(bounds(3, 100, 1 << 20, 1 << 24))) {
            RoomLedger inLesson = filled(world, "lesson", 1);
            for (String room : new String[] {"a", "b", "c"}) {
                world.ledgers.release(filled(world, room, 1));
            }
            assertThatThrownBy(() -> world.page("a", 0, 10))
                    .isInstanceOfSatisfying(
                            ZvonokException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_FOUND));
            assertThat(world.page("b", 0, 10).lastSeq()).isEqualTo(1);
            assertThat(world.page("lesson", 0, 10).lastSeq()).isEqualTo(1);
            assertThat(world.ledgers.acquire("lesson")).isSameAs(inLesson);
        }
    }

    @Test
    void anotherLedgerOfTheSameRoomHasAnotherName() {
        try (LedgerFixture world = new LedgerFixture(bounds(1, 100, 1 << 20, 1 << 24))) {
            world.ledgers.release(filled(world, "a", 5));
            String before = world.page("a", 0, 10).ledger();
            world.ledgers.release(filled(world, "b", 1));
            filled(world, "a", 1);
            assertThat(world.page("a", 5, 10).ledger()).isNotEqualTo(before);
            assertThat(world.page("a", 5, 10).lastSeq()).isEqualTo(1);
        }
    }

    @Test
    void holdsBytesOfAllLessonsWithinTheBound() {
        try (LedgerFixture world = new LedgerFixture(bounds(1000, 100_000, 1 << 20, 1 << 20))) {
            for (int room = 0; room < 20; room++) {
                filled(world, "room-" + room, 2000);
            }
            assertThat(world.ledgers.status().bytes()).isLessThan(2 << 20);
        }
    }

    @Test
    void dataThatIsTooLongIsLeftOut() {
        try (LedgerFixture world = new LedgerFixture(LedgerOptions.DEFAULT)) {
            RoomLedger ledger = world.ledgers.acquire("a");
            world.append(
                    ledger,
                    LedgerEventType.POLICY_CHANGED,
                    null,
                    LedgerFixture.data().put("x", "y".repeat(20_000)));
            assertThat(world.page("a", 0, 1).events().get(0).data().toString()).isEqualTo("{\"tooLong\":true}");
        }
    }

    @Test
    void timeNeverGoesBack() {
        try (LedgerFixture world = new LedgerFixture(LedgerOptions.DEFAULT)) {
            RoomLedger ledger = filled(world, "a", 1);
            world.nowMillis -= 3_600_000;
            world.append(ledger, LedgerEventType.HAND_LOWERED, "masha");
            assertThat(world.page("a", 0, 10).events())
                    .extracting(LedgerEvent::timeMillis)
                    .containsExactly(LedgerFixture.START, LedgerFixture.START);
        }
    }

    @Test
    void listenersAreToldOfEveryEventInOrder() {
        try (LedgerFixture world = new LedgerFixture(LedgerOptions.DEFAULT)) {
            filled(world, "a", 3);
            assertThat(world.told).containsExactly("a 1-1", "a 2-2", "a 3-3");
        }
    }
}
