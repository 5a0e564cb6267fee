package io.zvonok.media.stun;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The sample messages of RFC 5769 section 2. */
class StunRfc5769VectorsTest {
    private static final byte[] PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TRANSACTION_ID = hex("b7e7a701bc34d686fa87dfae");

    static final byte[] REQUEST = hex("000100582112a442b7e7a701bc34d686fa87dfae"
            + "802200105354554e207465737420636c69656e74"
            + "002400046e0001ff"
            + "80290008932ff9b151263b36"
            + "000600096576746a3a68367659202020"
            + "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
            + "80280004e57a3bcf");

    private static final byte[] IPV4_RESPONSE = hex("0101003c2112a442b7e7a701bc34d686fa87dfae"
            + "8022000b7465737420766563746f7220"
            + "002000080001a147e112a643"
            + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
            + "80280004c07d4c96");

    private static final byte[] IPV6_RESPONSE = hex("010100482112a442b7e7a701bc34d686fa87dfae"
            + "8022000b7465737420766563746f7220"
            + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
            + "00080014a382954e4be67bf11784c97c8292c275bfe3ed41"
            + "80280004c8fb0b4c");

    private static final byte[] LONG_TERM_REQUEST = hex("000100602112a44278ad3433c6ad72c029da412e"
            + "00060012e3839ee38388e383aae38383e382afe382b90000"
            + "0015001c662f2f3439396b39353464364f4c33346f4c39465354767936347341"
            + "0014000b6578616d706c652e6f726700"
            + "00080014f67024656dd64a3e02b8e0712e85c9a28ca89666");

    @Test
    void readsTheSampleRequest() {
        StunMessage request = parse(REQUEST);
        assertThat(request.isBindingRequest()).isTrue();
        assertThat(request.transactionId()).isEqualTo(TRANSACTION_ID);
        assertThat(request.username()).isEqualTo("evtj:h6vY");
        assertThat(request.localUfrag()).isEqualTo("evtj");
        assertThat(StunMessage.localUfrag(REQUEST, 0, REQUEST.length)).isEqualTo("evtj");
        assertThat(request.priority()).isEqualTo(0x6e0001ffL);
        assertThat(request.iceControlled()).isEqualTo(0x932ff9b151263b36L);
        assertThat(request.iceControlling()).isNull();
        assertThat(request.useCandidate()).isFalse();
        assertThat(request.unknownRequiredAttributes()).isEmpty();
        assertThat(request.verifyIntegrity(PASSWORD)).isTrue();
        assertThat(request.fingerprintValid()).isTrue();
    }

    @Test
    void readsTheSampleIpv4Response() throws Exception {
        StunMessage response = parse(IPV4_RESPONSE);
        assertThat(response.isBindingSuccess()).isTrue();
        assertThat(response.xorMappedAddress())
                .isEqualTo(new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 32853));
        assertThat(response.verifyIntegrity(PASSWORD)).isTrue();
        assertThat(response.fingerprintValid()).isTrue();
    }

    @Test
    void readsTheSampleIpv6Response() throws Exception {
        StunMessage response = parse(IPV6_RESPONSE);
        assertThat(response.xorMappedAddress())
                .isEqualTo(new InetSocketAddress(InetAddress.getByName("2001:db8:1234:5678:11:2233:4455:6677"), 32853));
        assertThat(response.verifyIntegrity(PASSWORD)).isTrue();
        assertThat(response.fingerprintValid()).isTrue();
    }

    @Test
    void verifiesTheLongTermSampleWhoseKeyIsADigest() throws Exception {
        StunMessage request = parse(LONG_TERM_REQUEST);
        String user = "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9";
        byte[] key = MessageDigest.getInstance("MD5")
                .digest((user + ":example.org:TheMatrIX").getBytes(StandardCharsets.UTF_8));
        assertThat(request.username()).isEqualTo(user);
        assertThat(request.localUfrag()).isNull();
        assertThat(request.verifyIntegrity(key)).isTrue();
        assertThat(request.fingerprintValid()).as("absent is not valid").isFalse();
    }

    @Test
    void refusesEverySampleWithOneBitChanged() {
        for (byte[] sample : new byte[][] {REQUEST, IPV4_RESPONSE, IPV6_RESPONSE}) {
            for (int bit = 0; bit < sample.length * 8; bit++) {
                byte[] changed = sample.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                StunMessage message = StunMessage.parse(changed, 0, changed.length);
                assertThat(message != null && message.verifyIntegrity(PASSWORD) && message.fingerprintValid())
                        .as("bit %d", bit)
                        .isFalse();
            }
        }
    }

    private static StunMessage parse(byte[] bytes) {
        StunMessage message = StunMessage.parse(bytes, 0, bytes.length);
        assertThat(message).isNotNull();
        return message;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
