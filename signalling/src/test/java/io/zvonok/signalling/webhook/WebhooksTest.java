package io.zvonok.signalling.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.ledger.LedgerEventType;
import io.zvonok.signalling.ledger.LedgerOptions;
import io.zvonok.signalling.ledger.Ledgers;
import io.zvonok.signalling.ledger.RoomLedger;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Webhooks to real receivers on loopback that fail in all ways. */
@Timeout(120)
class WebhooksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<String, RoomLedger> rooms = new ConcurrentHashMap<>();
    private Receiver receiver;
    private Webhooks webhooks;
    private Ledgers ledgers;

    @BeforeEach
    void start() throws IOException {
        receiver = new Receiver();
        open.add(receiver);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private static WebhookOptions quick(URI uri) {
        return WebhookOptions.of(uri, Receiver.SECRET)
                .withTimes(Duration.ofSeconds(2), Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofHours(1));
    }

    private void connect(WebhookOptions options) {
        connect(options, LedgerOptions.DEFAULT);
    }

    private void connect(WebhookOptions options, LedgerOptions ledger) {
        webhooks = new Webhooks(
                options, (room, after, limit) -> ledgers.events(room, after, limit), InstantSource.system());
        ledgers = Ledgers.open(ledger, System::currentTimeMillis, List.of(webhooks));
        open.add(0, () -> webhooks.close(Duration.ZERO));
    }

    private void happen(String room, int events) {
        RoomLedger ledger = rooms.computeIfAbsent(room, ledgers::acquire);
        for (int i = 0; i < events; i++) {
            ledger.append(
                    LedgerEventType.HAND_RAISED,
                    System.currentTimeMillis(),
                    "p-1",
                    "masha",
                    "student",
                    JsonNodeFactory.instance.objectNode());
        }
    }

    private static Long[] upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toArray(Long[]::new);
    }

    private void awaitTaken(String room, long last) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(receiver.numbers(room)).containsExactly(upTo(last)));
    }

    @Test
    void eventsOfEachRoomComeSignedAndInOrder() {
        connect(quick(receiver.uri()));
        for (int round = 0; round < 50; round++) {
            happen("a", 3);
            happen("урок \"7б\"", 2);
        }
        awaitTaken("a", 150);
        awaitTaken("урок \"7б\"", 100);
        assertThat(webhooks.status().pendingEvents()).isZero();
        assertThat(webhooks.status().pendingBytes()).isZero();
        assertThat(webhooks.status().delivered()).isEqualTo(250);
    }

    @Test
    void orderIsKeptThroughFailuresOfAllKinds() {
        Random random = new Random(5);
        receiver.behave((batch, exchange) -> {
            int dice;
            synchronized (random) {
                dice = random.nextInt(6);
            }
            switch (dice) {
                case 0 -> {
                    return 500;
                }
                case 1 -> {
                    exchange.close(); // without an answer
                    return 0;
                }
                case 2 -> {
                    exchange.getResponseHeaders().set("Retry-After", "0");
                    return 429;
                }
                default -> {
                    return 200;
                }
            }
        });
        connect(quick(receiver.uri()));
        for (int round = 0; round < 20; round++) {
            for (String room : List.of("a", "b", "c")) {
                happen(room, 10);
            }
        }
        for (String room : List.of("a", "b", "c")) {
            awaitTaken(room, 200);
        }
        assertThat(webhooks.status().deadLetters()).isZero();
    }

    @Test
    void aReceiverThatIsDownLosesNothingAndGetsAllWhenItIsBack() throws IOException {
        int port = receiver.port();
        receiver.close();
        connect(quick(URI.create("http://127.0.0.1:" + port + "/hook")));
        for (int room = 0; room < 20; room++) {
            happen("room-" + room, 150);
        }
        await().atMost(PATIENCE).until(() -> webhooks.status().failures() > 5);
        assertThat(webhooks.status().pendingEvents()).isEqualTo(3000);
        assertThat(webhooks.status().failingSinceMillis()).isPositive();
        assertThat(webhooks.status().lastFailure()).isEqualTo("unreachable");
        receiver = new Receiver(port);
        open.add(receiver);
        for (int room = 0; room < 20; room++) {
            awaitTaken("room-" + room, 150);
        }
        assertThat(webhooks.status().failingSinceMillis()).isZero();
    }

    @Test
    void aReceiverThatNeverAnswersIsAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        receiver.behave((batch, exchange) -> asked.incrementAndGet() <= 1 ? 0 : 200);
        connect(WebhookOptions.of(receiver.uri(), Receiver.SECRET)
                .withTimes(Duration.ofMillis(300), Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofHours(1)));
        happen("a", 1);
        awaitTaken("a", 1);
        assertThat(asked.get()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void anAnswerThatNeverEndsDoesNotHoldTheRoom() {
        receiver.behave((batch, exchange) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            return batch.events().get(0).seq() == 1 ? 0 : 200;
        });
        connect(WebhookOptions.of(receiver.uri(), Receiver.SECRET)
                .withTimes(Duration.ofMillis(300), Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofHours(1)));
        happen("a", 1);
        await().atMost(PATIENCE).until(() -> webhooks.status().delivered() == 1);
        happen("a", 1);
        await().atMost(PATIENCE).until(() -> webhooks.status().delivered() == 2);
    }

    @Test
    void aRedirectIsAFailureAndNobodyElseIsAsked() throws IOException {
        AtomicBoolean redirect = new AtomicBoolean(true);
        try (Receiver other = new Receiver()) {
            receiver.behave((batch, exchange) -> {
                exchange.getResponseHeaders().set("Location", other.uri().toString());
                return redirect.get() ? 307 : 200;
            });
            connect(quick(receiver.uri()));
            happen("a", 1);
            await().atMost(PATIENCE).until(() -> webhooks.status().failures() >= 2);
            assertThat(webhooks.status().lastFailure()).isEqualTo("307");
            redirect.set(false);
            awaitTaken("a", 1);
            assertThat(other.requests()).isZero();
        }
    }

    @Test
    void aRoomThatIsRefusedHoldsNoOther() {
        receiver.behave((batch, exchange) -> batch.room().equals("bad") ? 400 : 200);
        connect(quick(receiver.uri()));
        happen("bad", 5);
        happen("good", 500);
        awaitTaken("good", 500);
        await().atMost(PATIENCE).until(() -> webhooks.status().pendingEvents() == 5);
        receiver.behave((batch, exchange) -> 200);
        awaitTaken("bad", 5);
    }

    @Test
    void aBatchThatIsTooLargeIsCutInHalves() {
        receiver.behave((batch, exchange) -> batch.events().size() > 7 ? 413 : 200);
        connect(quick(receiver.uri()));
        happen("a", 300);
        awaitTaken("a", 300);
        assertThat(webhooks.status().deadLetters()).isZero();
    }

    @Test
    void anEventThatIsTooLargeByItselfIsADeadLetterAndTheOthersCome() {
        receiver.behave((batch, exchange) -> batch.events().stream().anyMatch(event -> event.seq() == 5) ? 413 : 200);
        connect(quick(receiver.uri()));
        happen("a", 10);
        await().atMost(PATIENCE).until(() -> receiver.numbers("a").size() == 9);
        assertThat(receiver.numbers("a")).containsExactly(1L, 2L, 3L, 4L, 6L, 7L, 8L, 9L, 10L);
        DeadLetter letter = webhooks.deadLetters(0, 10).letters().get(0);
        assertThat(letter.reason()).isEqualTo("refused");
        assertThat(letter.firstSeq()).isEqualTo(5);
        assertThat(letter.lastSeq()).isEqualTo(5);
    }

    @Test
    void whatIsTriedForTooLongIsADeadLetterThatCanBeSentAgain() {
        AtomicBoolean down = new AtomicBoolean(true);
        receiver.behave((batch, exchange) -> down.get() ? 503 : 200);
        connect(WebhookOptions.of(receiver.uri(), Receiver.SECRET)
                .withTimes(
                        Duration.ofSeconds(2), Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(200)));
        happen("a", 3);
        await().atMost(PATIENCE).until(() -> webhooks.status().deadLetters() > 0);
        List<DeadLetter> letters = webhooks.deadLetters(0, 10).letters();
        assertThat(letters.get(0).reason()).isEqualTo("expired");
        assertThat(letters.get(0).lastFailure()).isEqualTo("503");
        assertThat(letters.get(0).room()).isEqualTo("a");
        await().atMost(PATIENCE).until(() -> webhooks.status().pendingEvents() == 0);
        down.set(false);
        happen("a", 1);
        webhooks.deadLetters(0, 10)
                .letters()
                .forEach(letter ->
                        webhooks.retry(letter.id()).toCompletableFuture().join());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(receiver.numbers("a")).containsExactlyInAnyOrder(1L, 2L, 3L, 4L));
        assertThat(receiver.batches()).anyMatch(WebhookBatch::late).anyMatch(batch -> !batch.late());
        assertThat(webhooks.status().deadLetters()).isZero();
        assertThat(refusalOf(letters.get(0).id())).isEqualTo(ErrorCode.NOT_FOUND);
    }

    private ErrorCode refusalOf(long id) {
        try {
            webhooks.retry(id).toCompletableFuture().join();
        } catch (CompletionException failure) {
            return ((ZvonokException) failure.getCause()).code();
        }
        throw new AssertionError("it was not refused");
    }

    @Test
    void whatExceedsTheBoundBecomesDeadLettersOldestFirst() {
        AtomicBoolean down = new AtomicBoolean(true);
        receiver.behave((batch, exchange) -> down.get() ? 503 : 200);
        connect(quick(receiver.uri()).withBounds(500_000, 100_000), LedgerOptions.DEFAULT);
        happen("a", 5000);
        await().atMost(PATIENCE)
                .until(() -> webhooks.status().pendingBytes() <= 500_000
                        && webhooks.status().deadLetters() > 0);
        List<DeadLetter> letters = webhooks.deadLetters(0, 100).letters();
        assertThat(letters).allMatch(letter -> letter.reason().equals("overflow"));
        assertThat(letters.get(0).available()).isFalse(); // only its numbers, but the ledger has the rest
        down.set(false);
        letters.forEach(
                letter -> webhooks.retry(letter.id()).toCompletableFuture().join());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(receiver.numbers("a")).hasSize(5000));
        assertThat(receiver.numbers("a")).containsExactlyInAnyOrder(upTo(5000));
        List<Long> inOrder = receiver.batches().stream()
                .filter(batch -> !batch.late())
                .flatMap(batch -> batch.events().stream())
                .map(event -> event.seq())
                .toList();
        assertThat(inOrder).isSorted();
    }

    @Test
    void aDeadLetterOfWhichNothingIsLeftSaysSo() {
        receiver.behave((batch, exchange) -> 503);
        LedgerOptions forgetful = new LedgerOptions(null, Duration.ofDays(1), 10, 100, 1 << 20, 1 << 24, 1 << 20);
        connect(quick(receiver.uri()).withBounds(200_000, 1000), forgetful);
        happen("a", 5000);
        await().atMost(PATIENCE).until(() -> webhooks.status().deadLetters() > 0);
        long id = webhooks.deadLetters(0, 1).letters().get(0).id();
        assertThat(refusalOf(id)).isEqualTo(ErrorCode.GONE);
        assertThat(webhooks.deadLetters(0, 100).letters()).anyMatch(letter -> letter.id() == id);
    }

    @Test
    void wrongSecretsAreRefusedByTheReceiver() {
        connect(new WebhookOptions(
                receiver.uri(),
                List.of("another-secret-of-the-right-length"),
                Duration.ofSeconds(2),
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                Duration.ofHours(1),
                1 << 20,
                1 << 20));
        happen("a", 1);
        await().atMost(PATIENCE).until(() -> webhooks.status().failures() >= 1);
        assertThat(webhooks.status().lastFailure()).isEqualTo("401");
        assertThat(receiver.numbers("a")).isEmpty();
    }

    @Test
    void refusesOptionsThatMakeNoSense() {
        for (String url : List.of("ftp://a/", "http:///x", "http://user:pass@a/", "/hook", "http://a/#x")) {
            assertThatThrownBy(() -> WebhookOptions.of(URI.create(url), Receiver.SECRET))
                    .as(url)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> WebhookOptions.of(receiver.uri(), "short")).hasMessageContaining("24 bytes");
        assertThatThrownBy(() -> WebhookOptions.of(receiver.uri())).hasMessageContaining("secret");
        assertThat(WebhookOptions.of(receiver.uri(), Receiver.SECRET).toString())
                .doesNotContain(Receiver.SECRET);
    }

    @Test
    void aBodyIsWellFormedWhateverTheRoomIsCalled() {
        Outbox box = new Outbox("\"}],\u0000\n", false);
        box.add(new Outbox.Entry("abc", 1, "{\"seq\":1}".getBytes(StandardCharsets.UTF_8), 0));
        assertThat(box.batch().id()).isEqualTo("abc-1-1");
        String json = JsonNodeFactory.instance.textNode(box.room()).toString();
        assertThat(new String(box.batch().body(json), StandardCharsets.UTF_8))
                .isEqualTo("{\"room\":\"\\\"}],\\u0000\\n\",\"ledger\":\"abc\",\"events\":[{\"seq\":1}]}");
    }
}
