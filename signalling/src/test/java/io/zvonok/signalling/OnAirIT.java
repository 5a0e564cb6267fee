package io.zvonok.signalling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.AudioDeviceModule;
import dev.onvoid.webrtc.media.audio.AudioLayer;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import io.zvonok.signalling.config.ServerOption;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.GrantsClaim;
import io.zvonok.signalling.token.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A lesson on air: a teacher, three viewers of our page and a WHEP player, libwebrtc against the whole server. */
@Timeout(180)
class OnAirIT {
    private static final String ROOM = "open-lesson";
    private static final int VIEWERS = 3;
    private static final int AUDIO_SLOTS = 3;
    private static final int ENOUGH_PACKETS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AudioDeviceModule devices = new AudioDeviceModule(AudioLayer.kDummyAudio);
    private final PeerConnectionFactory factory = new PeerConnectionFactory(devices);
    private final Tones tones = new Tones();
    private final List<CustomAudioSource> silences = new ArrayList<>();
    private final List<LibwebrtcPeer> peers = new ArrayList<>();
    private final RTCPeerConnection player = factory.createPeerConnection(new RTCConfiguration(), candidate -> {});
    private ZvonokServer server;

    @BeforeEach
    void start() {
        server = ZvonokServer.builder()
                .options(ServerOptions.of(
                        Map.of(ServerOption.HTTP_PORT, List.of("0"), ServerOption.UDP_PORT, List.of("0"))))
                .build()
                .start();
        LibwebrtcSdp.add(player, placeholder("player"), RTCRtpTransceiverDirection.RECV_ONLY);
    }

    @AfterEach
    void stop() throws InterruptedException {
        peers.forEach(LibwebrtcPeer::close);
        player.close();
        tones.fallSilent();
        server.close();
        tones.close();
        silences.forEach(CustomAudioSource::dispose);
        factory.dispose();
        devices.dispose();
    }

    private MediaStreamTrack placeholder(String name) {
        CustomAudioSource silence = new CustomAudioSource();
        silences.add(silence);
        return factory.createAudioTrack(name, silence);
    }

    private LibwebrtcPeer peer(String name) {
        List<MediaStreamTrack> slots = new ArrayList<>();
        for (int i = 0; i < AUDIO_SLOTS; i++) {
            slots.add(placeholder(name + i));
        }
        LibwebrtcPeer peer = new LibwebrtcPeer(
                factory,
                factory.createAudioTrack(name, tones.add()),
                slots,
                URI.create("ws://127.0.0.1:" + server.httpPort() + "/"));
        peers.add(peer);
        return peer;
    }

    private static String token(String identity, Role role) {
        return new AccessToken(ServerOptions.DEVELOPMENT_KEY_ID, ServerOptions.DEVELOPMENT_SECRET)
                .identity(identity)
                .name(identity)
                .room(ROOM)
                .role(role)
                .grants(new GrantsClaim(null, null, true, null, null))
                .toJwt(Instant.now());
    }

    private HttpResponse<String> play(String offer) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.httpPort() + "/whep/" + ROOM))
                .timeout(PATIENCE)
                .header("authorization", "Bearer " + token("player", Role.VIEWER))
                .header("content-type", "application/sdp")
                .POST(BodyPublishers.ofString(offer))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private static void untilMoreComes(Callable<Long> packets) throws Exception {
        long before = packets.call();
        await().atMost(PATIENCE).until(() -> packets.call() > before + ENOUGH_PACKETS);
    }

    private long playedPackets() throws Exception {
        return LibwebrtcSdp.received(player, "audio", "packetsReceived");
    }

    private static boolean onAir(JsonNode event) {
        return event.at("/room/onAir").asBoolean();
    }

    @Test
    void showsAnAudienceTheLessonTakesCommentsAndBringsAViewerOnStageAndBack() throws Exception {
        LibwebrtcPeer teacher = peer("teacher");
        String teacherId =
                teacher.join(token("teacher", Role.TEACHER)).at("/you/id").asText();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < VIEWERS; i++) {
            JsonNode joined = peer("viewer-" + i).join(token("viewer-" + i, Role.VIEWER));
            assertThat(joined.at("/you/tier").asText()).isEqualTo("audience");
            assertThat(onAir(joined)).isFalse();
            ids.add(joined.at("/you/id").asText());
        }
        String offer = LibwebrtcSdp.offer(player);
        assertThat(play(offer).statusCode()).as("nothing is on air").isEqualTo(409);

        teacher.ask("moderate", "'action':'startBroadcast'");
        HttpResponse<String> playing = play(offer);
        assertThat(playing.statusCode()).as(playing.body()).isEqualTo(201);
        LibwebrtcSdp.answer(player, playing.body());
        for (LibwebrtcPeer viewer : peers.subList(1, peers.size())) {
            viewer.await("roomUpdated", OnAirIT::onAir);
            untilMoreComes(viewer::packetsReceived);
            assertThat(viewer.hears(teacherId)).isTrue();
        }
        untilMoreComes(this::playedPackets);
        assertThat(teacher.packetsReceived()).as("nobody else is on stage").isZero();

        LibwebrtcPeer guest = peers.get(1);
        LibwebrtcPeer reader = peers.get(2);
        guest.ask("chat", "'text':'May I come?'");
        JsonNode comment = teacher.await("chat", event -> true).path("message");
        assertThat(comment.path("tier").asText()).isEqualTo("audience");
        assertThat(comment.path("participantId").asText()).isEqualTo(ids.get(0));
        assertThat(reader.await("chats", event -> true).at("/items/0")).isEqualTo(comment);

        teacher.ask("moderate", "'action':'bringOnStage','participantId':'" + ids.get(0) + "'");
        guest.await("tierChanged", event -> event.path("tier").asText().equals("stage"));
        guest.ask("publish", "'mid':'0','source':'microphone'");
        untilMoreComes(teacher::packetsReceived);
        await().atMost(PATIENCE).until(() -> teacher.hears(ids.get(0)));
        await().atMost(PATIENCE).until(() -> reader.hears(ids.get(0)));
        untilMoreComes(this::playedPackets);

        teacher.ask("moderate", "'action':'sendToAudience','participantId':'" + ids.get(0) + "'");
        guest.await("tierChanged", event -> event.path("tier").asText().equals("audience"));
        await().atMost(PATIENCE).until(() -> teacher.activeSlots() == 0);
        untilMoreComes(guest::packetsReceived);

        teacher.ask("moderate", "'action':'stopBroadcast'");
        for (LibwebrtcPeer viewer : peers.subList(1, peers.size())) {
            await().atMost(PATIENCE).until(() -> viewer.activeSlots() == 0);
        }
    }
}
