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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Twenty real peers with open microphones in one lesson, libwebrtc against the whole server. */
class RoomSizeIT {
    private static final int PEOPLE = 20;
    private static final int AUDIO_SLOTS = 4;
    private static final int AUDIBLE = 3;
    private static final int SAMPLE_RATE = 48_000;
    private static final int FRAMES_OF_10_MILLIS = SAMPLE_RATE / 100;

    private final AudioDeviceModule devices = new AudioDeviceModule(AudioLayer.kDummyAudio);
    private final PeerConnectionFactory factory = new PeerConnectionFactory(devices);
    private final List<CustomAudioSource> voices = new ArrayList<>();
    private final List<LibwebrtcPeer> peers = new ArrayList<>();
    private final ScheduledExecutorService speaking = Executors.newSingleThreadScheduledExecutor();
    private ZvonokServer server;

    @BeforeEach
    void start() {
        server = ZvonokServer.builder()
                .options(ServerOptions.of(
                        Map.of(ServerOption.HTTP_PORT, List.of("0"), ServerOption.UDP_PORT, List.of("0"))))
                .build()
                .start();
        speaking.scheduleAtFixedRate(this::speak, 0, 10, TimeUnit.MILLISECONDS);
    }

    @AfterEach
    void stop() throws InterruptedException {
        peers.forEach(LibwebrtcPeer::close);
        speaking.shutdownNow();
        speaking.awaitTermination(5, TimeUnit.SECONDS);
        server.close();
        voices.forEach(CustomAudioSource::dispose);
        factory.dispose();
        devices.dispose();
    }

    /** Ten milliseconds of a tone, the later somebody came the louder. */
    private synchronized void speak() {
        for (int i = 0; i < voices.size(); i++) {
            byte[] samples = new byte[FRAMES_OF_10_MILLIS * 2];
            int amplitude = 200 + 400 * i;
            for (int frame = 0; frame < FRAMES_OF_10_MILLIS; frame++) {
                int sample = (int) (amplitude * Math.sin(2 * Math.PI * 5 * frame / FRAMES_OF_10_MILLIS));
                samples[2 * frame] = (byte) sample;
                samples[2 * frame + 1] = (byte) (sample >> 8);
            }
            voices.get(i).pushAudio(samples, 16, SAMPLE_RATE, 1, FRAMES_OF_10_MILLIS);
        }
    }

    private synchronized CustomAudioSource newVoice() {
        CustomAudioSource voice = new CustomAudioSource();
        voices.add(voice);
        return voice;
    }

    @Test
    void everybodyHearsTheLoudestThreeOfTwenty() throws Exception {
        URI url = URI.create("ws://127.0.0.1:" + server.httpPort() + "/");
        for (int i = 0; i < PEOPLE; i++) {
            MediaStreamTrack voice = factory.createAudioTrack("voice" + i, newVoice());
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
