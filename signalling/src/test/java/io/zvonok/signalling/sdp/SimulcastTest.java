package io.zvonok.signalling.sdp;

import static io.zvonok.signalling.sdp.TestOffer.RID_URI;
import static io.zvonok.signalling.sdp.TestOffer.answer;
import static io.zvonok.signalling.sdp.TestOffer.small;
import static io.zvonok.signalling.sdp.TestOffer.values;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SimulcastTest {
    private static List<String> rids(TestOffer offer) {
        return offer.negotiate().description().publishSections().get(1).rids();
    }

    private static SdpSection answeredVideo(TestOffer offer) {
        return answer(offer.negotiate()).sections().get(1);
    }

    @Test
    void takesTheOrderOfTheSimulcastLine() {
        TestOffer offer = small().and("a=rid:q send", "a=rid:h send", "a=rid:f send", "a=simulcast:send f;h;q");

        assertThat(rids(offer)).containsExactly("f", "h", "q");
        assertThat(values(answeredVideo(offer), "simulcast")).containsExactly("recv f;h;q");
    }

    @Test
    void acceptsEncodingsThatArePausedForNow() {
        TestOffer offer = small().and("a=rid:q send", "a=rid:f send", "a=simulcast:send q;~f");

        assertThat(rids(offer)).containsExactly("q", "f");
        assertThat(values(answeredVideo(offer), "simulcast")).containsExactly("recv q;f");
    }

    @Test
    void takesTheFirstAlternativeThatAnAgreedCodecCanCarry() {
        TestOffer offer = small().and(
                        "a=rid:1 send pt=98",
                        "a=rid:2 send pt=98,96;max-width=640",
                        "a=rid:3 send",
                        "a=simulcast:send 1,~2,3;3");

        assertThat(rids(offer)).containsExactly("2", "3");
        assertThat(values(answeredVideo(offer), "rid")).containsExactly("2 recv pt=96;max-width=640", "3 recv");
        assertThat(values(answeredVideo(offer), "simulcast")).containsExactly("recv 2;3");
    }

    @Test
    void ignoresWhatThePeerReceivesAndRidsWithoutALine() {
        TestOffer offer = small().and("a=rid:q send", "a=rid:r recv", "a=simulcast:recv r send q;x");

        assertThat(rids(offer)).containsExactly("q");
        assertThat(values(answeredVideo(offer), "simulcast")).containsExactly("recv q");
        assertThat(values(answeredVideo(offer), "rid")).containsExactly("q recv");
    }

    @Test
    void acceptsARidWithoutSimulcast() {
        TestOffer offer = small().and("a=rid:only send");

        assertThat(rids(offer)).containsExactly("only");
        assertThat(values(answeredVideo(offer), "rid")).containsExactly("only recv");
        assertThat(answeredVideo(offer).attributes().has("simulcast")).isFalse();
    }

    @Test
    void takesOneEncodingWhenNothingWouldTellSeveralApart() {
        TestOffer offer =
                small().without("a=extmap:10 " + RID_URI).and("a=rid:q send", "a=rid:f send", "a=simulcast:send q;f");

        assertThat(rids(offer)).isEmpty();
        assertThat(answeredVideo(offer).attributes().has("simulcast")).isFalse();
        assertThat(answeredVideo(offer).attributes().has("rid")).isFalse();
    }

    @Test
    void tellsEncodingsApartByDeclaredSsrcsAsWell() {
        TestOffer offer = small().without("a=extmap:10 " + RID_URI)
                .and("a=rid:q send", "a=rid:f send", "a=simulcast:send q;f", "a=ssrc:1 cname:x", "a=ssrc:2 cname:x");

        assertThat(rids(offer)).containsExactly("q", "f");
    }

    @Test
    void takesNoSimulcastFromSectionsThatOnlyReceive() {
        TestOffer offer = small().with("a=sendonly", "a=recvonly").and("a=rid:q recv", "a=simulcast:recv q");

        assertThat(answeredVideo(offer).attributes().has("rid")).isFalse();
        assertThat(answeredVideo(offer).attributes().has("simulcast")).isFalse();
    }
}
