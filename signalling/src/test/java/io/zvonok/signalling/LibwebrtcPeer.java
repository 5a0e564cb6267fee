package io.zvonok.signalling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
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
        add(voice, RTCRtpTransceiverDirection.SEND_ONLY);
        placeholders.forEach(track -> add(track, RTCRtpTransceiverDirection.RECV_ONLY));
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("zvonok.v1")
                .buildAsync(server.resolve("/ws"), new Incoming())
                .get(WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    private void add(MediaStreamTrack track, RTCRtpTransceiverDirection direction) {
        RTCRtpTransceiverInit init = new RTCRtpTransceiverInit();
        init.direction = direction;
        init.streamIds = List.of("stream");
        connection.addTransceiver(track, init);
    }

    void join(String token) throws Exception {
        CompletableFuture<RTCSessionDescription> offer = new CompletableFuture<>();
        connection.createOffer(new RTCOfferOptions(), new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
                offer.complete(description);
            }

            @Override
            public void onFailure(String error) {
                offer.completeExceptionally(new AssertionError(error));
            }
        });
        RTCSessionDescription local = offer.get(WITHIN_SECONDS, TimeUnit.SECONDS);
        CompletableFuture<Void> localSet = new CompletableFuture<>();
        connection.setLocalDescription(local, observer(localSet));
        localSet.get(WITHIN_SECONDS, TimeUnit.SECONDS);
        ObjectNode message = json.createObjectNode()
                .put("type", "join")
                .put("id", nextId++)
                .put("token", token)
                .put("sdp", local.sdp);
        message.putArray("publish")
                .addObject()
                .put("mid", "0")
                .put("source", "microphone")
                .put("muted", false);
        send(message);
        String answer = joined.get(WITHIN_SECONDS, TimeUnit.SECONDS).path("sdp").asText();
        CompletableFuture<Void> remoteSet = new CompletableFuture<>();
        connection.setRemoteDescription(new RTCSessionDescription(RTCSdpType.ANSWER, answer), observer(remoteSet));
        remoteSet.get(WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    private void send(ObjectNode message) {
        socket.sendText(message.toString(), true)
                .orTimeout(WITHIN_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private static SetSessionDescriptionObserver observer(CompletableFuture<Void> done) {
        return new SetSessionDescriptionObserver() {
            @Override
            public void onSuccess() {
                done.complete(null);
            }

            @Override
            public void onFailure(String error) {
                done.completeExceptionally(new AssertionError(error));
            }
        };
    }

    /** Audio slots that say they carry somebody, by what the server told last. */
    long activeSlots() {
        return slots.values().stream()
                .filter(slot -> slot.path("state").asText().equals("active"))
                .count();
    }

    /** RTP packets received in all slots together. */
    long packetsReceived() throws Exception {
        CompletableFuture<Long> packets = new CompletableFuture<>();
        connection.getStats(report -> packets.complete(report.getStats().values().stream()
                .filter(stats -> stats.getType() == dev.onvoid.webrtc.RTCStatsType.INBOUND_RTP)
                .mapToLong(stats -> number(stats.getAttributes().get("packetsReceived")))
                .sum()));
        return packets.get(WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    private static long number(Object value) {
        return value instanceof Number number ? number.longValue() : 0;
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
