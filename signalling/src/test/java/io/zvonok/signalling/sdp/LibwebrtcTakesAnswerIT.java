package io.zvonok.signalling.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpEncodingParameters;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCSignalingState;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.AudioDeviceModule;
import dev.onvoid.webrtc.media.audio.AudioLayer;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The library of Chromium itself judges our answers to its offers. Its grammar and state machine, no media. */
class LibwebrtcTakesAnswerIT {
    private final AudioDeviceModule audioDevices = new AudioDeviceModule(AudioLayer.kDummyAudio);
    private final PeerConnectionFactory factory = new PeerConnectionFactory(audioDevices);
    private final CustomAudioSource audioSource = new CustomAudioSource();
    private final CustomVideoSource videoSource = new CustomVideoSource();
    private RTCPeerConnection connection;
    private int tracks;

    @BeforeEach
    void open() {
        connection = factory.createPeerConnection(new RTCConfiguration(), candidate -> {});
    }

    @AfterEach
    void close() {
        connection.close();
        audioSource.dispose();
        videoSource.dispose();
        factory.dispose();
        audioDevices.dispose();
    }

    @Test
    void inALessonOfNineSlotsAndInEveryLaterOne() throws Exception {
        add(audio(), RTCRtpTransceiverDirection.SEND_ONLY, 1);
        add(video(), RTCRtpTransceiverDirection.SEND_ONLY, 3);
        for (int i = 0; i < 9; i++) {
            add(video(), RTCRtpTransceiverDirection.RECV_ONLY, 1);
        }
        negotiate();

        assertThat(directions().get(1)).isEqualTo(RTCRtpTransceiverDirection.SEND_ONLY);
        assertThat(directions().subList(2, 11)).containsOnly(RTCRtpTransceiverDirection.RECV_ONLY);

        connection.restartIce();
        add(audio(), RTCRtpTransceiverDirection.RECV_ONLY, 1);
        negotiate();

        assertThat(directions().get(11)).isEqualTo(RTCRtpTransceiverDirection.RECV_ONLY);
    }

    @Test
    void asOneThatNumbersWhatEverySlotReceives() throws Exception {
        add(video(), RTCRtpTransceiverDirection.SEND_ONLY, 3);
        add(video(), RTCRtpTransceiverDirection.RECV_ONLY, 1);
        add(audio(), RTCRtpTransceiverDirection.RECV_ONLY, 1);
        negotiate();

        for (SdpSection slot : understood().subList(1, 3)) {
            assertThat(TestOffer.values(slot, "extmap"))
                    .anyMatch(line -> line.endsWith(" " + TestOffer.TRANSPORT_CC_URI))
                    .noneMatch(line -> line.endsWith(" " + TestOffer.SEND_TIME_URI));
            assertThat(TestOffer.values(slot, "rtcp-fb")).anyMatch(line -> line.endsWith(" transport-cc"));
        }
    }

    @Test
    void asOneThatStampsWhatASlotReceivesThatKnowsRembOnly() throws Exception {
        add(video(), RTCRtpTransceiverDirection.RECV_ONLY, 1);
        negotiate(offer -> offer.replaceAll("a=rtcp-fb:\\d+ transport-cc\r\n", ""));

        assertThat(TestOffer.values(understood().get(0), "extmap"))
                .anyMatch(line -> line.endsWith(" " + TestOffer.SEND_TIME_URI))
                .noneMatch(line -> line.endsWith(" " + TestOffer.TRANSPORT_CC_URI));
        assertThat(TestOffer.values(understood().get(0), "rtcp-fb"))
                .anyMatch(line -> line.endsWith(" goog-remb"))
                .noneMatch(line -> line.endsWith(" transport-cc"));
    }

    /** The answer as the library writes it down again, without what it did not understand. */
    private List<SdpSection> understood() {
        return SdpParser.parse(connection.getCurrentRemoteDescription().sdp).sections();
    }

    @Test
    void withADataChannelFirstAndSectionsOfEveryDirection() throws Exception {
        connection.createDataChannel("refused", new RTCDataChannelInit());
        add(video(), RTCRtpTransceiverDirection.SEND_RECV, 1);
        add(audio(), RTCRtpTransceiverDirection.SEND_RECV, 1);
        add(video(), RTCRtpTransceiverDirection.INACTIVE, 1);
        negotiate();

        assertThat(directions())
                .containsExactly(
                        RTCRtpTransceiverDirection.SEND_RECV,
                        RTCRtpTransceiverDirection.SEND_RECV,
                        RTCRtpTransceiverDirection.INACTIVE);
    }

    @Test
    void afterASectionWasClosed() throws Exception {
        add(audio(), RTCRtpTransceiverDirection.SEND_ONLY, 1);
        RTCRtpTransceiver closing = add(video(), RTCRtpTransceiverDirection.SEND_ONLY, 1);
        negotiate();
        closing.stop();
        negotiate();

        assertThat(connection.getSignalingState()).isEqualTo(RTCSignalingState.STABLE);
    }

    private MediaStreamTrack audio() {
        return factory.createAudioTrack("audio" + tracks++, audioSource);
    }

    private MediaStreamTrack video() {
        return factory.createVideoTrack("video" + tracks++, videoSource);
    }

    private RTCRtpTransceiver add(MediaStreamTrack track, RTCRtpTransceiverDirection direction, int encodings) {
        RTCRtpTransceiverInit init = new RTCRtpTransceiverInit();
        init.direction = direction;
        init.streamIds = List.of("stream");
        init.sendEncodings =
                Stream.generate(RTCRtpEncodingParameters::new).limit(encodings).toList();
        for (int i = 0; encodings > 1 && i < encodings; i++) {
            init.sendEncodings.get(i).scaleResolutionDownBy = (double) (1 << (encodings - 1 - i));
        }
        return connection.addTransceiver(track, init);
    }

    private List<RTCRtpTransceiverDirection> directions() {
        return Arrays.stream(connection.getTransceivers())
                .map(RTCRtpTransceiver::getCurrentDirection)
                .toList();
    }

    private void negotiate() throws Exception {
        negotiate(UnaryOperator.identity());
    }

    /** @param older takes from the offer what an older client does not know */
    private void negotiate(UnaryOperator<String> older) throws Exception {
        CompletableFuture<RTCSessionDescription> offered = new CompletableFuture<>();
        connection.createOffer(new RTCOfferOptions(), new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
                offered.complete(description);
            }

            @Override
            public void onFailure(String error) {
                offered.completeExceptionally(new AssertionError(error));
            }
        });
        RTCSessionDescription offer = offered.get(10, TimeUnit.SECONDS);
        Negotiation negotiation = new SdpNegotiator().negotiate(older.apply(offer.sdp));
        String answer = negotiation.answer(TestOffer.joined(negotiation));
        Settled local = new Settled();
        connection.setLocalDescription(offer, local);
        local.await();
        Settled remote = new Settled();
        connection.setRemoteDescription(new RTCSessionDescription(RTCSdpType.ANSWER, answer), remote);
        remote.await();
    }

    private static final class Settled implements SetSessionDescriptionObserver {
        private final CompletableFuture<Void> settled = new CompletableFuture<>();

        @Override
        public void onSuccess() {
            settled.complete(null);
        }

        @Override
        public void onFailure(String error) {
            settled.completeExceptionally(new AssertionError(error));
        }

        void await() throws Exception {
            settled.get(10, TimeUnit.SECONDS);
        }
    }
}
