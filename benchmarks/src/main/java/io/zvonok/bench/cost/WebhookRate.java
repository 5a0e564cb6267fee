package io.zvonok.bench.cost;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.zvonok.signalling.ledger.LedgerEvent;
import io.zvonok.signalling.ledger.LedgerEventType;
import io.zvonok.signalling.ledger.LedgerOptions;
import io.zvonok.signalling.ledger.Ledgers;
import io.zvonok.signalling.ledger.RoomLedger;
import io.zvonok.signalling.webhook.WebhookBatch;
import io.zvonok.signalling.webhook.WebhookOptions;
import io.zvonok.signalling.webhook.WebhookStatus;
import io.zvonok.signalling.webhook.WebhookVerifier;
import io.zvonok.signalling.webhook.Webhooks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Do webhooks keep up with a thousand events a second, and does a receiver that was down for ten minutes get everything, in
 * order? Ledgers with files and webhooks as in a server; a real receiver on loopback checks each signature and number.
 *
 * <p>Command: {@code scripts/bench webhooks [SECONDS]}
 */
public final class WebhookRate {
    private static final String SECRET = "a-secret-only-for-this-benchmark";
    private static final int ROOMS = 100;
    private static final int PER_SECOND = 1000;
    private static final int SECONDS = 10;
    private static final int OUTAGE_SECONDS = 600;
    private static final int AT_ONCE = 100_000;
    private static final long PENDING_BYTES = 256L << 20;
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final double NANOS_PER_SECOND = 1e9;

    private final List<RoomLedger> rooms = new ArrayList<>();
    private final Ledgers ledgers;
    private final Webhooks webhooks;
    private long happened;

    private WebhookRate(Path directory, URI uri) {
        WebhookOptions options = WebhookOptions.of(uri, SECRET).withBounds(PENDING_BYTES, PENDING_BYTES);
        webhooks = new Webhooks(
                options, (room, after, limit) -> pastEvents().events(room, after, limit), InstantSource.system());
        ledgers = Ledgers.open(
                LedgerOptions.DEFAULT.withDirectory(directory), System::currentTimeMillis, List.of(webhooks));
        for (int room = 0; room < ROOMS; room++) {
            rooms.add(ledgers.acquire("lesson-" + room));
        }
    }

    private Ledgers pastEvents() {
        return ledgers;
    }

    public static void main(String[] arguments) throws IOException {
        int seconds = arguments.length == 0 ? SECONDS : Integer.parseInt(arguments[0]);
        Path directory = Files.createTempDirectory("zvonok-webhooks");
        Receiver receiver = new Receiver(0);
        WebhookRate run = new WebhookRate(directory, receiver.uri());
        try {
            run.sustain(receiver, 2);
            receiver.delays.reset();
            run.sustain(receiver, seconds);
            run.print(receiver, "sustained");
            run.allAtOnce(receiver);
            int port = receiver.port();
            receiver.close();
            receiver = run.outage(port);
            run.print(receiver, "all");
        } finally {
            run.ledgers.close();
            run.webhooks.close();
            receiver.close();
            delete(directory);
        }
        System.exit(receiver.wrong.get() == 0 ? 0 : 1);
    }

    /** So many a second, evenly, over all rooms. */
    private void sustain(Receiver receiver, int seconds) {
        long start = System.nanoTime();
        for (int event = 0; event < PER_SECOND * seconds; event++) {
            long due = start + (long) (event * NANOS_PER_SECOND / PER_SECOND);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            happen();
        }
        WebhookStatus atEnd = webhooks.status();
        awaitAll(receiver);
        System.out.printf(
                Locale.ROOT,
                "%d events/s for %d s in %d rooms: %d events behind at the end, %.0f events a request%n",
                PER_SECOND,
                seconds,
                ROOMS,
                happened - atEnd.delivered(),
                (double) happened / Math.max(1, atEnd.requests()));
    }

