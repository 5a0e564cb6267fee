package io.zvonok.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.MediaServer;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerPermissions;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.server.LoopMediaServer;
import io.zvonok.media.server.MediaServerConfig;
import io.zvonok.signalling.sdp.Negotiation;
import io.zvonok.signalling.sdp.SdpNegotiator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** WHIP and WHEP against a small endpoint that answers with our media core. */
class WhipIT {
    private static final RoomId ROOM = new RoomId("whip");
    private static final String TOKEN = "open-sesame";

    private final MediaServer media =
            LoopMediaServer.start(new MediaServerConfig("127.0.0.1", 0, 1, List.of("127.0.0.1"), true));
    private final AtomicInteger peers = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> deleted = new ConcurrentLinkedQueue<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private HttpServer http = newServer();

    private static HttpServer newServer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException refused) {
            throw new IllegalStateException(refused);
        }
    }

    @BeforeEach
    void start() throws Exception {
        get(media.openRoom(ROOM, new RoomListener() {}));
        http.createContext("/", this::handle);
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
        media.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                answer(exchange, 401, "who are you?");
            } else if (exchange.getRequestMethod().equals("DELETE")) {
                deleted.add(path);
                answer(exchange, 200, "");
            } else {
                String offer = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                String id = "peer" + peers.incrementAndGet();
                exchange.getResponseHeaders().set("Location", "/session/" + id);
                answer(exchange, 201, join(new PeerId(id), path.startsWith("/whip"), offer));
            }
        } catch (Exception broken) {
            answer(exchange, 500, String.valueOf(broken.getMessage()));
        }
    }

    private String join(PeerId id, boolean publishes, String offer) throws Exception {
        Negotiation negotiation = new SdpNegotiator().negotiate(offer);
        PeerPermissions permissions =
                new PeerPermissions(publishes ? Set.of(TrackSource.CAMERA, TrackSource.MICROPHONE) : Set.of(), true, 1);
        JoinResult joined = get(media.join(ROOM, id, negotiation.description(), permissions));
        if (publishes) {
            get(media.publish(ROOM, id, "c", TrackSource.CAMERA, false));
            get(media.publish(ROOM, id, "m", TrackSource.MICROPHONE, false));
        } else {
            get(media.setView(ROOM, id, List.of(new SlotView("v0", SlotView.Want.AUTO, null, null, 1280, 720, 0))));
        }
        return negotiation.answer(joined);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private int run(String more) {
        String host = "127.0.0.1:" + http.getAddress().getPort();
        String line = "broadcast --target whip://" + host + "/whip/a --target whep://" + host + "/whep/a"
                + " --no-calibration --quiet" + more;
        return new LoadTester(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false)
                .run(line.split(" "));
    }

    @Test
    void publishesByWhipWatchesByWhepAndDeletesBoth() throws Exception {
        int code = run(
                " --bearer " + TOKEN + " --viewers 3 --rate 20 --full-share 1 --warmup 1s --duration 2s --format json");

        JsonNode json = new JsonMapper().readTree(out.toString(StandardCharsets.UTF_8));
        assertThat(code).as(json.toPrettyString()).isZero();
        assertThat(json.at("/metrics/joined/value").asInt()).isEqualTo(4);
        assertThat(json.at("/delays/latency/count").asLong())
                .as("more than the sound alone, whatever size of picture the links are first believed to carry")
                .isGreaterThan(400);
        Awaitility.await()
                .untilAsserted(() -> assertThat(deleted)
                        .containsExactlyInAnyOrder(
                                "/session/peer1", "/session/peer2", "/session/peer3", "/session/peer4"));
    }

    @Test
    void refusedTokensAreOneLineAndExitCodeThree() {
        assertThat(run("")).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .endsWith(" refuses: HTTP 401, who are you?\n")
                .hasLineCount(1);
    }
}
