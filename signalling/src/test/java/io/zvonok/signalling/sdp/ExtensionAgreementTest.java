package io.zvonok.signalling.sdp;

import static io.zvonok.signalling.sdp.TestOffer.MID_URI;
import static io.zvonok.signalling.sdp.TestOffer.RID_URI;
import static io.zvonok.signalling.sdp.TestOffer.TRANSPORT_CC_URI;
import static io.zvonok.signalling.sdp.TestOffer.answer;
import static io.zvonok.signalling.sdp.TestOffer.small;
import static io.zvonok.signalling.sdp.TestOffer.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.HeaderExtension;
import java.util.List;
import java.util.Map;
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

    @Test
    void givesSlotsTheMidAndAudioSlotsTheLevel() {
        TestOffer offer = small().with("a=sendonly", "a=recvonly")
                .with(
                        "a=rtpmap:111",
                        "a=extmap:1 " + AUDIO_LEVEL_URI + "\na=extmap:3 " + TRANSPORT_CC_URI + "\na=rtpmap:111")
                .and("a=extmap:3 " + TRANSPORT_CC_URI);

        assertThat(answered(offer, 0)).containsExactly("4 " + MID_URI, "1 " + AUDIO_LEVEL_URI);
        assertThat(answered(offer, 1)).containsExactly("4 " + MID_URI);
        assertThat(extensions(offer)).containsOnlyKeys(HeaderExtension.MID, HeaderExtension.AUDIO_LEVEL);
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
