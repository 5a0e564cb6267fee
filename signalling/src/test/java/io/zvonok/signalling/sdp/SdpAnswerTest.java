package io.zvonok.signalling.sdp;

import static io.zvonok.signalling.sdp.TestOffer.FINGERPRINT;
import static io.zvonok.signalling.sdp.TestOffer.answer;
import static io.zvonok.signalling.sdp.TestOffer.fixture;
import static io.zvonok.signalling.sdp.TestOffer.joined;
import static io.zvonok.signalling.sdp.TestOffer.small;
import static io.zvonok.signalling.sdp.TestOffer.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.media.api.JoinResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class SdpAnswerTest {
    private static final List<String> FIXTURES = TestOffer.FIXTURES;

    private static SdpSection section(SdpOffer answer, String mid) {
        return answer.sections().stream()
                .filter(section -> mid.equals(section.mid()))
                .findFirst()
                .orElseThrow();
    }

    private static String group(SdpOffer answer) {
        return answer.attributes().all("group").get(0).value();
    }

    @ParameterizedTest
    @FieldSource("FIXTURES")
    void answersEveryClientSectionBySection(String fixture) {
        SdpOffer offer = SdpParser.parse(fixture(fixture));
        SdpOffer answer = answer(new SdpNegotiator().negotiate(fixture(fixture)));

        boolean passive = fixture(fixture).contains("a=setup:passive");
        assertThat(answer.sections()).hasSameSizeAs(offer.sections());
        for (int i = 0; i < offer.sections().size(); i++) {
            SdpSection offered = offer.sections().get(i);
            SdpSection answered = answer.sections().get(i);
            assertThat(answered.media()).isEqualTo(offered.media());
            assertThat(answered.protocol()).isEqualTo(offered.protocol());
            assertThat(answered.mid()).isEqualTo(offered.mid());
            assertThat(offered.formats()).containsSubsequence(answered.formats());
            if (answered.port() != 0) {
                assertThat(values(answered, "setup")).containsExactly(passive ? "active" : "passive");
                assertThat(values(answered, "ice-ufrag")).containsExactly("zvonok12");
                assertThat(values(answered, "fingerprint")).containsExactly("sha-256 " + FINGERPRINT);
                assertThat(answered.attributes().has("rtcp-mux")).isTrue();
                assertThat(answered.attributes().has("rtcp-rsize"))
                        .isEqualTo(offered.attributes().has("rtcp-rsize"));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("FIXTURES")
    void endsEveryLineWithCrlf(String fixture) {
        Negotiation negotiation = new SdpNegotiator().negotiate(fixture(fixture));

        assertThat(negotiation.answer(joined(negotiation)).replace("\r\n", ""))
                .doesNotContain("\r")
                .doesNotContain("\n");
    }

    @Test
    void isIceLiteAndBundlesWhatItAccepts() {
        SdpOffer answer = answer(new SdpNegotiator().negotiate(fixture("webrtc-java-0.14.0")));

        assertThat(answer.attributes().has("ice-lite")).isTrue();
        assertThat(group(answer)).isEqualTo("BUNDLE 0 1");
        assertThat(section(answer, "2").port()).isZero();
        assertThat(section(answer, "2").attributes().has("ice-ufrag")).isFalse();
    }

    @Test
    void keepsTheOrderOfTheOffersGroup() {
        assertThat(group(answer(small().with("BUNDLE a v", "BUNDLE v a")
                        .with(
                                "a=mid:v",
                                "a=mid:v\na=ice-ufrag:peer\na=ice-pwd:peerpasswordpeerpassword\na=setup:actpass\n"
                                        + "a=fingerprint:sha-256 " + FINGERPRINT)
                        .negotiate())))
                .isEqualTo("BUNDLE v a");
    }

    @Test
    void listsItsCandidatesOnceWithIpv4First() {
        SdpOffer answer = answer(small().negotiate());

        assertThat(values(section(answer, "a"), "candidate"))
                .containsExactly(
                        "2 1 udp 2130706175 192.0.2.7 10000 typ host", "1 1 udp 2130706431 2001:db8::7 10000 typ host");
        assertThat(section(answer, "a").attributes().has("end-of-candidates")).isTrue();
        assertThat(section(answer, "v").attributes().has("candidate")).isFalse();
    }

    @Test
    void putsCandidatesIntoTheFirstAcceptedSectionWhenAnEarlierOneIsRejected() {
        SdpOffer answer =
                answer(small().with("m=audio", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:d\nm=audio")
                        .with("BUNDLE a v", "BUNDLE d a v")
                        .negotiate());

        assertThat(answer.sections()).extracting(SdpSection::mid).containsExactly("d", "a", "v");
        assertThat(section(answer, "d").attributes().has("candidate")).isFalse();
        assertThat(section(answer, "a").attributes().has("candidate")).isTrue();
    }

    @Test
    void becomesTheDtlsClientOfAPassivePeer() {
        SdpOffer answer = answer(small().with("setup:actpass", "setup:passive").negotiate());

        assertThat(values(section(answer, "a"), "setup")).containsExactly("active");
    }

    @ParameterizedTest
    @CsvSource({"sendonly, recvonly", "recvonly, sendonly", "sendrecv, sendrecv", "inactive, inactive"})
    void turnsTheDirectionRound(String offered, String answered) {
        SdpOffer answer = answer(small().with("a=sendonly", "a=" + offered).negotiate());

        for (String mid : List.of("a", "v")) {
            assertThat(section(answer, mid).port()).isEqualTo(9);
            assertThat(section(answer, mid).attributes().has(answered)).isTrue();
        }
    }

    @Test
    void namesTheStreamsOfASlot() {
        SdpOffer answer = answer(small().with("a=sendonly", "a=recvonly").negotiate());

        assertThat(values(section(answer, "a"), "ssrc")).containsExactly("1000 cname:zvonok");
        assertThat(section(answer, "a").attributes().has("ssrc-group")).isFalse();
        assertThat(values(section(answer, "a"), "msid")).containsExactly("zvonok a");
        assertThat(values(section(answer, "v"), "ssrc")).containsExactly("1001 cname:zvonok", "1002 cname:zvonok");
        assertThat(values(section(answer, "v"), "ssrc-group")).containsExactly("FID 1001 1002");
        assertThat(values(section(answer, "v"), "msid")).containsExactly("zvonok v");
    }

    @Test
    void writesSsrcsUnsigned() {
        Negotiation negotiation = small().with("a=sendonly", "a=recvonly").negotiate();
        JoinResult joined = joined(negotiation);
        String text = negotiation.answer(new JoinResult(
                joined.transport(),
                joined.slots().stream()
                        .map(slot -> new io.zvonok.media.api.SlotStreams(slot.mid(), -slot.ssrc(), 0))
                        .toList()));

        assertThat(text).contains("a=ssrc:4294966296 cname:zvonok\r\n");
    }

    @Test
    void namesNoStreamsWhereNothingIsReceived() {
        SdpOffer answer = answer(small().negotiate());

        assertThat(answer.sections()).allSatisfy(section -> {
            assertThat(section.attributes().has("ssrc")).isFalse();
            assertThat(section.attributes().has("msid")).isFalse();
        });
    }

    @Test
    void needsTheStreamsOfEverySlot() {
        Negotiation negotiation = small().with("a=sendonly", "a=recvonly").negotiate();
        JoinResult withoutSlots = new JoinResult(joined(negotiation).transport(), List.of());

        assertThatThrownBy(() -> negotiation.answer(withoutSlots))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no streams for slot a");
    }

    @Test
    void echoesMixedExtensionsWhereTheyWereOffered() {
        SdpOffer chromium = answer(new SdpNegotiator().negotiate(fixture("chromium-156-plain")));
        SdpOffer firefox = answer(new SdpNegotiator().negotiate(fixture("firefox-153esr-plain")));
        SdpOffer gstreamer = answer(new SdpNegotiator().negotiate(fixture("gstreamer-1.22-webrtcbin")));

        assertThat(chromium.attributes().has("extmap-allow-mixed")).isTrue();
        assertThat(chromium.sections().get(0).attributes().has("extmap-allow-mixed"))
                .isFalse();
        assertThat(firefox.attributes().has("extmap-allow-mixed")).isFalse();
        assertThat(firefox.sections().get(0).attributes().has("extmap-allow-mixed"))
                .isTrue();
        assertThat(gstreamer.sections().get(0).attributes().has("extmap-allow-mixed"))
                .isFalse();
    }

    @Test
    void acceptsAllEncodingsInTheirOrder() {
        SdpSection video = section(answer(new SdpNegotiator().negotiate(fixture("chromium-156-simulcast"))), "1");

        assertThat(values(video, "rid")).containsExactly("q recv", "h recv", "f recv");
        assertThat(values(video, "simulcast")).containsExactly("recv q;h;f");
    }

    @ParameterizedTest
    @FieldSource("FIXTURES")
    void answersFeedbackAndExtensionsOnlyAsOffered(String fixture) {
        SdpOffer offer = SdpParser.parse(fixture(fixture));
        SdpOffer answer = answer(new SdpNegotiator().negotiate(fixture(fixture)));

        for (int i = 0; i < offer.sections().size(); i++) {
            SdpSection answered = answer.sections().get(i);
            assertThat(values(offer.sections().get(i), "rtcp-fb")).containsAll(values(answered, "rtcp-fb"));
            assertThat(values(answered, "rtcp-fb")).doesNotHaveDuplicates();
            boolean transportWide =
                    values(answered, "extmap").stream().anyMatch(line -> line.contains("transport-wide"));
            assertThat(values(answered, "rtcp-fb").stream().anyMatch(line -> line.endsWith(" transport-cc")))
                    .as("feedback goes with its extension")
                    .isEqualTo(transportWide);
        }
    }

    @Test
    void numbersThePacketsOfEverySlotOfALesson() {
        SdpOffer answer = answer(new SdpNegotiator().negotiate(fixture("chromium-156-lesson")));

        assertThat(answer.sections().subList(4, 17)).allSatisfy(slot -> {
            assertThat(slot.attributes().has("sendonly")).isTrue();
            assertThat(values(slot, "extmap")).contains("3 " + TestOffer.TRANSPORT_CC_URI);
            assertThat(values(slot, "rtcp-fb"))
                    .anyMatch(line -> line.endsWith(" transport-cc"))
                    .noneMatch(line -> line.endsWith(" goog-remb"));
        });
    }

    @Test
    void growsInVersionWithTheOffer() {
        SdpOffer answer =
                answer(small().with("o=- 7 2", "o=- 7 18446744073709551615").negotiate());

        assertThat(answer.sessionId()).isEqualTo("7");
        assertThat(answer.sessionVersion()).isEqualTo("18446744073709551615");
    }

    @Test
    void staysBelowWhatFfmpegReads() {
        Negotiation negotiation = new SdpNegotiator().negotiate(fixture("webrtc-java-0.14.0"));

        assertThat(negotiation.answer(joined(negotiation)))
                .hasSizeLessThan(8192)
                .startsWith("v=");
    }

    @Test
    void keepsCandidatesOfTheClientOut() {
        assertThat(TestOffer.fixture("chromium-156-plain")).contains("a=candidate:");
        Negotiation negotiation = new SdpNegotiator().negotiate(fixture("chromium-156-plain"));

        assertThat(negotiation.answer(joined(negotiation))).doesNotContain("192.0.2.2 ");
    }
}