    private void allAtOnce(Receiver receiver) {
        long start = System.nanoTime();
        for (int event = 0; event < AT_ONCE; event++) {
            happen();
        }
        awaitAll(receiver);
        double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
        System.out.printf(Locale.ROOT, "%d events at once: %.0f events/s%n", AT_ONCE, AT_ONCE / seconds);
    }

    /** What happens in ten minutes happens at once, with nobody to receive it. */
    private Receiver outage(int port) throws IOException {
        long before = happened;
        for (int event = 0; event < PER_SECOND * OUTAGE_SECONDS; event++) {
            happen();
        }
        awaitUntil(() -> webhooks.status().pendingEvents() == happened - before);
        WebhookStatus down = webhooks.status();
        System.out.printf(
                Locale.ROOT,
                "receiver down for %d s: %d events wait in %d MiB, %d dead letters, last failure %s%n",
                OUTAGE_SECONDS,
                down.pendingEvents(),
                down.pendingBytes() >> 20,
                down.deadLetters(),
                down.lastFailure());
        long start = System.nanoTime();
        Receiver back = new Receiver(port);
        back.expectAfter(before);
        awaitAll(back);
        System.out.printf(
                Locale.ROOT,
                "back: all taken in %.1f s, %.0f events/s%n",
                (System.nanoTime() - start) / NANOS_PER_SECOND,
                (happened - before) / ((System.nanoTime() - start) / NANOS_PER_SECOND));
        return back;
    }

    private void happen() {
        RoomLedger ledger = rooms.get((int) (happened++ % ROOMS));
        ledger.append(
                LedgerEventType.UNMUTED,
                System.currentTimeMillis(),
                "p-0123456789abcdef",
                "student-17",
                "student",
                JsonNodeFactory.instance.objectNode().put("source", "microphone"));
    }

    private void awaitAll(Receiver receiver) {
        awaitUntil(() -> receiver.taken.get() == happened);
    }

    private static void awaitUntil(java.util.function.BooleanSupplier done) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the events never came");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void print(Receiver receiver, String what) {
        System.out.printf(
                Locale.ROOT,
                "%s: %d events taken of %d, %d out of order, doubled or missing; from the event to the receiver"
                        + " p50 %d ms, p99 %d ms%n",
                what,
                receiver.taken.get(),
                happened,
                receiver.wrong.get(),
                receiver.delays.getValueAtPercentile(50),
                receiver.delays.getValueAtPercentile(99));
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /** A backend that believes nothing. */
    private static final class Receiver implements AutoCloseable {
        private final HttpServer server;
        private final ExecutorService threads = Executors.newFixedThreadPool(8);
        private final WebhookVerifier verifier = new WebhookVerifier(SECRET);
        private final Map<String, Long> lastByRoom = new ConcurrentHashMap<>();
        private final AtomicLong taken = new AtomicLong();
        private final AtomicLong wrong = new AtomicLong();
        private final Histogram delays = new org.HdrHistogram.ConcurrentHistogram(3);

        Receiver(int port) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            server.setExecutor(threads);
            server.createContext("/hook", this::receive);
            server.start();
        }

        /** So many came before, evenly over all rooms. */
        void expectAfter(long events) {
            taken.set(events);
            for (int room = 0; room < ROOMS; room++) {
                long ofRoom = events / ROOMS + (room < events % ROOMS ? 1 : 0);
                lastByRoom.merge("lesson-" + room, ofRoom, Math::max);
            }
        }

        private void receive(HttpExchange exchange) throws IOException {
            WebhookBatch batch = verifier.read(
                    exchange.getRequestHeaders()::getFirst,
                    exchange.getRequestBody().readAllBytes());
            long now = System.currentTimeMillis();
            for (LedgerEvent event : batch.events()) {
                Long before = lastByRoom.put(batch.room(), event.seq());
                if (event.seq() != (before == null ? 0 : before) + 1) {
                    wrong.incrementAndGet();
                }
                delays.recordValue(Math.max(0, now - event.timeMillis()));
            }
            taken.addAndGet(batch.events().size());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        }

        int port() {
            return server.getAddress().getPort();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + port() + "/hook");
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
