package io.zvonok.signalling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.AudioDeviceModule;
import dev.onvoid.webrtc.media.audio.AudioLayer;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import io.zvonok.signalling.config.ServerOption;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Twenty real peers with open microphones in one lesson, libwebrtc against the whole server. */
class RoomSizeIT {
    private static final int PEOPLE = 20;
    private static final int AUDIO_SLOTS = 4;
    private static final int AUDIBLE = 3;

    private final AudioDeviceModule devices = new AudioDeviceModule(AudioLayer.kDummyAudio);
    private final PeerConnectionFactory factory = new PeerConnectionFactory(devices);
    private final Tones tones = new Tones();
    private final List<LibwebrtcPeer> peers = new ArrayList<>();
    private ZvonokServer server;

    @BeforeEach
    void start() {
        server = ZvonokServer.builder()
                .options(ServerOptions.of(
                        Map.of(ServerOption.HTTP_PORT, List.of("0"), ServerOption.UDP_PORT, List.of("0"))))
                .build()
                .start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        peers.forEach(LibwebrtcPeer::close);
        tones.fallSilent();
        server.close();
        tones.close();
        factory.dispose();
        devices.dispose();
    }

    @Test
    void everybodyHearsTheLoudestThreeOfTwenty() throws Exception {
        URI url = URI.create("ws://127.0.0.1:" + server.httpPort() + "/");
        for (int i = 0; i < PEOPLE; i++) {
            MediaStreamTrack voice = factory.createAudioTrack("voice" + i, tones.add());
            List<MediaStreamTrack> placeholders = new ArrayList<>();
            for (int slot = 0; slot < AUDIO_SLOTS; slot++) {
                placeholders.add(factory.createAudioTrack("slot" + i + "-" + slot, new CustomAudioSource()));
            }
            LibwebrtcPeer peer = new LibwebrtcPeer(factory, voice, placeholders, url);
            peers.add(peer);
            peer.join(token("p" + i, i == 0 ? Role.TEACHER : Role.STUDENT));
        }

        for (LibwebrtcPeer peer : peers) {
            await().atMost(Duration.ofSeconds(60)).until(() -> peer.activeSlots() >= AUDIBLE - 1);
            await().atMost(Duration.ofSeconds(60)).until(() -> peer.packetsReceived() > 50);
        }
        for (LibwebrtcPeer peer : peers) {
            assertThat(peer.activeSlots()).isBetween(AUDIBLE - 1L, (long) AUDIBLE);
        }
        assertThat(server.lessons()).isEqualTo(1);
    }

    private static String token(String identity, Role role) {
        return new AccessToken(ServerOptions.DEVELOPMENT_KEY_ID, ServerOptions.DEVELOPMENT_SECRET)
                .identity(identity)
                .name(identity)
                .room("big")
                .role(role)
                .toJwt(Instant.now());
    }
}
