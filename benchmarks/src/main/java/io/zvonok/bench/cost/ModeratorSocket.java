package io.zvonok.bench.cost;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A teacher without media who commands by WebSocket and knows who is there.
 *
 * <p>Thread: one; what comes is read on the HTTP client's.
 */
final class ModeratorSocket implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long TIMEOUT_SECONDS = 10;

    private final Map<String, String> idsByIdentity = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> joined = new CompletableFuture<>();
    private final WebSocket socket;
    private volatile @Nullable String refusal;
    private long nextId = 2;

    ModeratorSocket(int port, String room) throws Exception {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("zvonok.v1")
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), new Reader())
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        String token = new AccessToken(ServerOptions.DEVELOPMENT_KEY_ID, ServerOptions.DEVELOPMENT_SECRET)
                .room(room)
                .identity("moderator")
                .role(Role.TEACHER)
                .toJwt(Instant.now());
        send(JSON.createObjectNode()
                .put("type", "join")
                .put("id", 1)
                .put("token", token)
                .put("sdp", offer()));
        joined.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** With the media of nobody: one slot that stays empty. */
    private static String offer() {
        return "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
                + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=recvonly\r\na=ice-ufrag:abcd\r\n"
                + "a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa\r\na=fingerprint:sha-256 " + "AB:".repeat(31)
                + "AB\r\na=setup:actpass\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n";
    }

    static ObjectNode action(String action) {
        return JSON.createObjectNode().put("action", action);
    }

    ObjectNode action(String action, String identity) {
        return action(action).put("participantId", idOf(identity));
    }

    /** Returns when it was about to be sent. */
    long moderate(ObjectNode action) throws Exception {
        ObjectNode message = action.put("type", "moderate").put("id", nextId++);
        long now = System.nanoTime();
        send(message);
        String refused = refusal;
        if (refused != null) {
            throw new IllegalStateException("the server refuses: " + refused);
        }
        return now;
    }

    private String idOf(String identity) {
        String id = idsByIdentity.get(identity);
        if (id == null) {
            throw new IllegalStateException(identity + " is not there");
        }
        return id;
    }

    private void send(ObjectNode message) throws Exception {
        socket.sendText(message.toString(), true).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Reader implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                onMessage(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void onMessage(String message) {
            try {
                JsonNode node = JSON.readTree(message);
                switch (node.path("type").asText()) {
                    case "joined" -> {
                        node.path("participants").forEach(this::note);
                        joined.complete(null);
                    }
                    case "participantJoined" -> note(node.path("participant"));
                    case "reply" -> {
                        if (!node.path("ok").asBoolean()) {
                            refusal = node.path("error").toString();
                        }
                    }
                    default -> {}
                }
            } catch (JsonProcessingException malformed) {
                refusal = "not JSON";
            }
        }

        private void note(JsonNode participant) {
            idsByIdentity.put(
                    participant.path("identity").asText(),
                    participant.path("id").asText());
        }
    }
}
