package io.zvonok.signalling.sdp;

import static io.zvonok.signalling.sdp.TestOffer.answer;
import static io.zvonok.signalling.sdp.TestOffer.small;
import static io.zvonok.signalling.sdp.TestOffer.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodecAgreementTest {
    private static final String VP8 = "a=rtpmap:96 VP8/90000\na=rtcp-fb:96 nack";

    private static List<CodecParameters> videoCodecs(TestOffer offer) {
        return offer.negotiate().description().publishSections().get(1).codecs();
    }

    private static List<CodecParameters> audioCodecs(TestOffer offer) {
        return offer.negotiate().description().publishSections().get(0).codecs();
    }

    private static SdpSection answered(TestOffer offer, int section) {
        return answer(offer.negotiate()).sections().get(section);
    }

    @Test
    void keepsTheOrderOfThePayloadTypesNotOfTheRtpmaps() {
        TestOffer offer = small().with("SAVPF 96 97", "SAVPF 98 97 96").and("a=rtpmap:98 VP9/90000");

        assertThat(videoCodecs(offer)).extracting(CodecParameters::payloadType).containsExactly(98, 96);
        assertThat(answered(offer, 1).formats()).containsExactly("98", "97", "96");
    }

    @Test
    void leavesOutWhatAForwarderCannotLookInto() {
        TestOffer offer = small().with("SAVPF 111", "SAVPF 9 0 13 110 111")
                .with("a=rtpmap:111", "a=rtpmap:9 G722/8000\na=rtpmap:110 telephone-event/48000\na=rtpmap:111")
                .with("SAVPF 96 97", "SAVPF 118 96 97 119 120 49")
                .and(
                        "a=rtpmap:118 red/90000",
                        "a=rtpmap:119 rtx/90000",
                        "a=fmtp:119 apt=118",
                        "a=rtpmap:120 ulpfec/90000",
                        "a=rtpmap:49 flexfec-03/90000");

        assertThat(answered(offer, 0).formats()).containsExactly("111");
        assertThat(answered(offer, 1).formats()).containsExactly("96", "97");
        assertThat(values(answered(offer, 1), "rtpmap")).containsExactly("96 VP8/90000", "97 rtx/90000");
    }

    @Test
    void comparesNamesWithoutCaseAndEchoesThemAsWritten() {
        TestOffer offer = small().with("opus/48000/2", "OPUS/48000/2");

        assertThat(audioCodecs(offer)).extracting(CodecParameters::codec).containsExactly(Codec.OPUS);
        assertThat(values(answered(offer, 0), "rtpmap")).containsExactly("111 OPUS/48000/2");
    }

    @Test
    void doesWithoutRtxWhenNoneIsOffered() {
        assertThat(videoCodecs(small().with("SAVPF 96 97", "SAVPF 96")))
                .containsExactly(new CodecParameters(Codec.VP8, 96, -1, ""));
    }

    @Test
    void asksAPublisherForErrorCorrectionAndSilenceSuppression() {
        TestOffer offer = small().with("a=rtpmap:111", "a=fmtp:111 minptime=10;stereo=1\na=rtpmap:111");

        assertThat(values(answered(offer, 0), "fmtp")).containsExactly("111 minptime=10;useinbandfec=1;usedtx=1");
        assertThat(values(answered(small(), 0), "fmtp")).containsExactly("111 useinbandfec=1;usedtx=1");
    }

    @Test
    void echoesTheFormatOfASlot() {
        TestOffer offer = small().with("a=sendonly", "a=recvonly")
                .with("a=rtpmap:111", "a=fmtp:111 stereo=1;sprop-stereo=1;useinbandfec=1\na=rtpmap:111");

        assertThat(values(answered(offer, 0), "fmtp")).containsExactly("111 stereo=1;useinbandfec=1");
    }

    @Test
    void acceptsRedAroundTheAgreedOpusOnly() {
        TestOffer good = small().with("SAVPF 111", "SAVPF 111 63")
                .with("a=rtpmap:111", "a=rtpmap:63 red/48000/2\na=fmtp:63 111/111\na=rtpmap:111");
        TestOffer other = small().with("SAVPF 111", "SAVPF 111 63")
                .with("a=rtpmap:111", "a=rtpmap:63 red/48000/2\na=fmtp:63 111/0\na=rtpmap:111");
        TestOffer unsaid =
                small().with("SAVPF 111", "SAVPF 111 63").with("a=rtpmap:111", "a=rtpmap:63 red/48000/2\na=rtpmap:111");

        assertThat(audioCodecs(good))
                .containsExactly(
                        new CodecParameters(Codec.OPUS, 111, -1, ""), new CodecParameters(Codec.RED, 63, -1, ""));
        assertThat(values(answered(good, 0), "fmtp")).contains("63 111/111");
        assertThat(audioCodecs(other)).hasSize(1);
        assertThat(audioCodecs(unsaid)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42E01F | 42e01f;1",
                "packetization-mode=0; profile-level-id=4d001f | 4d001f;0",
                "profile-level-id=42e01f | 42e01f;0",
                "packetization-mode=1 | 42000a;1"
            })
    void tellsH264sApartByProfileAndMode(String format, String profile) {
        assertThat(videoCodecs(small().with(VP8, "a=rtpmap:96 H264/90000\na=fmtp:96 " + format)))
                .containsExactly(new CodecParameters(Codec.H264, 96, 97, profile));
    }

    @Test
    void leavesOutInterleavedH264AndUnknownProfiles() {
        TestOffer offer = small().with("SAVPF 96 97", "SAVPF 96 97 98 99 100 101")
                .and(
                        "a=rtpmap:98 H264/90000",
                        "a=fmtp:98 packetization-mode=2;profile-level-id=42e01f",
                        "a=rtpmap:99 H264/90000",
                        "a=fmtp:99 packetization-mode=1;profile-level-id=none",
                        "a=rtpmap:100 AV1/90000",
                        "a=fmtp:100 profile=1",
                        "a=rtpmap:101 VP9/90000",
                        "a=fmtp:101 profile-id=7");

        assertThat(videoCodecs(offer)).extracting(CodecParameters::payloadType).containsExactly(96);
    }

    @Test
    void echoesFormatsThatTellCodecsApartButNoBoundsOnTheSender() {
        TestOffer offer = small().with("SAVPF 96 97", "SAVPF 96 97 98 45")
                .and(
                        "a=fmtp:96 max-fs=12288;max-fr=60",
                        "a=rtpmap:98 VP9/90000",
                        "a=fmtp:98 max-fs=12288;profile-id=2;max-fr=60",
                        "a=rtpmap:45 AV1/90000",
                        "a=fmtp:45 level-idx=5;profile=0;tier=0");

        assertThat(values(answered(offer, 1), "fmtp"))
                .containsExactly("97 apt=96", "98 profile-id=2", "45 level-idx=5;profile=0;tier=0");
        assertThat(videoCodecs(offer)).contains(new CodecParameters(Codec.VP9, 98, -1, "2"));
    }

    @Test
    void answersTheFeedbackThatIsUsedInTheDirectionThatUsesIt() {
        String all = "a=rtcp-fb:96 goog-remb\na=rtcp-fb:96 transport-cc\na=rtcp-fb:96 ccm fir\na=rtcp-fb:96 nack\n"
                + "a=rtcp-fb:96 nack pli\na=extmap:3 " + TestOffer.TRANSPORT_CC_URI;
        TestOffer publish = small().with("a=rtcp-fb:96 nack", all);
        TestOffer slot = small().with("a=rtcp-fb:96 nack", all).with("a=sendonly", "a=recvonly");
        TestOffer older = small().with("a=rtcp-fb:96 nack", all.replace("a=rtcp-fb:96 transport-cc\n", ""))
                .with("a=sendonly", "a=recvonly");

        assertThat(values(answered(publish, 1), "rtcp-fb"))
                .containsExactly("96 nack", "96 nack pli", "96 ccm fir", "96 transport-cc");
        assertThat(values(answered(slot, 1), "rtcp-fb"))
                .containsExactly("96 nack", "96 nack pli", "96 ccm fir", "96 transport-cc");
        assertThat(values(answered(older, 1), "rtcp-fb"))
                .containsExactly("96 nack", "96 nack pli", "96 ccm fir", "96 goog-remb");
    }

    @Test
    void answersFeedbackForEachPayloadTypeAsOffered() {
        TestOffer offer = small().with("a=sendonly", "a=recvonly")
                .with("SAVPF 96 97", "SAVPF 96 97 98 99 45")
                .and(
                        "a=extmap:3 " + TestOffer.TRANSPORT_CC_URI,
                        "a=rtcp-fb:96 transport-cc",
                        "a=rtcp-fb:96 goog-remb",
                        "a=rtpmap:98 VP9/90000",
                        "a=rtcp-fb:98 goog-remb",
                        "a=rtcp-fb:98 nack pli",
                        "a=rtpmap:99 H264/90000",
                        "a=rtcp-fb:99 transport-cc",
                        "a=rtpmap:45 AV1/90000");

        assertThat(values(answered(offer, 1), "rtcp-fb"))
                .containsExactly("96 nack", "96 transport-cc", "98 nack pli", "99 transport-cc");
    }

    @Test
    void answersRembOnlyWhereThePeerReceives() {
        TestOffer publish = small().and("a=rtcp-fb:96 goog-remb");

        assertThat(values(answered(publish, 1), "rtcp-fb")).containsExactly("96 nack");
    }

    @Test
    void putsOpusBeforeRedInASlotAndKeepsTheOffersOrderInTheAnswer() {
        TestOffer offer = small().with("a=sendonly", "a=recvonly")
                .with("SAVPF 111", "SAVPF 63 111")
                .with("a=rtpmap:111", "a=rtpmap:63 red/48000/2\na=fmtp:63 111/111\na=rtpmap:111");
        CodecParameters opus = new CodecParameters(Codec.OPUS, 111, -1, "");
        CodecParameters red = new CodecParameters(Codec.RED, 63, -1, "");

        assertThat(offer.negotiate().description().slotSections().get(0).codecs())
                .containsExactly(opus, red);
        assertThat(answered(offer, 0).formats()).containsExactly("63", "111");
        assertThat(audioCodecs(offer.with("a=recvonly", "a=sendonly"))).containsExactly(red, opus);
    }

    @Test
    void answersNoTransportFeedbackWithoutItsHeaderExtension() {
        assertThat(values(answered(small().and("a=rtcp-fb:96 transport-cc"), 1), "rtcp-fb"))
                .containsExactly("96 nack");
    }

    @Test
    void answersTransportFeedbackForAudioAndNothingElse() {
        TestOffer offer = small().with(
                        "a=rtpmap:111",
                        "a=extmap:3 " + TestOffer.TRANSPORT_CC_URI
                                + "\na=rtcp-fb:111 nack\na=rtcp-fb:111 transport-cc\na=rtpmap:111");

        assertThat(values(answered(offer, 0), "rtcp-fb")).containsExactly("111 transport-cc");
    }

    @Test
    void readsFeedbackForAllPayloadTypes() {
        assertThat(values(answered(small().with("a=rtcp-fb:96 nack", "a=rtcp-fb:* nack pli"), 1), "rtcp-fb"))
                .containsExactly("96 nack pli");
    }
}
