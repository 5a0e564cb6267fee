package io.zvonok.signalling.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.zvonok.signalling.message.MessageCodec;
import io.zvonok.signalling.rest.RestService;
import io.zvonok.signalling.sdp.SdpNegotiator;
import io.zvonok.signalling.session.LessonContext;
import io.zvonok.signalling.session.LessonListener;
import io.zvonok.signalling.session.Lessons;
import io.zvonok.signalling.session.RoomDesk;
import io.zvonok.signalling.session.SessionConfig;
import io.zvonok.signalling.session.SignallingStats;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import io.zvonok.signalling.token.TokenVerifier;
import io.zvonok.signalling.webhook.WebhookOptions;
import io.zvonok.signalling.webhook.Webhooks;
import io.zvonok.signalling.websocket.HttpPort;
import io.zvonok.signalling.websocket.HttpRoutes;
import io.zvonok.signalling.websocket.StaticFiles;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** REST and signalling on a real port of loopback, in front of lessons whose media is recorded only. */
public final class RestServer implements AutoCloseable {
    public static final String SECRET = "0123456789abcdef0123456789abcdef";
    public static final String ROOM = "math-7b";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    public final RecordingMediaServer media = new RecordingMediaServer();
    public final HttpClient http = HttpClient.newHttpClient();
    public final Lessons lessons;
    public final RoomDesk desk;
    public final OpenApi document = new OpenApi();
    /** The time by which rates and ages are counted: stands still until a test moves it. */
    public final AtomicLong nanos = new AtomicLong();

    /** Whose receiver takes nothing: what is bound to be a dead letter is one at once. */
    public final Webhooks webhooks;

    private final ThreadStrand strand = new ThreadStrand();
    private final HttpPort port;

    public RestServer() {
        this(SessionConfig.DEFAULT);
    }

    public RestServer(SessionConfig sessions) {
        LessonContext context = new LessonContext(
                sessions,
                media,
                TokenVerifier.hs256(Map.of("school", SECRET)),
                new SignallingStats(),
                new LessonListener() {},
                Clock.systemUTC(),
                System::nanoTime,
                new SecureRandom(),
                () -> strand,
                new MessageCodec(),
                new SdpNegotiator());
        lessons = new Lessons(context);
        webhooks = new Webhooks(nobodyListens(), context.ledgers()::events, context.clock());
        desk = new RoomDesk(lessons, context, "test", webhooks);
        HttpRoutes routes = new HttpRoutes(new StaticFiles("/web", Map.of()))
                .service("/api", new RestService(desk, context.verifier(), context.clock(), nanos::get));
        port = HttpPort.open(new InetSocketAddress("127.0.0.1", 0), null, routes, lessons, List.of(), 15_000);
    }

    private static WebhookOptions nobodyListens() {
        return WebhookOptions.of(URI.create("http://127.0.0.1:1/"), SECRET).withBounds(1, 1024 * 1024);
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port.port() + path);
    }

    public int port() {
        return port.port();
    }

    public static AccessToken token(String identity, Role role) {
        return new AccessToken("school", SECRET).identity(identity).role(role);
    }

    /** For the whole server. */
    public static String backend() {
        return token("backend", Role.SERVER).toJwt();
    }

    public static String of(String identity, Role role, String room) {
        return token(identity, role).room(room).toJwt();
    }

    public TestSocket join(String identity, Role role) throws Exception {
        return join(identity, role, ROOM);
    }

    public TestSocket join(String identity, Role role, String room) throws Exception {
        TestSocket socket = TestSocket.open(http, URI.create("ws://127.0.0.1:" + port.port() + "/ws"));
        socket.join(token(identity, role).room(room).toJwt(Instant.now()));
        return socket;
    }

    /** Asks to come in where there is a lobby. */
    public TestSocket knock(String identity, Role role) throws Exception {
        TestSocket socket = TestSocket.open(http, URI.create("ws://127.0.0.1:" + port.port() + "/ws"));
        JsonNode reply = socket.ask(
                "join",
                "'token':'" + of(identity, role, ROOM) + "','sdp':'"
                        + Offers.lesson(2, 2).replace("\r\n", "\\r\\n") + "'");
        if (!reply.path("waiting").asText().equals("lobby")) {
            throw new AssertionError(reply.toString());
        }
        return socket;
    }

    private long lostEvents;

    /** Something happens in the room of which no receiver is told; returns when that is a dead letter. */
    public void loseEvent(String line) {
        int before = webhooks.status().deadLetters();
        webhooks.onEvents(ROOM, "ledger", ++lostEvents, List.of(line.getBytes(StandardCharsets.UTF_8)));
        Awaitility.await().until(() -> webhooks.status().deadLetters() > before);
    }

    /** A reply, with its body as JSON; missing if there is none. */
    public record Reply(int status, HttpResponse<String> response, JsonNode body) {
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public String code() {
            return body.path("code").asText();
        }

        public String detail() {
            return body.path("detail").asText();
        }
    }

    /** As the backend of the whole server. @param body JSON written with single quotes; empty: none */
    public Reply ask(String method, String path, String body) throws Exception {
        return ask(method, path, body, backend());
    }

    /**
     * Checks that the reply is as {@code openapi.yaml} says.
     *
     * @param path below {@code /api/v1}
     * @param headers name, value, name, value ...
     */
    public Reply ask(String method, String path, String body, String token, String... headers) throws Exception {
        Reply reply = send(method, path, body, token, headers);
        String operation = operationOf(method, path);
        String type = reply.header("content-type");
        List<String> complaints = document.complaints(operation, reply.status(), type, reply.body());
        if (!complaints.isEmpty()) {
            throw new AssertionError(complaints + " in " + reply.response().body());
        }
        return reply;
    }

    /** Checks nothing. */
    public Reply send(String method, String path, String text, String token, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/api/v1" + path))
                .timeout(PATIENCE)
                .method(
                        method,
                        text.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(text.replace('\'', '"')));
        if (!token.isEmpty()) {
            request.header("authorization", "Bearer " + token);
        }
        List<String> given = new ArrayList<>(List.of(headers));
        if (!text.isEmpty() && !given.contains("content-type")) {
            given.addAll(List.of("content-type", "application/json"));
        }
        for (int i = 0; i < given.size(); i += 2) {
            request.header(given.get(i), given.get(i + 1));
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        boolean json = response.headers().firstValue("content-type").orElse("").endsWith("json");
        JsonNode body =
                json && !response.body().isEmpty() ? JSON.readTree(response.body()) : TextNode.valueOf(response.body());
        return new Reply(response.statusCode(), response, body);
    }

    /** The document's operation that has this path. */
    private String operationOf(String method, String path) {
        String bare = path.replaceAll("\\?.*", "");
        return document.operations().stream()
                .filter(operation -> operation.startsWith(method + " "))
                .filter(operation -> bare.matches(operation
                        .substring(method.length() + 1)
                        .replace(".", "\\.")
                        .replaceAll("\\{[a-z]+}", "[^/]+")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not in the document: " + method + " " + path));
    }

    @Override
    public void close() {
        lessons.close().toCompletableFuture().join();
        port.close();
        webhooks.close(Duration.ZERO);
        strand.close();
    }
}
