package io.zvonok.signalling.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.IceParameters;
import io.zvonok.media.api.PublishSection;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.api.ZvonokException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What publishing and watching by HTTP make of an offer. */
class PurposeTest {
    private static Negotiation negotiate(String offer, Purpose purpose) {
        return new SdpNegotiator().negotiate(offer, purpose);
    }

    private static Negotiation publish(String fixture) {
        return negotiate(TestOffer.fixture(fixture), Purpose.PUBLISH);
    }

    private static String refusal(String offer, Purpose purpose, ErrorCode code) {
        ZvonokException refusal =
                (ZvonokException) org.assertj.core.api.Assertions.catchThrowable(() -> negotiate(offer, purpose));
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(code);
        return String.valueOf(refusal.getMessage());
    }

    // Publishing

    @Test
    void takesObsBySsrcsWhereItNegotiatesNoMid() {
        Negotiation obs = publish("obs-32-h264");
        PublishSection video = obs.description().publishSections().get(1);
        assertThat(video.ssrcs()).containsExactly(new PublishSection.DeclaredSsrc(2020201, 0));
        assertThat(video.rids()).isEmpty();
        assertThat(obs.description().extensions()).isEmpty();
        assertThat(obs.description().transport().ice()).isEqualTo(new IceParameters("Zk3P", "h7Qe0Jm2sYw9cTr4bUx6Lk"));
        assertThat(obs.description().transport().localRole()).isEqualTo(DtlsRole.SERVER);
        SdpOffer answer = TestOffer.answer(obs);
        assertThat(TestOffer.values(answer.sections().get(1), "fmtp"))
                .containsExactly("96 profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1");
        assertThat(obs.takesKeyframeRequests()).isTrue();
    }

    @Test
    void acceptsEveryLayerOfObs() {
        Negotiation obs = publish("obs-32-simulcast");
        assertThat(obs.description().publishSections().get(1).rids()).containsExactly("0", "1", "2", "3");
        SdpSection video = TestOffer.answer(obs).sections().get(1);
        assertThat(TestOffer.values(video, "simulcast")).containsExactly("recv 0;1;2;3");
        assertThat(TestOffer.values(video, "rid")).containsExactly("0 recv", "1 recv", "2 recv", "3 recv");
    }

    @Test
    void isTheDtlsClientOfFfmpegAndAnswersBriefly() {
        Negotiation ffmpeg = publish("ffmpeg-8");
        assertThat(ffmpeg.description().transport().localRole()).isEqualTo(DtlsRole.CLIENT);
        String answer = ffmpeg.answer(TestOffer.joined(ffmpeg));
        assertThat(answer.length()).isLessThan(8192);
        assertThat(answer.lines()
                        .filter(line -> line.startsWith("a=candidate:"))
                        .findFirst())
                .as("it takes the first candidate")
                .get()
                .asString()
                .contains(" 192.0.2.7 ");
        assertThat(answer).contains("a=setup:active");
        assertThat(ffmpeg.takesKeyframeRequests()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chromium-156-plain",
                "chromium-156-simulcast",
                "firefox-153esr-plain",
                "gstreamer-1.22-webrtcbin",
                "obs-32-h264",
                "obs-32-simulcast",
                "ffmpeg-8"
            })
    void answersThatItReceivesAndNothingElse(String fixture) {
        Negotiation negotiation = publish(fixture);
        assertThat(negotiation.description().slotSections()).isEmpty();
        for (SdpSection section : TestOffer.answer(negotiation).sections()) {
            assertThat(section.attributes().has("recvonly")).as(section.label()).isTrue();
        }
    }

    @Test
    void refusesWhatCannotBeAnsweredAsAWhole_M19() {
        String data = TestOffer.small()
                .and("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0", "a=mid:d")
                .text();
        assertThat(refusal(data, Purpose.PUBLISH, ErrorCode.NO_COMMON_CODEC)).contains("'d'", "as a whole");
        String closed = data.replace("m=application 9", "m=application 0");
        assertThat(negotiate(closed, Purpose.PUBLISH).description().publishSections())
                .hasSize(2);
        String second = TestOffer.small().text().replace("BUNDLE a v", "BUNDLE a v w")
                + "m=video 9 UDP/TLS/RTP/SAVPF 96\nc=IN IP4 0.0.0.0\na=mid:w\na=sendonly\na=rtcp-mux\na=rtpmap:96 VP8/90000\n";
        assertThat(refusal(second, Purpose.PUBLISH, ErrorCode.BAD_SDP)).contains("'w'", "second");
        String receiving = TestOffer.small().text().replace("a=sendonly", "a=recvonly");
        assertThat(refusal(receiving, Purpose.PUBLISH, ErrorCode.BAD_SDP)).contains("sendonly");
        String inactive = TestOffer.small().text().replace("a=sendonly", "a=inactive");
        assertThat(refusal(inactive, Purpose.PUBLISH, ErrorCode.BAD_SDP)).contains("sendonly");
    }

