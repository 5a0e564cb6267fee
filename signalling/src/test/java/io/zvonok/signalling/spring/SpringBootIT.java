package io.zvonok.signalling.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.AudioDeviceModule;
import dev.onvoid.webrtc.media.audio.AudioLayer;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.zvonok.signalling.LibwebrtcPeer;
import io.zvonok.signalling.Tones;
import io.zvonok.signalling.ZvonokServer;
import io.zvonok.signalling.api.Room;
import io.zvonok.signalling.api.RoomService;
import io.zvonok.signalling.remote.RemoteRoomService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The README's Spring Boot application, run as it stands there, with a real lesson in it. */
@Timeout(180)
class SpringBootIT {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final AudioDeviceModule devices = new AudioDeviceModule(AudioLayer.kDummyAudio);
    private final PeerConnectionFactory factory = new PeerConnectionFactory(devices);
    private final Tones tones = new Tones();
    private final ConfigurableApplicationContext application = SpringApplication.run(
            LessonApplication.class,
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--zvonok.secret=" + SECRET,
            "--zvonok.http-port=0",
            "--zvonok.udp-port=0",
            "--management.endpoint.health.show-details=always",
            "--management.endpoints.web.exposure.include=health,metrics");

    @AfterEach
    void close() throws InterruptedException {
        tones.fallSilent();
        application.close();
        tones.close();
        factory.dispose();
        devices.dispose();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port") + path);
    }

    private HttpResponse<String> ask(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private String get(String path) throws Exception {
        return ask(HttpRequest.newBuilder(uri(path))).body();
    }

    private String token(String identity, String role) throws Exception {
        HttpResponse<String> response =
                ask(HttpRequest.newBuilder(uri("/lessons/math-7b/tokens?identity=" + identity + "&role=" + role))
                        .POST(BodyPublishers.noBody()));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private LibwebrtcPeer peer(URI server) {
        MediaStreamTrack voice = factory.createAudioTrack("voice", tones.add());
        MediaStreamTrack ear = factory.createAudioTrack("ear", new CustomAudioSource());
        return new LibwebrtcPeer(factory, voice, List.of(ear), server);
    }

    @Test
    void holdsALessonInsideASpringBootApplication() throws Exception {
        ZvonokServer zvonok = application.getBean(ZvonokServer.class);
        URI server = URI.create("ws://127.0.0.1:" + zvonok.httpPort() + "/");
        assertThat(get("/actuator/health")).contains("\"zvonok\"", "\"UP\"");
        HttpResponse<String> opened =
                ask(HttpRequest.newBuilder(uri("/lessons/math-7b")).PUT(BodyPublishers.noBody()));
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(200);
        assertThat(opened.body()).contains("\"maxParticipants\":40");

        try (LibwebrtcPeer teacher = peer(server);
                LibwebrtcPeer student = peer(server)) {
            teacher.join(token("t-1", "TEACHER"));
            student.join(token("s-1", "STUDENT"));
            await().atMost(PATIENCE).until(() -> student.packetsReceived() > 50);
            await().atMost(PATIENCE).until(() -> teacher.packetsReceived() > 50);

            assertThat(zvonok.lessons()).isEqualTo(1);
            MeterRegistry meters = application.getBean(MeterRegistry.class);
            assertThat(meters.get("zvonok.participants")
                            .tag("role", "teacher")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(get("/actuator/metrics/zvonok.rtp.packets")).contains("COUNT");

            RoomService elsewhere =
                    RemoteRoomService.connect(URI.create("http://127.0.0.1:" + zvonok.httpPort()), "school", SECRET);
            for (RoomService rooms : List.of(zvonok.rooms(), elsewhere)) {
                Room room = rooms.getRoom("math-7b").toCompletableFuture().get(20, TimeUnit.SECONDS);
                assertThat(room.participants()).isEqualTo(2);
                assertThat(room.maxParticipants()).isEqualTo(40);
            }

            zvonok.drain(Duration.ZERO);
            assertThat(get("/actuator/health")).contains("OUT_OF_SERVICE");
        }
        application.close();
        assertThat(zvonok.isReady()).isFalse();
    }
}
