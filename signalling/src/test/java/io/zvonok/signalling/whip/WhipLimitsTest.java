package io.zvonok.signalling.whip;

import static io.zvonok.signalling.whip.WhipFixture.ROOM;
import static io.zvonok.signalling.whip.WhipFixture.jwt;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.signalling.token.Role;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Floods and guesses, over a real port (M21, P35). */
@Timeout(120)
class WhipLimitsTest {
    private final WhipFixture server = new WhipFixture();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void limitsOneTokensFloodAndLeavesOthersAlone_M21() throws Exception {
        String flooding = jwt("flooding", Role.BROADCASTER);
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            HttpResponse<String> response = server.post("/whip/" + ROOM, flooding, "v=0");
            statuses.merge(response.statusCode(), 1, Integer::sum);
            if (response.statusCode() == 429) {
                assertThat(response.headers().firstValue("retry-after")).isPresent();
            }
        }
        assertThat(statuses.keySet()).containsExactly(400, 429);
        assertThat(statuses.get(429)).isGreaterThan(250);
        server.publish(jwt("another", Role.BROADCASTER));
    }

    /** As many as fit into a second or two of the test; each is a look-up of 192 bits by their digest. */
    @Test
    void guessesOfSessionsFindNothing_P35() throws Exception {
        String owner = jwt("owner", Role.BROADCASTER);
        String path = server.publish(owner);
        Random random = new Random(35);
        for (int i = 0; i < 100_000; i++) {
            byte[] guess = new byte[24];
            random.nextBytes(guess);
            assertThat(server.lessons.guest(
                            "s-" + java.util.Base64.getUrlEncoder().encodeToString(guess)))
                    .isNull();
        }
        String secret = path.substring(path.lastIndexOf('/') + 1);
        for (String near : new String[] {
            secret.substring(1),
            secret.substring(0, secret.length() - 1),
            secret + "A",
            secret.toUpperCase(java.util.Locale.ROOT)
        }) {
            assertThat(server.lessons.guest(near)).isNull();
        }
        assertThat(server.lessons.guest(secret)).isNotNull();
    }

    @Test
    void guessingOverHttpIsAnswered404ThenLimited_M21() throws Exception {
        String guesser = jwt("guesser", Role.BROADCASTER);
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            HttpResponse<String> response =
                    server.ask("DELETE", "/whip/" + ROOM + "/s-" + i, "", "authorization", "Bearer " + guesser);
            statuses.merge(response.statusCode(), 1, Integer::sum);
        }
        assertThat(statuses.keySet()).containsExactly(404, 429);
        assertThat(statuses.get(404)).isLessThan(400);
    }

    /** Requests that come while one is being answered are not answered at all: the client may send them again. */
    @Test
    void answersOneRequestOfAConnectionAtATime() throws Exception {
        var gate = new java.util.concurrent.CompletableFuture<Void>();
        server.media.holdJoins(gate);
        String offer = WhipOffers.obs();
        String post = "POST /whip/" + ROOM + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + jwt("piping", Role.BROADCASTER) + "\r\nContent-Type: application/sdp\r\nContent-Length: "
                + offer.length() + "\r\n\r\n" + offer;
        String get = "GET /whip/" + ROOM + " HTTP/1.1\r\nHost: x\r\n\r\n";
        try (Socket socket = new Socket("127.0.0.1", server.uri("/").getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((post + get).getBytes(StandardCharsets.ISO_8859_1));
            org.awaitility.Awaitility.await()
                    .until(() -> server.media.calls().stream().anyMatch(call -> call.startsWith("join")));
            gate.complete(null);
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all).startsWith("HTTP/1.1 201").contains("connection: close");
            assertThat(all.split("HTTP/1\\.1 ", -1)).hasSize(2);
        }
    }
}
