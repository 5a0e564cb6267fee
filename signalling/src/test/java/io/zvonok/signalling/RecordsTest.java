package io.zvonok.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.zvonok.signalling.config.ServerOption;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.ledger.AttendanceQuery;
import io.zvonok.signalling.ledger.LedgerEvent;
import io.zvonok.signalling.testing.RecordingMediaServer;
import io.zvonok.signalling.testing.TestSocket;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import io.zvonok.signalling.webhook.WebhookBatch;
import io.zvonok.signalling.webhook.WebhookVerifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a whole server writes down of a lesson, on its disk and to a backend. */
@Timeout(60)
class RecordsTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String ROOM = "math-7b";

    private final BlockingQueue<LedgerEvent> pushed = new LinkedBlockingQueue<>();
    private HttpServer backend;

    @TempDir
    private Path directory;

    @BeforeEach
    void startBackend() throws Exception {
        WebhookVerifier verifier = new WebhookVerifier(SECRET);
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        backend.createContext("/hook", exchange -> {
            WebhookBatch batch = verifier.read(
                    exchange.getRequestHeaders()::getFirst,
                    exchange.getRequestBody().readAllBytes());
            assertThat(batch.room()).isEqualTo(ROOM);
            pushed.addAll(batch.events());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        backend.start();
    }

    @AfterEach
    void stopBackend() {
        backend.stop(0);
    }

    private ZvonokServer start() {
        return ZvonokServer.builder()
                .options(ServerOptions.of(Map.of(
                        ServerOption.HTTP_PORT, List.of("0"),
                        ServerOption.BIND_ADDRESS, List.of("127.0.0.1"),
                        ServerOption.KEY, List.of("school:" + SECRET),
                        ServerOption.LEDGER_DIR, List.of(directory.toString()),
                        ServerOption.WEBHOOK_SECRET, List.of(SECRET),
                        ServerOption.WEBHOOK_URL,
                                List.of("http://127.0.0.1:"
                                        + backend.getAddress().getPort() + "/hook"))))
                .media(RecordingMediaServer::new)
                .build()
                .start();
    }

    private static void join(ZvonokServer server, String identity) throws Exception {
        String token = new AccessToken("school", SECRET)
                .identity(identity)
                .room(ROOM)
                .role(Role.STUDENT)
                .toJwt(Instant.now());
        TestSocket.open(HttpClient.newHttpClient(), URI.create("ws://127.0.0.1:" + server.httpPort() + "/ws"))
                .join(token);
    }

    private void assertPushed(long seq, String type) throws InterruptedException {
        LedgerEvent event = pushed.poll(20, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        assertThat(event.type()).isEqualTo(type);
        assertThat(event.seq()).isEqualTo(seq);
    }

    @Test
    void aLessonIsPushedAsItHappensAndReadBackAfterARestart() throws Exception {
        try (ZvonokServer server = start()) {
            join(server, "masha");
            assertPushed(1, "roomOpened");
            assertPushed(2, "joined");
        }
        assertPushed(3, "left");
        assertPushed(4, "roomClosed");
        try (ZvonokServer server = start()) {
            join(server, "petya");
            assertPushed(5, "roomOpened");
            assertPushed(6, "joined");
            assertThat(server.ledgers()
                            .events(ROOM, 2, 10)
                            .toCompletableFuture()
                            .join()
                            .events())
                    .extracting(LedgerEvent::type)
                    .containsExactly("left", "roomClosed", "roomOpened", "joined");
            assertThat(server.ledgers()
                            .attendance(ROOM, new AttendanceQuery(1L, null, null))
                            .toCompletableFuture()
                            .join()
                            .people())
                    .extracting(person -> person.identity())
                    .containsExactly("masha");
            assertThat(server.webhooks().status().failures()).isZero();
        }
    }
}
