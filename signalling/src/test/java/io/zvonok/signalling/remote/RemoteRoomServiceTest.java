package io.zvonok.signalling.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.api.RoomOptions;
import io.zvonok.signalling.api.RoomService;
import io.zvonok.signalling.testing.RestServer;
import io.zvonok.signalling.testing.RoomServiceContract;
import io.zvonok.signalling.token.Role;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The service over REST. */
class RemoteRoomServiceTest extends RoomServiceContract {
    @Override
    protected RoomService service(RestServer of) {
        return RemoteRoomService.connect(of.uri("/"), "school", RestServer.SECRET);
    }

    private static ErrorCode codeOf(CompletableFuture<?> stage) {
        Throwable[] failure = new Throwable[1];
        assertThatThrownBy(stage::join).satisfies(thrown -> failure[0] = thrown.getCause());
        return ((ZvonokException) failure[0]).code();
    }

    @Test
    void saysOfATokenThatIsNotGoodWhatTheServerSays() {
        RoomService foreign = RemoteRoomService.connect(server.uri("/"), "other", RestServer.SECRET);
        assertThat(codeOf(foreign.getRoom("math-7b").toCompletableFuture())).isEqualTo(ErrorCode.UNAUTHORIZED);
        RoomService student = new RemoteRoomService(
                server.uri(""), server.http, () -> RestServer.of("s", Role.STUDENT, RestServer.ROOM));
        assertThat(codeOf(student.getRoom(RestServer.ROOM).toCompletableFuture()))
                .isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void failsWithTimeoutWhereNobodyListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        RoomService nowhere =
                RemoteRoomService.connect(URI.create("http://127.0.0.1:" + port), "school", RestServer.SECRET);
        assertThat(codeOf(nowhere.serverStatus().toCompletableFuture())).isEqualTo(ErrorCode.TIMEOUT);
    }

    @Test
    void sendsAChangeWhoseReplyWasLostOnceMoreUnderTheSameKey() throws Exception {
        List<String> keys = new ArrayList<>();
        try (ServerSocket flaky = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            RoomService rooms = RemoteRoomService.connect(
                    URI.create("http://127.0.0.1:" + flaky.getLocalPort()), "school", RestServer.SECRET);
            CompletableFuture<Void> deleted = rooms.deleteRoom("math-7b").toCompletableFuture();
            try (Socket first = flaky.accept()) {
                keys.add(keyOf(first));
            }
            try (Socket second = flaky.accept()) {
                keys.add(keyOf(second));
                OutputStream out = second.getOutputStream();
                out.write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                deleted.get(20, TimeUnit.SECONDS);
            }
        }
        assertThat(keys.get(0)).isNotEmpty().isEqualTo(keys.get(1));
    }

    private static String keyOf(Socket socket) throws Exception {
        socket.setSoTimeout(20_000);
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) socket.getInputStream().read());
        }
        Matcher key = Pattern.compile("idempotency-key: (\\S+)", Pattern.CASE_INSENSITIVE)
                .matcher(head);
        assertThat(key.find()).isTrue();
        return key.group(1);
    }

    @Test
    void passesOnWhatAServerSaysThatIsNoZvonok() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            RoomService rooms = RemoteRoomService.connect(
                    URI.create("http://127.0.0.1:" + proxy.getLocalPort()), "school", RestServer.SECRET);
            CompletableFuture<?> created =
                    rooms.createRoom("math-7b", RoomOptions.defaults()).toCompletableFuture();
            try (Socket socket = proxy.accept()) {
                keyOf(socket);
                socket.getOutputStream()
                        .write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>"
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
                assertThat(codeOf(created)).isEqualTo(ErrorCode.OVERLOADED);
            }
        }
    }
}
