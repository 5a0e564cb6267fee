package io.zvonok.signalling;

import com.fasterxml.jackson.databind.JsonNode;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import io.zvonok.signalling.testing.TestSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A participant with libwebrtc inside the JVM and our signalling over a real WebSocket: audio out, audio slots in. */
public final class LibwebrtcPeer implements AutoCloseable {
    private final RTCPeerConnection connection;
    private final TestSocket socket;

    public LibwebrtcPeer(
            PeerConnectionFactory factory, MediaStreamTrack voice, List<MediaStreamTrack> placeholders, URI server) {
        connection = factory.createPeerConnection(new RTCConfiguration(), candidate -> {});
        LibwebrtcSdp.add(connection, voice, RTCRtpTransceiverDirection.SEND_ONLY);
        placeholders.forEach(track -> LibwebrtcSdp.add(connection, track, RTCRtpTransceiverDirection.RECV_ONLY));
        socket = TestSocket.open(HttpClient.newHttpClient(), server.resolve("/ws"));
    }

    /** With an open microphone, as far as the token allows it; returns the event {@code joined}. */
    public JsonNode join(String token) throws Exception {
        String offer = LibwebrtcSdp.offer(connection).replace("\r\n", "\\r\\n");
        ask("join", "'token':'" + token + "','sdp':'" + offer + "','publish':[{'mid':'0','source':'microphone'}]");
        JsonNode joined = await("joined", event -> true);
        LibwebrtcSdp.answer(connection, joined.path("sdp").asText());
        return joined;
    }

    /** Sends a message without its id, written with single quotes; the reply must be good. */
    public JsonNode ask(String type, String fields) throws Exception {
        JsonNode reply = socket.ask(type, fields);
        if (!reply.path("ok").asBoolean()) {
            throw new AssertionError(type + ": " + reply);
        }
        return reply;
    }

    /** The first event of this type for which that holds. */
    public JsonNode await(String type, Predicate<JsonNode> wanted) throws Exception {
        return socket.await(event -> event.path("type").asText().equals(type) && wanted.test(event));
    }

    /** What the server told last of each slot. */
    private Map<String, JsonNode> slots() {
        Map<String, JsonNode> slots = new HashMap<>();
        for (JsonNode event : socket.events()) {
            if (event.path("type").asText().equals("slots")) {
                event.path("items").forEach(slot -> slots.put(slot.path("mid").asText(), slot));
            }
        }
        return slots;
    }

    /** Audio slots that say they carry somebody. */
    public long activeSlots() {
        return slots().values().stream()
                .filter(slot -> slot.path("state").asText().equals("active"))
                .count();
    }

    /** True if a slot says that it carries that one. */
    public boolean hears(String participantId) {
        return slots().values().stream()
                .anyMatch(slot -> slot.path("state").asText().equals("active")
                        && slot.path("participantId").asText().equals(participantId));
    }

    /** RTP packets received in all slots together. */
    public long packetsReceived() throws Exception {
        return LibwebrtcSdp.received(connection, "", "packetsReceived");
    }

    @Override
    public void close() {
        socket.cut();
        connection.close();
    }
}
