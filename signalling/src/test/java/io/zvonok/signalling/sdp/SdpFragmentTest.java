package io.zvonok.signalling.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.IceParameters;
import io.zvonok.media.api.ZvonokException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SdpFragmentTest {
    private static final String FRAGMENT = """
            a=ice-options:trickle ice2
            a=group:BUNDLE 0 1
            m=audio 9 UDP/TLS/RTP/SAVPF 111
            a=mid:0
            a=ice-ufrag:EsAw
            a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
            a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1
            a=candidate:473322822 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active generation 0
            a=end-of-candidates
            """;

    @Test
    void namesTheCredentialsItBelongsTo() {
        IceParameters ice = new IceParameters("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1");
        assertThat(SdpFragment.parse(FRAGMENT).ice()).isEqualTo(ice);
        assertThat(SdpFragment.parse(FRAGMENT.replace("\n", "\r\n")).ice()).isEqualTo(ice);
    }

    @Test
    void mayNameNone() {
        assertThat(SdpFragment.parse("m=audio 9 UDP/TLS/RTP/SAVPF 111\na=mid:0\na=end-of-candidates\n")
                        .ice())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rubbish",
                "a=mid:0",
                "v=0\na=end-of-candidates",
                "a=ice-ufrag:EsAw\na=end-of-candidates",
                "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1",
                "a=ice-ufrag:x\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1",
                "a=ice-ufrag:EsAw\na=ice-pwd:short",
                "a=candidate:1 1 udp 5",
                "a=ice-ufrag:EsAw\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\na=ice-ufrag:Other\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> SdpFragment.parse(text))
                .isInstanceOfSatisfying(
                        ZvonokException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_SDP));
    }

    @Test
    void refusesMutationsInWordsOrReadsThem_P31() {
        Random random = new Random(9);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(FRAGMENT);
            for (int change = random.nextInt(4); change >= 0 && text.length() > 0; change--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) random.nextInt(0x180));
                    case 1 -> text.deleteCharAt(at);
                    default -> text.setLength(at);
                }
            }
            try {
                SdpFragment.parse(text.toString());
            } catch (ZvonokException refused) {
                assertThat(refused.code()).isEqualTo(ErrorCode.BAD_SDP);
            }
        }
    }
}
