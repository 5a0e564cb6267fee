package io.zvonok.signalling.sdp;

import static io.zvonok.signalling.sdp.TestOffer.DESCRIPTOR_URI;
import static io.zvonok.signalling.sdp.TestOffer.MID_URI;
import static io.zvonok.signalling.sdp.TestOffer.RID_URI;
import static io.zvonok.signalling.sdp.TestOffer.SEND_TIME_URI;
import static io.zvonok.signalling.sdp.TestOffer.TRANSPORT_CC_URI;
import static io.zvonok.signalling.sdp.TestOffer.answer;
import static io.zvonok.signalling.sdp.TestOffer.small;
import static io.zvonok.signalling.sdp.TestOffer.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.ZvonokException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionAgreementTest {
    private static final String AUDIO_LEVEL_URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

    private static List<String> answered(TestOffer offer, int section) {
        return values(answer(offer.negotiate()).sections().get(section), "extmap");
    }

    private static Map<HeaderExtension, Integer> extensions(TestOffer offer) {
        return offer.negotiate().description().extensions();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 14, 15, 16, 255})
    void takesIdsOfOneByteAndTwoByteHeaders(int id) {
        TestOffer offer = small().with("extmap:4 ", "extmap:" + id + " ");

        assertThat(extensions(offer)).containsEntry(HeaderExtension.MID, id);
        assertThat(answered(offer, 0)).containsExactly(id + " " + MID_URI);
    }

    @Test
    void leavesOutPlaceholdersOfAnOffererWithoutFreeIds() {
        TestOffer offer = small().with("extmap:10 ", "extmap:4096 ");

        assertThat(extensions(offer)).doesNotContainKey(HeaderExtension.RID);
        assertThat(answered(offer, 1)).containsExactly("4 " + MID_URI);
    }

    @Test
    void leavesOutWhatItDoesNotKnow() {
        assertThat(answered(small().and("a=extmap:5 urn:3gpp:video-orientation"), 1))
                .containsExactly("4 " + MID_URI, "10 " + RID_URI);
    }

    @Test
    void turnsDirectionsRound() {
        TestOffer offer =
                small().with("extmap:10 ", "extmap:10/sendonly ").and("a=extmap:3/sendrecv " + TRANSPORT_CC_URI);

        assertThat(answered(offer, 1))
                .containsExactly("4 " + MID_URI, "10/recvonly " + RID_URI, "3 " + TRANSPORT_CC_URI);
    }

    @Test
    void leavesOutWhatThePeerOnlyReceivesOrDoesNotUse() {
        TestOffer offer =
                small().with("extmap:10 ", "extmap:10/recvonly ").and("a=extmap:3/inactive " + TRANSPORT_CC_URI);

        assertThat(answered(offer, 1)).containsExactly("4 " + MID_URI);
    }

    private static Set<HeaderExtension> takenBySlot(TestOffer offer, int slot) {
        return offer.negotiate().description().slotSections().get(slot).extensions();
    }

    /** Receives in both sections. */
    private static TestOffer slots() {
        return small().with("a=sendonly", "a=recvonly");
    }

    @Test
    void givesSlotsTheMidAndAudioSlotsTheLevel() {
        TestOffer offer = slots().with("a=rtpmap:111", "a=extmap:1 " + AUDIO_LEVEL_URI + "\na=rtpmap:111");

        assertThat(answered(offer, 0)).containsExactly("4 " + MID_URI, "1 " + AUDIO_LEVEL_URI);
        assertThat(answered(offer, 1)).containsExactly("4 " + MID_URI);
        assertThat(extensions(offer)).containsOnlyKeys(HeaderExtension.MID, HeaderExtension.AUDIO_LEVEL);
        assertThat(takenBySlot(offer, 0)).containsExactlyInAnyOrder(HeaderExtension.MID, HeaderExtension.AUDIO_LEVEL);
        assertThat(takenBySlot(offer, 1)).containsExactly(HeaderExtension.MID);
    }

    @Test
    void numbersPacketsForSlotsThatTellWhatReachesThem() {
        TestOffer offer = slots().with(
                        "a=rtpmap:111", "a=extmap:3 " + TRANSPORT_CC_URI + "\na=rtcp-fb:111 transport-cc\na=rtpmap:111")
                .and("a=extmap:3 " + TRANSPORT_CC_URI, "a=rtcp-fb:96 transport-cc");

        assertThat(answered(offer, 0)).containsExactly("4 " + MID_URI, "3 " + TRANSPORT_CC_URI);
        assertThat(answered(offer, 1)).containsExactly("4 " + MID_URI, "3 " + TRANSPORT_CC_URI);
        assertThat(takenBySlot(offer, 0)).contains(HeaderExtension.TRANSPORT_CC);
        assertThat(takenBySlot(offer, 1)).contains(HeaderExtension.TRANSPORT_CC);
    }

    @Test
    void letsEachSlotSayForItselfWhetherItTells() {
        TestOffer offer = slots().with("a=rtpmap:111", "a=extmap:3 " + TRANSPORT_CC_URI + "\na=rtpmap:111")
                .and("a=extmap:3 " + TRANSPORT_CC_URI, "a=rtcp-fb:96 transport-cc");

        assertThat(answered(offer, 0)).containsExactly("4 " + MID_URI);
        assertThat(takenBySlot(offer, 0)).containsExactly(HeaderExtension.MID);
        assertThat(takenBySlot(offer, 1)).contains(HeaderExtension.TRANSPORT_CC);
    }

    @Test
    void stampsTheTimeOfSendingForSlotsThatKnowRembOnly() {
        TestOffer offer = slots().and(
                        "a=extmap:2 " + SEND_TIME_URI,
                        "a=extmap:3 " + TRANSPORT_CC_URI,
                        "a=rtcp-fb:96 goog-remb",
                        "a=rtcp-fb:97 transport-cc");

        assertThat(answered(offer, 1)).containsExactly("4 " + MID_URI, "2 " + SEND_TIME_URI);
        assertThat(takenBySlot(offer, 1)).containsExactlyInAnyOrder(HeaderExtension.MID, HeaderExtension.ABS_SEND_TIME);
    }

    @Test
    void stampsNoTimeWhereNobodyNeedsIt() {
        TestOffer both = slots().and(
                        "a=extmap:2 " + SEND_TIME_URI,
                        "a=extmap:3 " + TRANSPORT_CC_URI,
                        "a=rtcp-fb:96 goog-remb",
                        "a=rtcp-fb:96 transport-cc");
        TestOffer neither = slots().and("a=extmap:2 " + SEND_TIME_URI);
        TestOffer publish = small().and("a=extmap:2 " + SEND_TIME_URI, "a=rtcp-fb:96 goog-remb");

        assertThat(answered(both, 1)).containsExactly("4 " + MID_URI, "3 " + TRANSPORT_CC_URI);
        assertThat(answered(neither, 1)).containsExactly("4 " + MID_URI);
        assertThat(answered(publish, 1)).containsExactly("4 " + MID_URI, "10 " + RID_URI);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=sendonly", "a=recvonly", "a=sendrecv"})
    void describesLayersOfVideoInEveryDirectionWhereHeadersMayBeMixed(String direction) {
        TestOffer offer = small().with("a=sendonly", direction)
                .with("a=rtpmap:111", "a=extmap:12 " + DESCRIPTOR_URI + "\na=rtpmap:111")
                .and("a=extmap:12 " + DESCRIPTOR_URI, "a=extmap-allow-mixed");

        assertThat(answered(offer, 1)).contains("12 " + DESCRIPTOR_URI);
        assertThat(answered(offer, 0)).containsExactly("4 " + MID_URI);
        if (!direction.equals("a=sendonly")) {
            assertThat(takenBySlot(offer, 1)).contains(HeaderExtension.DEPENDENCY_DESCRIPTOR);
        }
    }

    @Test
    void describesLayersOnlyWhereHeadersMayBeMixed() {
        TestOffer unmixed = small().and("a=extmap:12 " + DESCRIPTOR_URI);
        TestOffer session = small().with("t=0 0", "t=0 0\na=extmap-allow-mixed").and("a=extmap:12 " + DESCRIPTOR_URI);

        assertThat(extensions(unmixed)).doesNotContainKey(HeaderExtension.DEPENDENCY_DESCRIPTOR);
        assertThat(extensions(session)).containsEntry(HeaderExtension.DEPENDENCY_DESCRIPTOR, 12);
    }

    @Test
    void givesAPeerOnlyWhatItTakes() {
        TestOffer offer = small().with("a=sendonly", "a=sendrecv")
                .and(
                        "a=extmap:3/sendonly " + TRANSPORT_CC_URI,
                        "a=rtcp-fb:96 transport-cc",
                        "a=extmap:12/sendonly " + DESCRIPTOR_URI,
                        "a=extmap-allow-mixed");

        assertThat(answered(offer, 1)).contains("3/recvonly " + TRANSPORT_CC_URI, "12/recvonly " + DESCRIPTOR_URI);
        assertThat(takenBySlot(offer, 1)).containsExactly(HeaderExtension.MID);
    }

    @Test
    void refusesTwoIdsForOneExtensionAcrossSections() {
        TestOffer offer = slots().with(
                        "a=rtpmap:111", "a=extmap:5 " + TRANSPORT_CC_URI + "\na=rtcp-fb:111 transport-cc\na=rtpmap:111")
                .and("a=extmap:3 " + TRANSPORT_CC_URI, "a=rtcp-fb:96 transport-cc");

        assertThatThrownBy(offer::negotiate)
                .isInstanceOf(ZvonokException.class)
                .hasMessageContaining("one id in all bundled sections");
    }

    @Test
    void usesEachExtensionOnlyWithItsKindOfMedia() {
        TestOffer offer = small().and("a=extmap:1 " + AUDIO_LEVEL_URI)
                .with("a=rtpmap:111", "a=extmap:10 " + RID_URI + "\na=rtpmap:111");

        assertThat(answered(offer, 0)).containsExactly("4 " + MID_URI);
        assertThat(answered(offer, 1)).containsExactly("4 " + MID_URI, "10 " + RID_URI);
    }

    @Test
    void readsExtensionsWithAttributes() {
        TestOffer offer = small().with("a=rtpmap:111", "a=extmap:1 " + AUDIO_LEVEL_URI + " vad=on\na=rtpmap:111");

        assertThat(extensions(offer)).containsEntry(HeaderExtension.AUDIO_LEVEL, 1);
    }

    @Test
    void letsOneIdStandForUnknownExtensionsOfDifferentSections() {
        TestOffer offer = small().and("a=extmap:5 urn:3gpp:video-orientation")
                .with("a=rtpmap:111", "a=extmap:5 urn:example:other\na=rtpmap:111");

        assertThat(extensions(offer)).containsOnlyKeys(HeaderExtension.MID, HeaderExtension.RID);
    }
}
