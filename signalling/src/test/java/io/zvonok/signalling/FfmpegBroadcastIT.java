package io.zvonok.signalling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.media.audio.AudioDeviceModule;
import dev.onvoid.webrtc.media.audio.AudioLayer;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import io.zvonok.signalling.config.ServerOption;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.testing.TestSocket;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** FFmpeg 8 by WHIP, libwebrtc by WHEP and a lesson's participant in one room of the whole server. */
@Timeout(120)
class FfmpegBroadcastIT {
    private static final String ROOM = "open-day";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AudioDeviceModule devices = new AudioDeviceModule(AudioLayer.kDummyAudio);
    private final PeerConnectionFactory factory = new PeerConnectionFactory(devices);
    private final CustomAudioSource silence = new CustomAudioSource();
    private final CustomVideoSource darkness = new CustomVideoSource();
    private final RTCPeerConnection player = factory.createPeerConnection(new RTCConfiguration(), candidate -> {});
    private final HttpClient http = HttpClient.newHttpClient();
    private ZvonokServer server;

    @BeforeEach
    void start() {
        server = ZvonokServer.builder()
                .options(ServerOptions.of(
                        Map.of(ServerOption.HTTP_PORT, List.of("0"), ServerOption.UDP_PORT, List.of("0"))))
                .build()
                .start();
        LibwebrtcSdp.add(player, factory.createAudioTrack("sound", silence), RTCRtpTransceiverDirection.RECV_ONLY);
        LibwebrtcSdp.add(player, factory.createVideoTrack("picture", darkness), RTCRtpTransceiverDirection.RECV_ONLY);
    }

    @AfterEach
    void stop() {
        player.close();
        server.close();
        silence.dispose();
        darkness.dispose();
        factory.dispose();
        devices.dispose();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.httpPort() + path);
    }

    private static String token(String identity, Role role) {
        return new AccessToken(ServerOptions.DEVELOPMENT_KEY_ID, ServerOptions.DEVELOPMENT_SECRET)
                .identity(identity)
                .room(ROOM)
                .role(role)
                .toJwt(Instant.now());
    }

    private HttpResponse<String> ask(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .timeout(PATIENCE)
                .header("authorization", "Bearer " + token("viewer", Role.VIEWER))
                .header("content-type", "application/sdp")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private Ffmpeg publish() throws Exception {
        return Ffmpeg.publish(uri("/whip/" + ROOM).toString(), token("encoder", Role.BROADCASTER), 25);
    }

    private void seeAndHear(Ffmpeg source) throws Exception {
        long frames = LibwebrtcSdp.received(player, "video", "framesDecoded");
        long packets = LibwebrtcSdp.received(player, "audio", "packetsReceived");
        await(source.words())
                .atMost(PATIENCE)
                .until(() -> LibwebrtcSdp.received(player, "video", "framesDecoded") > frames + 20
                        && LibwebrtcSdp.received(player, "audio", "packetsReceived") > packets + 20);
    }

    private static String reason(JsonNode left) {
        return left.path("reason").asText();
    }

    @Test
    void isSeenByAPlayerAndInTheLessonAndMayDropAndComeBack() throws Exception {
        TestSocket teacher = TestSocket.open(http, uri("/ws").resolve("ws://127.0.0.1:" + server.httpPort() + "/ws"));
        teacher.join(token("teacher", Role.TEACHER));
        String offer = LibwebrtcSdp.offer(player);
        HttpResponse<String> early = ask("POST", "/whep/" + ROOM, offer);
        assertThat(early.statusCode()).isEqualTo(409);
        assertThat(early.headers().firstValue("retry-after")).isPresent();

        try (Ffmpeg first = publish()) {
            JsonNode joined = teacher.await(event -> event.path("type").asText().equals("participantJoined"));
            assertThat(joined.at("/participant/role").asText()).isEqualTo("broadcaster");
            assertThat(ask("POST", "/whep/" + ROOM, offer).statusCode()).isEqualTo(409);
            teacher.ask("moderate", "'action':'startBroadcast'");
            HttpResponse<String> created = ask("POST", "/whep/" + ROOM, offer);
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
            LibwebrtcSdp.answer(player, created.body());
            seeAndHear(first);
            String about = "'participantId':'" + joined.at("/participant/id").asText() + "'";
            await().atMost(PATIENCE)
                    .until(() -> teacher.ask("explain", about)
                                    .at("/report/tracks/1/encodings/0/keyframeIntervalMillis")
                                    .asLong()
                            > 0);
            JsonNode told = teacher.ask("explain", about);
            assertThat(told.findValuesAsText("codec")).containsExactlyInAnyOrder("opus", "h264");
            assertThat(told.at("/report/tracks/1/encodings/0/reordered").asBoolean())
                    .isFalse();

            first.kill();
            try (Ffmpeg second = publish()) {
                JsonNode replaced =
                        teacher.await(event -> event.path("type").asText().equals("participantLeft"));
                assertThat(reason(replaced)).isEqualTo("replaced");
                seeAndHear(second);
                second.quit();
                teacher.await(event -> reason(event).equals("left"));
                teacher.await(event -> event.at("/room/sourceGone").asBoolean());
            }
            String session = created.headers().firstValue("location").orElseThrow();
            assertThat(ask("DELETE", session, "").statusCode()).isEqualTo(200);
            assertThat(ask("DELETE", session, "").statusCode()).isEqualTo(404);
        }
    }
}