    // Watching

    private static TestOffer player() {
        return TestOffer.small()
                .with("a=sendonly", "a=recvonly")
                .with(
                        "a=rtpmap:96 VP8/90000\n",
                        "a=rtpmap:96 VP8/90000\na=rtcp-fb:96 goog-remb\na=rtcp-fb:96 transport-cc\na=extmap:3 "
                                + TestOffer.TRANSPORT_CC_URI + "\na=extmap:2 " + TestOffer.SEND_TIME_URI + "\n")
                .with(
                        "a=rtpmap:111 opus/48000/2\n",
                        "a=rtpmap:111 opus/48000/2\na=rtcp-fb:111 transport-cc\na=extmap:3 "
                                + TestOffer.TRANSPORT_CC_URI + "\n");
    }

    @Test
    void letsAViewerTellOfItsLinkByRembThatALessonWouldAskTransportWide() {
        SlotSection video = slot(player().text(), Purpose.WATCH, 1);
        assertThat(video.extensions())
                .contains(HeaderExtension.ABS_SEND_TIME)
                .doesNotContain(HeaderExtension.TRANSPORT_CC);
        assertThat(slot(player().text(), Purpose.WATCH, 0).extensions()).doesNotContain(HeaderExtension.TRANSPORT_CC);
        SdpOffer answer = TestOffer.answer(negotiate(player().text(), Purpose.WATCH));
        assertThat(TestOffer.values(answer.sections().get(1), "rtcp-fb")).containsExactly("96 nack", "96 goog-remb");
        assertThat(TestOffer.values(answer.sections().get(0), "rtcp-fb")).isEmpty();

        assertThat(slot(player().text(), Purpose.LESSON, 1).extensions()).contains(HeaderExtension.TRANSPORT_CC);
    }

    @Test
    void takesTransportWideFeedbackFromAViewerThatHasNothingElse() {
        String offer = player().without("a=rtcp-fb:96 goog-remb").text();
        assertThat(slot(offer, Purpose.WATCH, 1).extensions()).contains(HeaderExtension.TRANSPORT_CC);
        String noTime =
                player().without("a=extmap:2 " + TestOffer.SEND_TIME_URI).text();
        assertThat(slot(noTime, Purpose.WATCH, 1).extensions()).contains(HeaderExtension.TRANSPORT_CC);
    }

    private static SlotSection slot(String offer, Purpose purpose, int index) {
        return negotiate(offer, purpose).description().slotSections().get(index);
    }

    @Test
    void letsAViewerPublishNothing_M22() {
        assertThat(refusal(TestOffer.small().text(), Purpose.WATCH, ErrorCode.BAD_SDP))
                .contains("recvonly");
        Negotiation both = negotiate(player().text().replace("a=recvonly", "a=sendrecv"), Purpose.WATCH);
        assertThat(both.description().publishSections()).isEmpty();
        assertThat(both.description().slotSections()).hasSize(2);
        for (SdpSection section : TestOffer.answer(both).sections()) {
            assertThat(section.attributes().has("sendonly")).isTrue();
        }
    }

    // Both

    @Test
    void restartsIceWithAllElseAsItWas() {
        Negotiation negotiation = publish("obs-32-h264");
        var restarted = negotiation.restarted(new IceParameters("next", "another+password+of+22"));
        assertThat(restarted.publishSections())
                .isEqualTo(negotiation.description().publishSections());
        assertThat(restarted.transport().fingerprints())
                .isEqualTo(negotiation.description().transport().fingerprints());
        assertThat(restarted.transport().ice().ufrag()).isEqualTo("next");
        SdpFragment fragment = SdpFragment.parse(negotiation.fragment(TestOffer.joined(negotiation)));
        assertThat(fragment.ice()).isEqualTo(new IceParameters("zvonok12", "serverpasswordserverpass"));
    }

    @Test
    void saysThatOnlyRtpWithRtcpOnOnePortIsSpoken() {
        SdpOffer answer = TestOffer.answer(negotiate(
                TestOffer.small()
                        .with("a=rtcp-mux", "a=rtcp-mux\na=rtcp-mux-only")
                        .text(),
                Purpose.PUBLISH));
        assertThat(answer.sections()).allMatch(section -> section.attributes().has("rtcp-mux-only"));
    }

    @Test
    void namesTheCodecsOfAnEncoder() {
        assertThat(publish("ffmpeg-8").description().publishSections())
                .flatExtracting(PublishSection::codecs)
                .extracting(codec -> codec.codec())
                .containsExactly(Codec.OPUS, Codec.H264);
    }
}
