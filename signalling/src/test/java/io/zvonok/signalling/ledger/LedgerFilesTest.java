package io.zvonok.signalling.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ledgers with files: what is read back after an end, a crash, damage; names, bounds. */
class LedgerFilesTest {
    private static final String ROOM = LedgerFixture.ROOM;

    @TempDir
    Path directory;

    private LedgerFixture start() {
        return new LedgerFixture(LedgerFixture.small(directory));
    }

    private LedgerFixture start(LedgerOptions options) {
        return new LedgerFixture(options);
    }

    private Path file() {
        return directory.resolve(LedgerFiles.name(ROOM) + LedgerFiles.CURRENT);
    }

    /** A lesson with somebody in it, as a crash would leave it. */
    private void leaveUnfinished() {
        try (LedgerFixture world = start()) {
            RoomLedger ledger = world.ledgers.acquire(ROOM);
            world.append(ledger, LedgerEventType.ROOM_OPENED, null);
            world.append(ledger, LedgerEventType.JOINED, "masha");
            world.append(ledger, LedgerEventType.JOINED, "petya");
            world.append(ledger, LedgerEventType.LEFT, "petya");
            world.append(ledger, LedgerEventType.ON_AIR, null);
            world.nowMillis += 600_000;
            world.append(ledger, LedgerEventType.HAND_RAISED, "masha");
            world.settled(ROOM, 6);
        }
    }

