package io.zvonok.signalling.whip;

import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.TransportState;
import io.zvonok.signalling.message.MessageCodec;
import io.zvonok.signalling.sdp.SdpNegotiator;
import io.zvonok.signalling.session.LessonContext;
import io.zvonok.signalling.session.LessonListener;
import io.zvonok.signalling.session.Lessons;
import io.zvonok.signalling.session.SessionConfig;
import io.zvonok.signalling.session.SignallingStats;
import io.zvonok.signalling.testing.RecordingMediaServer;
import io.zvonok.signalling.testing.TestSocket;
import io.zvonok.signalling.testing.ThreadStrand;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import io.zvonok.signalling.token.TokenVerifier;
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
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** WHIP and WHEP on a real port of loopback, in front of lessons whose media is recorded only. */
final class WhipFixture implements AutoCloseable {
    static final String SECRET = "0123456789abcdef0123456789abcdef";
    static final String ROOM = "math-7b";
    static final String SDP = "application/sdp";
    static final String FRAGMENT = "application/trickle-ice-sdpfrag";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final RecordingMediaServer media = new RecordingMediaServer();
    final HttpClient http = HttpClient.newHttpClient();
    final Lessons lessons;
    private final ThreadStrand strand = new ThreadStrand();
    private final HttpPort port;

    WhipFixture() {
        LessonContext context = new LessonContext(
                SessionConfig.DEFAULT,
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
        List<IceServer> iceServers = List.of(
                new IceServer("stun:stun.example:3478", null, null),
                new IceServer("turn:turn.example:3478?transport=udp", "user", "s3cret"));
        HttpRoutes routes = new HttpRoutes(new StaticFiles("/web", Map.of()))
                .service("/whip", WhipService.whip(lessons, context, iceServers))
                .service("/whep", WhipService.whep(lessons, context, iceServers));
        port = HttpPort.open(new InetSocketAddress("127.0.0.1", 0), null, routes, lessons, List.of(), 15_000);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port.port() + path);
    }

    static AccessToken token(String identity, Role role) {
        return new AccessToken("school", SECRET).identity(identity).room(ROOM).role(role);
    }

    static String jwt(String identity, Role role) {
        return token(identity, role).toJwt(Instant.now());
    }

    TestSocket join(String identity, Role role) throws Exception {
        TestSocket socket = TestSocket.open(http, URI.create("ws://127.0.0.1:" + port.port() + "/ws"));
        socket.join(jwt(identity, role));
        return socket;
    }

    /** @param headers name, value, name, value ...; a name without a value is left out */
    HttpResponse<String> ask(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(PATIENCE)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            if (!headers[i + 1].isEmpty()) {
                request.header(headers[i], headers[i + 1]);
            }
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String token, String offer) throws Exception {
        return ask("POST", path, offer, "authorization", "Bearer " + token, "content-type", SDP);
    }

    /** The session's path; fails unless it was opened. */
    String publish(String token) throws Exception {
        return opened(post("/whip/" + ROOM, token, WhipOffers.obs()));
    }

    String watch(String token) throws Exception {
        return opened(post("/whep/" + ROOM, token, WhipOffers.player()));
    }

    static String opened(HttpResponse<String> response) {
        if (response.statusCode() != 201) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return response.headers().firstValue("location").orElseThrow();
    }

    void transport(String peer, TransportState state) {
        media.listenerOf(ROOM).onTransportState(new PeerId(peer), state);
    }

    @Override
    public void close() {
        lessons.close().toCompletableFuture().join();
        port.close();
        strand.close();
    }
}
