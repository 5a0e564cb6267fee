package io.zvonok.bench.load.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.bench.load.model.VideoCodec;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.IceParameters;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.signalling.sdp.SdpNegotiator;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our offers are read by the server's own negotiator; answers are such as servers write. */
class SdpTest {
    private static final IceParameters ICE = new IceParameters("abcd", "aaaaaaaaaaaaaaaaaaaaaaaa");
    private static final String FINGERPRINT = String.join(":", Collections.nCopies(32, "AB"));

    private static PeerDescription negotiated(boolean transportFeedback, OfferSection... sections) {
        String offer = SdpOffer.write(5, ICE, FINGERPRINT, List.of(sections), transportFeedback);
        return new SdpNegotiator().negotiate(offer).description();
    }

    @ParameterizedTest
    @EnumSource
    void offersACameraWithThreeEncodingsThatTheServerTakes(VideoCodec codec) {
        PeerDescription description = negotiated(
                true,
                OfferSection.microphone("m", 7),
                OfferSection.camera("c", codec, List.of("q", "h", "f"), List.of()));

        assertThat(description.publishSections()).hasSize(2);
        assertThat(description.publishSections().get(1).rids()).containsExactly("q", "h", "f");
        assertThat(description.publishSections().get(1).codecs().get(0).codec().name())
                .isEqualTo(codec.name());
        assertThat(description.publishSections().get(1).codecs().get(0).rtxPayloadType())
                .isEqualTo(codec.rtxPayloadType());
        assertThat(description.extensions())
                .containsKeys(
                        HeaderExtension.MID,
                        HeaderExtension.RID,
                        HeaderExtension.TRANSPORT_CC,
                        HeaderExtension.AUDIO_LEVEL);
    }

    @Test
    void offersSlotsThatReportAsAsked() {
        OfferSection[] slots = {
            OfferSection.audioSlot("a0"), OfferSection.videoSlot("v0", List.of(VideoCodec.VP8, VideoCodec.H264))
        };

        assertThat(negotiated(true, slots).extensions()).containsKey(HeaderExtension.TRANSPORT_CC);
        assertThat(negotiated(false, slots).extensions())
                .containsKey(HeaderExtension.ABS_SEND_TIME)
                .doesNotContainKey(HeaderExtension.TRANSPORT_CC);
        assertThat(negotiated(false, slots).slotSections()).hasSize(2);
    }

    @Test
    void readsAnswersWhoseTransportStandsWhereverItLikes() {
        SdpAnswer answer = SdpAnswer.read("v=0\r\na=ice-lite\r\na=fingerprint:sha-256 " + FINGERPRINT + "\r\n"
                + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=ice-ufrag:xy\r\na=ice-pwd:secret\r\na=mid:0\r\n"
                + "a=rtpmap:111 opus/48000/2\r\na=candidate:1 1 udp 5 ::1 8000 typ host\r\n"
                + "a=candidate:0 1 UDP 2130706431 192.0.2.1 8000 typ host generation 0\r\n"
                + "a=candidate:0 1 tcp 2130706431 192.0.2.1 8001 typ host tcptype passive\r\n"
                + "m=video 9 UDP/TLS/RTP/SAVPF 120 121\r\na=mid:1\r\na=rtpmap:120 vp8/90000\r\n"
                + "a=rtpmap:121 rtx/90000\r\na=fmtp:121 apt=120\r\na=extmap:5/sendonly "
                + SdpOffer.TRANSPORT_CC_URI + "\r\na=ssrc-group:FID 4000000000 2\r\n"
                + "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:2\r\n");

        assertThat(answer.ice()).isEqualTo(new IceParameters("xy", "secret"));
        assertThat(answer.candidates("127.0.0.1"))
                .containsExactly(new SdpAnswer.Candidate("192.0.2.1", 8000), new SdpAnswer.Candidate("::1", 8000));
        assertThat(answer.candidates("::1").get(0).address()).isEqualTo("::1");
        SdpAnswer.Section video = Objects.requireNonNull(answer.section("1"));
        assertThat(video.payloadType("VP8/90000")).isEqualTo(120);
        assertThat(video.retransmission(120)).isEqualTo(121);
        assertThat(video.ssrcPairs()).containsEntry(2, (int) 4_000_000_000L);
        assertThat(answer.extension(SdpOffer.TRANSPORT_CC_URI)).isEqualTo(5);
        assertThat(answer.section("2")).isNull();
    }

    @Test
    void saysWhatAnAnswerLacks() {
        assertThatThrownBy(() -> SdpAnswer.read("")).hasMessage("the answer has no ICE credentials");
        assertThatThrownBy(() -> SdpAnswer.read("a=ice-ufrag:x\na=ice-pwd:y"))
                .hasMessage("the answer has no fingerprint");
    }
}