    @Test
    void numberingGoesOnAfterARestart() {
        String id;
        try (LedgerFixture world = start()) {
            RoomLedger ledger = world.ledgers.acquire(ROOM);
            world.append(ledger, LedgerEventType.ROOM_OPENED, null);
            world.append(ledger, LedgerEventType.ROOM_CLOSED, null);
            id = world.settled(ROOM, 2).ledger();
        }
        try (LedgerFixture world = start()) {
            RoomLedger ledger = world.ledgers.acquire(ROOM);
            world.append(ledger, LedgerEventType.ROOM_OPENED, null);
            EventPage page = world.settled(ROOM, 3);
            assertThat(page.ledger()).isEqualTo(id);
            assertThat(LedgerFixture.types(page)).containsExactly("roomOpened", "roomClosed", "roomOpened");
            assertThat(page.events()).extracting(LedgerEvent::seq).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void whatACrashCutOffIsClosedAtTheNextStartAndTold() {
        leaveUnfinished();
        try (LedgerFixture world = start()) {
            EventPage page = world.settled(ROOM, 9);
            assertThat(LedgerFixture.types(page))
                    .endsWith("handRaised", "left", "offAir", "roomClosed")
                    .hasSize(9);
            LedgerEvent left = page.events().get(6);
            assertThat(left.participantId()).isEqualTo("p-masha");
            assertThat(left.identity()).isEqualTo("masha");
            assertThat(left.role()).isEqualTo("student");
            assertThat(left.data().path("reason").asText()).isEqualTo("serverLost");
            assertThat(left.timeMillis()).isEqualTo(LedgerFixture.START + 600_000);
            synchronized (world.told) {
                assertThat(world.told).contains(ROOM + " 7-9");
            }
        }
        try (LedgerFixture world = start()) {
            assertThat(world.settled(ROOM, 9).lastSeq()).isEqualTo(9); // only once
        }
    }

    @Test
    void aTornLastLineIsCutOffWhereverItIsTorn() throws IOException {
        leaveUnfinished();
        byte[] whole = Files.readAllBytes(file());
        int lastLine = new String(whole, StandardCharsets.UTF_8).stripTrailing().lastIndexOf('\n') + 1;
        for (int length = lastLine; length < whole.length; length += 7) {
            Files.write(file(), java.util.Arrays.copyOf(whole, length));
            try (LedgerFixture world = start()) {
                EventPage page = world.settled(ROOM, 8);
                assertThat(page.events()).as("torn at " + length).hasSize(8);
                assertThat(LedgerFixture.types(page)).endsWith("onAir", "left", "offAir", "roomClosed");
            }
        }
    }

    @Test
    void rubbishAtTheEndIsCutOffAndTheFileIsWholeAgain() throws IOException {
        leaveUnfinished();
        Random random = new Random(7);
        for (int round = 0; round < 5; round++) {
            byte[] rubbish = new byte[random.nextInt(200)];
            random.nextBytes(rubbish);
            Files.write(file(), rubbish, StandardOpenOption.APPEND);
            try (LedgerFixture world = start()) {
                assertThat(world.settled(ROOM, 9).lastSeq()).isEqualTo(9);
            }
        }
        assertThat(Files.readAllLines(file())).hasSize(10).allMatch(line -> line.matches("[0-9a-f]{8} \\{.*}"));
    }

    @Test
    void damageInTheMiddleHidesWhatIsBeforeAndNothingAfter() throws IOException {
        leaveUnfinished();
        List<String> lines = Files.readAllLines(file());
        lines.set(3, lines.get(3).replace("petya", "other"));
        Files.write(file(), lines);
        try (LedgerFixture world = start()) {
            EventPage page = world.settled(ROOM, 9);
            assertThat(page.firstSeq()).isEqualTo(4);
            assertThat(page.events()).extracting(LedgerEvent::seq).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
        }
    }

    @Test
    void whatIsNoLongerInMemoryIsReadFromTheFile() {
        LedgerOptions options = new LedgerOptions(directory, Duration.ofDays(1), 10, 10, 1 << 20, 1 << 24, 8 << 20);
        try (LedgerFixture world = start(options)) {
            RoomLedger ledger = world.ledgers.acquire(ROOM);
            for (int i = 1; i <= 200; i++) {
                world.append(ledger, LedgerEventType.HAND_RAISED, "masha");
                if (i % 5 == 0) {
                    world.settled(ROOM, i); // else the oldest would be given up before they are on the disk
                }
            }
            assertThat(ledger.firstSeq()).isEqualTo(191);
            EventPage page = world.page(ROOM, 20, 50);
            assertThat(page.firstSeq()).isEqualTo(1);
            assertThat(page.events()).hasSize(50);
            assertThat(page.events().get(0).seq()).isEqualTo(21);
            assertThat(page.next()).isEqualTo(70);
        }
    }

    @Test
    void aLongFileIsPutAsideAndTheOneBeforeForgotten() throws IOException {
        LedgerOptions options = new LedgerOptions(directory, Duration.ofDays(1), 10, 50, 1 << 20, 1 << 24, 4096);
        long first;
        try (LedgerFixture world = start(options)) {
            RoomLedger ledger = world.ledgers.acquire(ROOM);
            for (int i = 1; i <= 500; i++) {
                world.append(ledger, LedgerEventType.HAND_RAISED, "masha");
                if (i % 10 == 0) {
                    world.settled(ROOM, i);
                }
            }
            first = world.page(ROOM, 0, 1).firstSeq();
            assertThat(first).isBetween(400L, 480L);
            assertThat(world.page(ROOM, 0, 1).events().get(0).seq()).isEqualTo(first);
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.filter(file -> file.toString().endsWith("jsonl")).mapToLong(this::size))
                    .hasSize(2)
                    .allMatch(size -> size < 8192);
        }
        try (LedgerFixture world = start(options)) {
            EventPage page = world.settled(ROOM, 500);
            assertThat(page.firstSeq()).isEqualTo(first);
            assertThat(page.events()).hasSize((int) (500 - first + 1));
        }
    }

    @Test
    void whoeverCameLongBeforeTheFileBeganLeavesAfterACrashToo() {
        LedgerOptions options = new LedgerOptions(directory, Duration.ofDays(1), 10, 50, 1 << 20, 1 << 24, 4096);
        try (LedgerFixture world = start(options)) {
            RoomLedger ledger = world.ledgers.acquire(ROOM);
            world.append(ledger, LedgerEventType.ROOM_OPENED, null);
            world.append(ledger, LedgerEventType.ON_AIR, null);
            world.append(ledger, LedgerEventType.JOINED, "masha");
            world.append(ledger, LedgerEventType.JOINED, "petya");
            world.append(ledger, LedgerEventType.LEFT, "petya");
            for (int i = 6; i <= 500; i++) {
                world.nowMillis += 1000;
                world.append(ledger, LedgerEventType.HAND_RAISED, "masha");
                if (i % 10 == 0) {
                    world.settled(ROOM, i);
                }
            }
        }
        try (LedgerFixture world = start(options)) {
            EventPage page = world.settled(ROOM, 503);
            assertThat(page.firstSeq()).isGreaterThan(400);
            assertThat(LedgerFixture.types(page)).endsWith("handRaised", "left", "offAir", "roomClosed");
            AttendanceReport report = world.ledgers
                    .attendance(ROOM, AttendanceQuery.NEWEST)
                    .toCompletableFuture()
                    .join();
            assertThat(report.lesson()).isEqualTo(1);
            assertThat(report.people()).hasSize(1);
            assertThat(report.people().get(0).presentMillis()).isEqualTo(495_000);
        }
    }

    private long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    @Test
    void readsARoomThatIsOnTheDiskOnly() {
        leaveUnfinished();
        try (LedgerFixture world = start()) {
            assertThat(world.settled(ROOM, 9).firstSeq()).isEqualTo(1);
            assertThat(world.ledgers
                            .attendance(ROOM, AttendanceQuery.NEWEST)
                            .toCompletableFuture()
                            .join()
                            .people())
                    .hasSize(2);
            assertThatThrownBy(() -> world.page("never", 0, 10))
                    .isInstanceOfSatisfying(
                            ZvonokException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_FOUND));
            assertThat(world.ledgers.status().rooms()).isEqualTo(1);
        }
    }

