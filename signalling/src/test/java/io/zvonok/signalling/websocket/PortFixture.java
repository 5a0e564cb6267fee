package io.zvonok.signalling.websocket;

import io.netty.handler.ssl.SslContext;
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
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real port on loopback in front of lessons whose media is recorded only. */
final class PortFixture implements AutoCloseable {
    static final String SECRET = "0123456789abcdef0123456789abcdef";
    static final HttpLimits LIMITS = HttpLimits.withPings(15_000);

    final RecordingMediaServer media = new RecordingMediaServer();
    final HttpClient http = HttpClient.newHttpClient();
    final Lessons lessons;
    final HttpPort port;
    private final ThreadStrand strand = new ThreadStrand();

    PortFixture() {
        this(LIMITS, SessionConfig.DEFAULT, null);
    }

    PortFixture(HttpLimits limits, SessionConfig sessions, @Nullable SslContext tls) {
        lessons = new Lessons(new LessonContext(
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
                new SdpNegotiator()));
        HttpRoutes routes = new HttpRoutes(new StaticFiles(
                        "/web",
                        Map.of(
                                "/", "/index.html",
                                "/lesson", "/lesson.html",
                                "/admin", "/admin.html",
                                "/watch", "/watch.html",
                                "/broadcast", "/broadcast.html",
                                "/check", "/check.html")))
                .get("/healthz", () -> HttpReply.text(200, "ok"))
                .post("/made", () -> HttpReply.json(201, "{}"));
        port = HttpPort.open(
                new InetSocketAddress("127.0.0.1", 0), tls, routes, lessons, List.of("https://school.example"), limits);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port.port() + path);
    }

    TestSocket open() {
        return TestSocket.open(http, URI.create("ws://127.0.0.1:" + port.port() + "/ws"));
    }

    AccessToken token(String identity, Role role) {
        return new AccessToken("school", SECRET)
                .identity(identity)
                .room("math-7b")
                .role(role);
    }

    String jwt(String identity, Role role) {
        return token(identity, role).toJwt(Instant.now());
    }

    TestSocket join(String identity, Role role) throws Exception {
        TestSocket socket = open();
        socket.join(jwt(identity, role));
        return socket;
    }

    /** For what a well-behaved client does not do. */
    Socket raw() throws Exception {
        Socket socket = new Socket("127.0.0.1", port.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Writes a request, reads what comes until the connection ends. */
    String exchange(String request) throws Exception {
        try (Socket socket = raw()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A socket on which the opening handshake is done. */
    Socket upgraded() throws Exception {
        return upgrade(raw());
    }

    /** One that takes little from the network before its client reads. */
    Socket upgradedWithSmallBuffer() throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", port.port()));
        socket.setSoTimeout(20_000);
        return upgrade(socket);
    }

    private static Socket upgrade(Socket socket) throws Exception {
        socket.getOutputStream()
                .write(
                        ("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: zvonok.v1\r\n\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1));
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new AssertionError("refused: " + head);
            }
            head.append((char) next);
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new AssertionError("refused: " + head);
        }
        return socket;
    }

    @Override
    public void close() {
        lessons.close().toCompletableFuture().join();
        port.close();
        strand.close();
    }
}
