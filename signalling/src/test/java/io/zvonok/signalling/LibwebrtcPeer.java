package io.zvonok.signalling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A participant with libwebrtc inside the JVM and our signalling over a real WebSocket: audio out, audio slots in. */
final class LibwebrtcPeer implements AutoCloseable {
    private static final long WITHIN_SECONDS = 30;

    private final JsonMapper json = new JsonMapper();
    private final RTCPeerConnection connection;
    private final WebSocket socket;
    private final CompletableFuture<JsonNode> joined = new CompletableFuture<>();
    private final Map<String, JsonNode> slots = new ConcurrentHashMap<>();
    private long nextId = 1;

    LibwebrtcPeer(
            PeerConnectionFactory factory, MediaStreamTrack voice, List<MediaStreamTrack> placeholders, URI server)
            throws Exception {
        connection = factory.createPeerConnection(new RTCConfiguration(), candidate -> {});
        LibwebrtcSdp.add(connection, voice, RTCRtpTransceiverDirection.SEND_ONLY);
        placeholders.forEach(track -> LibwebrtcSdp.add(connection, track, RTCRtpTransceiverDirection.RECV_ONLY));
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("zvonok.v1")
                .buildAsync(server.resolve("/ws"), new Incoming())
                .get(WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    void join(String token) throws Exception {
        ObjectNode message = json.createObjectNode()
                .put("type", "join")
                .put("id", nextId++)
                .put("token", token)
                .put("sdp", LibwebrtcSdp.offer(connection));
        message.putArray("publish")
                .addObject()
                .put("mid", "0")
                .put("source", "microphone")
                .put("muted", false);
        send(message);
        String answer = joined.get(WITHIN_SECONDS, TimeUnit.SECONDS).path("sdp").asText();
        LibwebrtcSdp.answer(connection, answer);
    }

    private void send(ObjectNode message) {
        socket.sendText(message.toString(), true)
                .orTimeout(WITHIN_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** Audio slots that say they carry somebody, by what the server told last. */
    long activeSlots() {
        return slots.values().stream()
                .filter(slot -> slot.path("state").asText().equals("active"))
                .count();
    }

    /** RTP packets received in all slots together. */
    long packetsReceived() throws Exception {
        return LibwebrtcSdp.received(connection, "", "packetsReceived");
    }

    @Override
    public void close() {
        socket.abort();
        connection.close();
    }

    private final class Incoming implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                onMessage(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void onMessage(String message) {
            try {
                JsonNode node = json.readTree(message);
                switch (node.path("type").asText()) {
                    case "joined" -> joined.complete(node);
                    case "slots" ->
                        node.path("items")
                                .forEach(slot -> slots.put(slot.path("mid").asText(), slot));
                    case "reply" -> {
                        if (!node.path("ok").asBoolean()) {
                            joined.completeExceptionally(new AssertionError(message));
                        }
                    }
                    default -> {}
                }
            } catch (java.io.IOException malformed) {
                joined.completeExceptionally(malformed);
            }
        }
    }
}