    @Test
    void oneServerAtATimeWritesThere() {
        try (LedgerFixture world = start()) {
            assertThat(world.ledgers.status().rooms()).isZero();
            assertThatThrownBy(this::start).hasMessageContaining("used by another server");
        }
        start().close();
    }

    @Test
    void aFileWhereADirectoryShouldBeIsRefusedInOneLine() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> start(LedgerFixture.small(file)))
                .isInstanceOf(ZvonokException.class)
                .hasMessageStartingWith("--ledger-dir");
    }

    @Test
    void noRoomsNameLeavesTheDirectoryOrMeetsAnother() {
        List<String> rooms = List.of(
                "../../etc/passwd",
                "a",
                "A",
                "a/b",
                "a\\b",
                "a\0b",
                "con",
                ".",
                "..",
                "a:b",
                "я",
                "ю",
                "x".repeat(128),
                "x".repeat(127),
                "\uD800",
                "\uDC00",
                "a\nb",
                "a.before",
                "ledger.lock",
                " ",
                "-");
        Set<String> names = new HashSet<>();
        for (String room : rooms) {
            String name = LedgerFiles.name(room);
            assertThat(name).matches("[A-Za-z0-9_-]{33,80}");
            assertThat(names.add(name.toLowerCase(java.util.Locale.ROOT)))
                    .as(room)
                    .isTrue();
        }
    }

    @Test
    void writesRoomsOfAnyName() {
        List<String> rooms = List.of("../../etc/passwd", "a\nb", "урок 7б", "\uD83D\uDE00", "\"quoted\"");
        try (LedgerFixture world = start()) {
            for (String room : rooms) {
                RoomLedger ledger = world.ledgers.acquire(room);
                world.append(ledger, LedgerEventType.ROOM_OPENED, null);
                world.settled(room, 1);
            }
        }
        try (LedgerFixture world = start()) {
            rooms.forEach(room -> assertThat(LedgerFixture.types(world.settled(room, 2)))
                    .containsExactly("roomOpened", "roomClosed"));
        }
    }

    @Test
    void filesThatNobodyWritesToAreDeletedAfterTheirTime() throws IOException {
        leaveUnfinished();
        try (LedgerFixture world = start()) {
            world.settled(ROOM, 9);
        }
        Path young = Files.copy(file(), directory.resolve("young" + LedgerFiles.CURRENT));
        Files.setLastModifiedTime(
                file(),
                FileTime.fromMillis(LedgerFixture.START - Duration.ofDays(91).toMillis()));
        Files.setLastModifiedTime(young, FileTime.fromMillis(LedgerFixture.START));
        try (LedgerFixture world = start()) {
            assertThatThrownBy(() -> world.page(ROOM, 0, 1)).isInstanceOf(ZvonokException.class);
        }
        assertThat(file()).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void aFileThatCannotBeReadIsKeptAndTheLedgerBeginsAnew() throws IOException {
        leaveUnfinished();
        Path other = directory.resolve(LedgerFiles.name("other") + LedgerFiles.CURRENT);
        Files.copy(file(), other);
        try (LedgerFixture world = start()) {
            RoomLedger ledger = world.ledgers.acquire("other");
            world.append(ledger, LedgerEventType.ROOM_OPENED, null);
            assertThat(LedgerFixture.types(world.settled("other", 1))).containsExactly("roomOpened");
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.filter(file -> file.toString().contains("unreadable")))
                    .hasSize(1);
        }
    }

    @Test
    void whileTheDiskFailsReadersGetNothingNewAndAfterwardsAll() throws IOException {
        try (LedgerFixture world = start()) {
            Files.delete(directory.resolve("ledger.lock"));
            Files.delete(directory);
            RoomLedger ledger = world.ledgers.acquire(ROOM);
            world.append(ledger, LedgerEventType.ROOM_OPENED, null);
            while (world.ledgers.status().diskFailures() < 2) {
                Thread.onSpinWait();
            }
            assertThat(ledger.lastSeq()).isZero();
            assertThat(world.told).isEmpty();
            Files.createDirectory(directory);
            assertThat(LedgerFixture.types(world.settled(ROOM, 1))).containsExactly("roomOpened");
        }
    }
}
