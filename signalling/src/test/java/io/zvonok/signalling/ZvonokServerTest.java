package io.zvonok.signalling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.api.RoomOptions;
import io.zvonok.signalling.api.RoomService;
import io.zvonok.signalling.config.ConfigException;
import io.zvonok.signalling.config.ServerOption;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.message.ServerMessage.LeaveReason;
import io.zvonok.signalling.remote.RemoteRoomService;
import io.zvonok.signalling.session.LessonListener;
import io.zvonok.signalling.testing.RecordingMediaServer;
import io.zvonok.signalling.testing.TestSocket;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The embeddable server, with recorded media. */
@Timeout(60)
class ZvonokServerTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final List<ZvonokServer> servers = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        servers.forEach(ZvonokServer::close);
    }

    private static ServerOptions options(Map<ServerOption, String> given) {
        Map<ServerOption, List<String>> all = new EnumMap<>(ServerOption.class);
        all.put(ServerOption.HTTP_PORT, List.of("0"));
        all.put(ServerOption.BIND_ADDRESS, List.of("127.0.0.1"));
        given.forEach((option, value) -> all.put(option, List.of(value)));
        return ServerOptions.of(all);
    }

    private static ZvonokServer.Builder builder() {
        return ZvonokServer.builder()
                .options(options(Map.of(ServerOption.KEY, "school:" + SECRET)))
                .media(RecordingMediaServer::new);
    }

    private ZvonokServer start(ZvonokServer.Builder builder) {
        ZvonokServer server = builder.build().start();
        servers.add(server);
        return server;
    }

    private HttpResponse<String> get(ZvonokServer server, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.httpPort() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(ZvonokServer server, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.httpPort() + path);
        return http.send(
                HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    private TestSocket open(ZvonokServer server) {
        return TestSocket.open(http, URI.create("ws://127.0.0.1:" + server.httpPort() + "/ws"));
    }

    private static String token(String identity) {
        return new AccessToken("school", SECRET)
                .identity(identity)
                .room("math-7b")
                .role(Role.STUDENT)
                .toJwt(Instant.now());
    }

    @Test
    void answersWhatItsOpenApiDocumentSays() throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ZvonokServer ready = start(builder().meterRegistry(registry).scrape(registry::scrape));
        ZvonokServer draining = start(builder());
        draining.drain(Duration.ofSeconds(1));
        JsonNode document =
                new YAMLMapper().readTree(get(ready, "/api/v1/openapi.yaml").body());
        TreeSet<String> plain = names(document.path("paths"));
        plain.removeIf(path -> path.matches("/(whip|whep|api)/.*")); // see WhipOpenApiTest, RestOpenApiTest
        assertThat(plain).containsExactly("/healthz", "/metrics", "/readyz", "/version");

        document.path("paths").properties().stream()
                .filter(path -> plain.contains(path.getKey()))
                .forEach(path -> {
                    assertThat(names(path.getValue())).containsExactly("get");
                    JsonNode responses = path.getValue().at("/get/responses");
                    TreeSet<String> seen = new TreeSet<>();
                    for (ZvonokServer server : List.of(ready, draining)) {
                        HttpResponse<String> response = getUnchecked(server, path.getKey());
                        String status = String.valueOf(response.statusCode());
                        JsonNode content = responses.path(status).path("content");
                        String type = response.headers()
                                .firstValue("content-type")
                                .orElse("")
                                .replaceAll(";.*", "");
                        assertThat(names(content))
                                .as(path.getKey() + " " + status)
                                .containsExactly(type);
                        checkBody(content.path(type).path("schema"), response.body());
                        seen.add(status);
                    }
                    assertThat(names(responses)).as(path.getKey()).isEqualTo(seen);
                });
    }

    private HttpResponse<String> getUnchecked(ZvonokServer server, String path) {
        try {
            return get(server, path);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void checkBody(JsonNode schema, String body) {
        if (schema.path("type").asText().equals("object")) {
            try {
                assertThat(names(new ObjectMapper().readTree(body))).isEqualTo(names(schema.path("properties")));
            } catch (IOException e) {
                throw new AssertionError(body, e);
            }
        }
    }

    private static TreeSet<String> names(JsonNode object) {
        TreeSet<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void runsTwiceInOneJvm() throws Exception {
        ZvonokServer first = start(builder());
        ZvonokServer second = start(builder());
        open(first).join(token("a"));
        assertThat(first.lessons()).isEqualTo(1);
        assertThat(second.lessons()).isZero();
        first.close();
        open(second).join(token("b"));
        assertThat(get(second, "/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void takesSingleOptionsAsWellAsAllAtOnce() throws Exception {
        ZvonokServer server = start(ZvonokServer.builder()
                .httpPort(0)
                .udpPort(0)
                .bindAddress("127.0.0.1")
                .advertisedAddress("203.0.113.7")
                .key("other", "x".repeat(32))
                .key("school", SECRET)
                .media(RecordingMediaServer::new));
        open(server).join(token("a"));
        assertThat(server.rooms()
                        .getRoom("math-7b")
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS)
                        .participants())
                .isEqualTo(1);
        assertThatThrownBy(() -> builder().httpPort(0).build()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ZvonokServer.builder().udpPort(70_000).build())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--udp-port");
    }

    @Test
    void answersRestWithTokensOfItsKeys() throws Exception {
        ZvonokServer server = start(builder());
        RoomService remote =
                RemoteRoomService.connect(URI.create("http://127.0.0.1:" + server.httpPort()), "school", SECRET);
        remote.createRoom("math-7b", RoomOptions.defaults())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        assertThat(server.lessons()).isEqualTo(1);
        assertThat(get(server, "/api/v1/rooms").statusCode()).isEqualTo(401);
    }

    @Test
    void tellsSeveralListenersUntilTheyAreClosed() throws Exception {
        BlockingQueue<String> first = new LinkedBlockingQueue<>();
        BlockingQueue<String> second = new LinkedBlockingQueue<>();
        ZvonokServer server = builder().listener(opened(first)).build();
        servers.add(server);
        AutoCloseable registration = server.listener(opened(second));
        server.start();
        RoomService rooms = server.rooms();
        rooms.createRoom("a", RoomOptions.defaults()).toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(first.poll(20, TimeUnit.SECONDS)).isEqualTo("a");
        assertThat(second.poll(20, TimeUnit.SECONDS)).isEqualTo("a");
        registration.close();
        registration.close();
        rooms.createRoom("b", RoomOptions.defaults()).toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(first.poll(20, TimeUnit.SECONDS)).isEqualTo("b");
        assertThat(second).isEmpty();
    }

    private static LessonListener opened(BlockingQueue<String> heard) {
        return new LessonListener() {
            @Override
            public void onLessonOpened(RoomId room) {
                heard.add(room.value());
            }
        };
    }

    @Test
    void drainsThenCloses() throws Exception {
        RecordingMediaServer media = new RecordingMediaServer();
        ZvonokServer server = start(builder().media(() -> media));
        TestSocket student = open(server);
        student.join(token("s"));
        CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> server.drain(Duration.ofSeconds(20)));
        JsonNode goAway = student.await(message -> message.path("type").asText().equals("goAway"));
        assertThat(goAway.path("action").asText()).isEqualTo("reconnect");
        assertThat(server.isReady()).isFalse();
        assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
        assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
        student.cut();
        assertThat(drained.get(20, TimeUnit.SECONDS)).isTrue();
        server.close();
        server.close();
        assertThat(media.isClosed()).isTrue();
    }

    @Test
    void saysGoodbyeToThoseWhoAreStillThere() throws Exception {
        ZvonokServer server = start(builder());
        TestSocket student = open(server);
        student.join(token("s"));
        assertThat(server.drain(Duration.ofMillis(1))).isFalse();
        server.close();
        assertThat(student.closeCode()).isEqualTo(1001);
    }

    @Test
    void namesAPortThatIsInUseAndLeavesNothingBehind() {
        ZvonokServer first = start(builder());
        RecordingMediaServer media = new RecordingMediaServer();
        ZvonokServer second = builder()
                .media(() -> media)
                .options(options(Map.of(
                        ServerOption.KEY,
                        "school:" + SECRET,
                        ServerOption.HTTP_PORT,
                        String.valueOf(first.httpPort()))))
                .build();
        assertThatThrownBy(second::start)
                .isInstanceOf(ZvonokException.class)
                .hasMessageContaining(String.valueOf(first.httpPort()))
                .hasMessageNotContaining("\n");
        assertThat(media.isClosed()).isTrue();
    }

    @Test
    void keepsItsMetersAliveWhenMemoryIsCollected() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        RecordingMediaServer media = new RecordingMediaServer();
        ZvonokServer server = start(builder().media(() -> media).meterRegistry(registry));
        System.gc();
        media.count("rtp_out", 21);
        assertThat(registry.get("zvonok.rtp.packets")
                        .tags("direction", "out", "kind", "video")
                        .functionCounter()
                        .count())
                .isEqualTo(21);
        assertThat(server.httpPort()).isPositive(); // it was there all the time
    }

    @Test
    void fillsTheHostsRegistryWithoutNamingAnybody_P30() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        ZvonokServer server = start(builder().meterRegistry(registry));
        TestSocket student = open(server);
        student.join(token("masha-ivanova"));
        student.ask("publish", "'mid':'0','source':'microphone'");
        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .contains(
                        "zvonok.rooms",
                        "zvonok.participants",
                        "zvonok.tracks",
                        "zvonok.transports",
                        "zvonok.rtp.packets",
                        "zvonok.rtp.bytes",
                        "zvonok.rtp.lost",
                        "zvonok.rtp.retransmitted",
                        "zvonok.rtp.dropped",
                        "zvonok.rtcp.packets",
                        "zvonok.srtp.failures",
                        "zvonok.ice.checks",
                        "zvonok.dtls.handshakes",
                        "zvonok.layer.switches",
                        "zvonok.keyframe.requests",
                        "zvonok.keyframe.share",
                        "zvonok.keyframe.heldback",
                        "zvonok.video.bytes",
                        "zvonok.rtp.layer.skipped",
                        "zvonok.publisher.layers",
                        "zvonok.bwe.probe.packets",
                        "zvonok.bwe.falls",
                        "zvonok.red.packets",
                        "zvonok.slots.nobandwidth",
                        "zvonok.join",
                        "zvonok.signalling.messages",
                        "zvonok.signalling.errors",
                        "zvonok.eventloop.lag",
                        "zvonok.buffers.pooled");
        assertThat(registry.get("zvonok.rtp.packets")
                        .tags("direction", "out", "kind", "video")
                        .functionCounter()
                        .count())
                .isEqualTo(21);
        assertThat(registry.get("zvonok.participants")
                        .tag("role", "student")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("zvonok.tracks")
                        .tag("source", "microphone")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("zvonok.join").functionTimer().count()).isEqualTo(1);
        assertThat(registry.get("zvonok.signalling.messages")
                        .tag("type", "publish")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        for (Meter meter : registry.getMeters()) {
            assertThat(meter.getId().toString()).doesNotContain("masha", "math-7b", "p-", "s-");
        }
    }

    @Test
    void tellsTheApplicationOnAThreadOfItsOwn() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        ZvonokServer server = start(builder().listener(new LessonListener() {
            @Override
            public void onParticipantJoined(RoomId room, Person person) {
                heard.add(person.identity() + " joined on "
                        + Thread.currentThread().getName().replaceAll("[-\\d]+$", ""));
                throw new IllegalStateException("a bug of the application");
            }

            @Override
            public void onParticipantLeft(RoomId room, Person person, LeaveReason reason) {
                heard.add(person.identity() + " " + reason);
            }
        }));
        TestSocket student = open(server);
        student.join(token("s"));
        student.ask("leave", "");
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("s joined on zvonok-listener");
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("s LEFT");
    }

    @Test
    void runsOnDaemonThreadsOnly() throws Exception {
        ZvonokServer server = start(builder());
        open(server).join(token("s"));
        Thread[] threads = new Thread[Thread.activeCount() + 100];
        int count = Thread.enumerate(threads);
        List<Thread> ours = Arrays.stream(threads, 0, count)
                .map(Objects::requireNonNull)
                .filter(thread -> thread.getName().startsWith("zvonok-"))
                .toList();
        assertThat(ours).isNotEmpty().allMatch(Thread::isDaemon);
    }

    @Test
    void makesLinksInDevelopmentOnly() throws Exception {
        ZvonokServer development =
                start(ZvonokServer.builder().options(options(Map.of())).media(RecordingMediaServer::new));
        JsonNode links =
                new ObjectMapper().readTree(get(development, "/dev.json").body());
        assertThat(links.path("development").asBoolean()).isTrue();
        assertThat(links.path("links"))
                .extracting(link -> link.path("role").asText())
                .containsExactly("teacher", "student", "student", "viewer");
        String token = links.at("/links/0/url").asText().replaceAll(".*#token=", "");
        open(development).join(token);
        assertThat(get(start(builder()), "/dev.json").statusCode()).isEqualTo(404);
    }

    @Test
    void makesABroadcastInDevelopmentWithAPageForEachRole() throws Exception {
        ZvonokServer development =
                start(ZvonokServer.builder().options(options(Map.of())).media(RecordingMediaServer::new));
        JsonNode made =
                new ObjectMapper().readTree(post(development, "/dev/broadcast").body());
        assertThat(made.path("room").asText()).startsWith("broadcast-");
        assertThat(made.path("links"))
                .extracting(link -> link.path("url").asText().replaceAll("\\?.*", ""))
                .containsExactly("/broadcast", "/watch", "/watch");
        assertThat(post(start(builder()), "/dev/broadcast").statusCode()).isEqualTo(404);
    }

    @Test
    void servesOverTls() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair keys = generator.generateKeyPair();
        Path certificate = Files.writeString(
                folder.resolve("cert.pem"), pem("CERTIFICATE", selfSigned(keys).getEncoded()));
        Path key = Files.writeString(
                folder.resolve("key.pem"), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        ZvonokServer server = start(builder()
                .options(options(Map.of(
                        ServerOption.KEY, "school:" + SECRET,
                        ServerOption.TLS_CERT, certificate.toString(),
                        ServerOption.TLS_KEY, key.toString()))));
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {new TrustEverything()}, null);
        HttpClient client = HttpClient.newBuilder().sslContext(trusting).build();
        TestSocket.open(client, URI.create("wss://localhost:" + server.httpPort() + "/ws"))
                .join(token("s"));

        Path wrong = Files.writeString(folder.resolve("wrong.pem"), "no key");
        ZvonokServer refused = builder()
                .options(options(Map.of(
                        ServerOption.KEY, "school:" + SECRET,
                        ServerOption.TLS_CERT, certificate.toString(),
                        ServerOption.TLS_KEY, wrong.toString())))
                .build();
        assertThatThrownBy(refused::start).isInstanceOf(ZvonokException.class).hasMessageContaining("--tls-key");
    }

    private static X509Certificate selfSigned(KeyPair keys) throws Exception {
        X500Name name = new X500Name("CN=localhost");
        Instant now = Instant.now();
        return new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(now.minusSeconds(60)),
                                Date.from(now.plusSeconds(3600)),
                                name,
                                keys.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what + "-----\n";
    }

    /** The extended kind: no host name is checked either. */
    private static final class TrustEverything extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
