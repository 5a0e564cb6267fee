package io.zvonok.signalling.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process that writes and is killed without a warning. */
class LedgerCrashTest {
    private static final String ROOM = LedgerFixture.ROOM;
    private static final int ACKNOWLEDGED = 500;

    @TempDir
    Path directory;

    /** The child: somebody joins, hands go up as fast as they can, and what may be read is told at once. */
    public static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws InterruptedException {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            LedgerOptions options = new LedgerOptions(
                    Path.of(arguments[0]), Duration.ofDays(1), 10, 100_000, 1 << 24, 1 << 26, 16 * 1024);
            Ledgers ledgers = Ledgers.open(
                    options,
                    System::currentTimeMillis,
                    List.of((room, id, firstSeq, lines) -> out.println(firstSeq + lines.size() - 1)));
            RoomLedger ledger = ledgers.acquire(ROOM);
            ledger.append(
                    LedgerEventType.ROOM_OPENED, System.currentTimeMillis(), null, null, null, LedgerFixture.data());
            ledger.append(
                    LedgerEventType.JOINED,
                    System.currentTimeMillis(),
                    "p-1",
                    "masha",
                    "student",
                    LedgerFixture.data());
            while (true) {
                ledger.append(
                        LedgerEventType.HAND_RAISED,
                        System.currentTimeMillis(),
                        "p-1",
                        "masha",
                        "student",
                        LedgerFixture.data());
                Thread.sleep(1);
            }
        }
    }

    @Test
    @Timeout(120)
    void whatWasAcknowledgedSurvivesAKillAndNumberingGoesOn() throws IOException, InterruptedException {
        long acknowledged = 0;
        for (int round = 1; round <= 2; round++) {
            acknowledged = runAndKill(acknowledged + ACKNOWLEDGED);
        }
        LedgerOptions options =
                new LedgerOptions(directory, Duration.ofDays(1), 10, 100_000, 1 << 24, 1 << 26, 16 * 1024);
        try (LedgerFixture world = new LedgerFixture(options)) {
            EventPage first = world.settled(ROOM, acknowledged + 2);
            long seq = first.firstSeq() - 1;
            LedgerEvent last = first.events().get(0);
            for (EventPage page = first; !page.events().isEmpty(); page = world.page(ROOM, page.next(), 1000)) {
                for (LedgerEvent event : page.events()) {
                    assertThat(event.seq()).isEqualTo(++seq);
                    last = event;
                }
            }
            assertThat(seq).isGreaterThanOrEqualTo(acknowledged + 2);
            assertThat(last.type()).isEqualTo("roomClosed");
            assertThat(last.data().path("reason").asText()).isEqualTo("serverLost");
            AttendanceReport report = world.ledgers
                    .attendance(ROOM, AttendanceQuery.NEWEST)
                    .toCompletableFuture()
                    .join();
            assertThat(report.people()).hasSize(1);
            assertThat(report.people().get(0).lastLeftMillis()).isNotNull();
        }
    }

    /** Returns the last number that the child had told of. */
    private long runAndKill(long enough) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long last = 0;
        try (BufferedReader told = child.inputReader(StandardCharsets.UTF_8)) {
            for (String line = told.readLine(); line != null; line = told.readLine()) {
                last = line.matches("[0-9]+") ? Long.parseLong(line) : last;
                if (last >= enough) {
                    child.toHandle().destroyForcibly(); // SIGKILL; what it told until then still comes
                }
            }
        } finally {
            child.destroyForcibly();
            child.waitFor();
        }
        assertThat(last).isGreaterThanOrEqualTo(enough);
        return last;
    }
}
