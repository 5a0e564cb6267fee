package io.zvonok.media.stun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StunMessageTest {
    private static final byte[] KEY = "a password of 24 letters".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ID = "transaction1".getBytes(StandardCharsets.US_ASCII);

    @Test
    void readsBackAWrittenCheck() {
        byte[] bytes = StunWriter.bindingRequest(ID, "them:us", 0xFFFF_FFFFL, true, -2, true, KEY);
        StunMessage message = parse(bytes);
        assertThat(message.isBindingRequest()).isTrue();
        assertThat(message.transactionId()).isEqualTo(ID);
        assertThat(message.hasTransactionId(ID)).isTrue();
        assertThat(message.hasTransactionId("transaction2".getBytes(StandardCharsets.US_ASCII)))
                .isFalse();
        assertThat(message.username()).isEqualTo("them:us");
        assertThat(message.priority()).isEqualTo(0xFFFF_FFFFL);
        assertThat(message.iceControlling()).isEqualTo(-2);
        assertThat(message.iceControlled()).isNull();
        assertThat(message.useCandidate()).isTrue();
        assertThat(message.fingerprintValid()).isTrue();
        assertThat(message.verifyIntegrity(KEY)).isTrue();
        assertThat(message.verifyIntegrity("another password".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @Test
    void readsBackAWrittenSuccessOfEitherFamily() throws Exception {
        for (String address : List.of("198.51.100.7", "2001:db8::7", "0.0.0.0", "::")) {
            InetSocketAddress mapped = new InetSocketAddress(InetAddress.getByName(address), 65535);
            StunMessage message = parse(StunWriter.bindingSuccess(ID, mapped, KEY));
            assertThat(message.isBindingSuccess()).isTrue();
            assertThat(message.xorMappedAddress()).isEqualTo(mapped);
            assertThat(message.fingerprintValid() && message.verifyIntegrity(KEY))
                    .isTrue();
        }
    }

    @Test
    void readsBackAWrittenErrorAndPadsItsList() {
        byte[] bytes = StunWriter.bindingError(ID, 420, List.of(0x7FFE, 0x0003, 0x0002), KEY);
        StunMessage message = parse(bytes);
        assertThat(message.isBindingError()).isTrue();
        assertThat(message.errorCode()).isEqualTo(420);
        assertThat(message.fingerprintValid() && message.verifyIntegrity(KEY)).isTrue();
        assertThat(HexFormat.of().formatHex(bytes)).contains("000a00067ffe000300020000");
        assertThat(parse(StunWriter.bindingError(ID, 487, List.of(), KEY)).errorCode())
                .isEqualTo(487);
    }

    @Test
    void readsAMessageInTheMiddleOfAnArray() {
        byte[] bytes = StunWriter.bindingRequest(ID, "them:us", 1, true, 1, true, KEY);
        byte[] padded = new byte[bytes.length + 20];
        Arrays.fill(padded, (byte) 0x55);
        System.arraycopy(bytes, 0, padded, 7, bytes.length);
        StunMessage message = StunMessage.parse(padded, 7, bytes.length);
        assertThat(message).isNotNull();
        assertThat(message.localUfrag()).isEqualTo("them");
        assertThat(StunMessage.localUfrag(padded, 7, bytes.length)).isEqualTo("them");
        assertThat(message.fingerprintValid() && message.verifyIntegrity(KEY)).isTrue();
    }

    @Test
    void saysWhatIsAbsent() {
        StunMessage empty = parse(message(0x0001, ""));
        assertThat(empty.username()).isNull();
        assertThat(empty.localUfrag()).isNull();
        assertThat(empty.priority()).isEqualTo(-1);
        assertThat(empty.errorCode()).isEqualTo(-1);
        assertThat(empty.xorMappedAddress()).isNull();
        assertThat(empty.fingerprintValid()).isFalse();
        assertThat(empty.verifyIntegrity(KEY)).isFalse();
    }

    @Test
    void namesUnknownRequiredAttributesOnceAndNotTheOptionalOnes() {
        // 0x0003 twice, GOOG-NETWORK-INFO 0xC057, 0x7FFF
        StunMessage message = parse(message(0x0001, "00030000" + "00030000" + "c0570004000a0001" + "7fff000101000000"));
        assertThat(message.unknownRequiredAttributes()).containsExactly(0x0003, 0x7FFF);
    }

    @Test
    void namesAFewUnknownAttributesOnly_P4() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            many.append(String.format("70%02x0000", i));
        }
        assertThat(parse(message(0x0001, many.toString())).unknownRequiredAttributes())
                .hasSize(8);
    }

    @Test
    void takesTheFirstOfTwo() {
        StunMessage message = parse(message(0x0001, "00060003613a6200" + "00060003783a7900"));
        assertThat(message.username()).isEqualTo("a:b");
    }

    @Test
    void ignoresWhatStandsBehindTheIntegrity() {
        byte[] check = StunWriter.bindingRequest(ID, "them:us", 1, true, 1, false, KEY);
        byte[] stretched = Arrays.copyOf(check, check.length - 8 + 4 + 4); // instead of FINGERPRINT
        byte[] added = HexFormat.of().parseHex("0025000000030000");
        System.arraycopy(added, 0, stretched, stretched.length - 8, 8);
        stretched[3] = (byte) (stretched.length - 20);
        StunMessage message = parse(stretched);
        assertThat(message.verifyIntegrity(KEY)).isTrue();
        assertThat(message.useCandidate()).isFalse();
        assertThat(message.unknownRequiredAttributes()).isEmpty();
    }

    @Test
    void refusesMalformedMessages_P14() {
        assertMalformed("attribute longer than the message", message(0x0001, "00060005613a6200"));
        assertMalformed("attribute of 65535 bytes", message(0x0001, "0006ffff613a6200"));
        assertMalformed("three bytes that are no attribute", message(0x0001, "00060000" + "000000"));
        assertMalformed("integrity of 16 bytes", message(0x0001, "00080010" + "00".repeat(16)));
        assertMalformed("integrity of 32 bytes", message(0x0001, "00080020" + "00".repeat(32)));
        assertMalformed("priority of 8 bytes", message(0x0001, "00240008" + "00".repeat(8)));
        assertMalformed("tie breaker of 4 bytes", message(0x0001, "802a0004" + "00".repeat(4)));
        assertMalformed("error code of no byte", message(0x0111, "00090000"));
        assertMalformed("mapped address of 4 bytes", message(0x0101, "00200004" + "00".repeat(4)));
        assertMalformed("something behind the fingerprint", message(0x0001, "8028000400000000" + "00250000"));
        byte[] wrongCookie = message(0x0001, "");
        wrongCookie[4] ^= 1;
        assertMalformed("another cookie", wrongCookie);
        byte[] wrongLength = message(0x0001, "00250000");
        wrongLength[3] = 0;
        assertMalformed("bytes behind the message", wrongLength);
        byte[] rtp = message(0x0001, "");
        rtp[0] = (byte) 0x80;
        assertMalformed("first byte of RTP", rtp);
        assertThat(parse(message(0x0101, "00200008000" + "2a147e112a643")).xorMappedAddress())
                .as("an IPv6 address of 4 bytes")
                .isNull();
    }

    @Test
    void findsTheUfragOfBindingRequestsOnly() {
        assertThat(ufrag(message(0x0001, "00060003613a6200"))).isEqualTo("a");
        assertThat(ufrag(message(0x0001, "8022000100000000" + "00060003613a6200")))
                .isEqualTo("a");
        assertThat(ufrag(message(0x0001, "000600023a620000"))).isEqualTo("");
        assertThat(ufrag(message(0x0001, "0006000261620000"))).isNull();
        assertThat(ufrag(message(0x0001, "00060005613a6200"))).isNull();
        assertThat(ufrag(message(0x0011, "00060003613a6200"))).isNull();
        assertThat(ufrag(message(0x0001, "00060104" + "61".repeat(258) + "3a61")))
                .isNull();
    }

    @Test
    void survivesAnyDatagram_P14() {
        byte[] check = StunWriter.bindingRequest(ID, "them:us", 1, true, 1, true, KEY);
        byte[] success = StunWriter.bindingSuccess(ID, new InetSocketAddress("192.0.2.1", 1), KEY);
        byte[] error = StunWriter.bindingError(ID, 420, List.of(1, 2), KEY);
        byte[][] valid = {check, success, error, StunRfc5769VectorsTest.REQUEST};
        for (int seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] datagram = mutate(valid[random.nextInt(valid.length)], random);
            try {
                readEverything(datagram);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(datagram), e);
            }
        }
    }

    private static byte[] mutate(byte[] valid, SplittableRandom random) {
        if (random.nextInt(10) == 0) {
            byte[] noise = new byte[random.nextInt(2001)];
            random.nextBytes(noise);
            return fitHeader(noise, random);
        }
        byte[] datagram = Arrays.copyOf(valid, random.nextInt(4) == 0 ? random.nextInt(2001) : valid.length);
        for (int i = random.nextInt(6); i > 0 && datagram.length > 0; i--) {
            datagram[random.nextInt(datagram.length)] = (byte) random.nextInt();
        }
        return random.nextBoolean() ? fitHeader(datagram, random) : datagram;
    }

    /** Makes the header fit more often than chance would, so that the attributes are reached. */
    private static byte[] fitHeader(byte[] datagram, SplittableRandom random) {
        if (datagram.length < 20) {
            return datagram;
        }
        byte[] fitted = Arrays.copyOf(datagram, random.nextInt(4) == 0 ? datagram.length : datagram.length & ~3);
        byte[] header = HexFormat.of().parseHex("000100002112a442");
        System.arraycopy(header, 0, fitted, 0, header.length);
        fitted[0] = (byte) random.nextInt(2);
        fitted[1] = (byte) (random.nextInt(2) * 16 + 1);
        fitted[2] = (byte) (fitted.length - 20 >> 8);
        fitted[3] = (byte) (fitted.length - 20);
        return fitted;
    }

    private static void readEverything(byte[] datagram) {
        StunMessage.localUfrag(datagram, 0, datagram.length);
        StunMessage message = StunMessage.parse(datagram, 0, datagram.length);
        if (message != null) {
            message.transactionId();
            message.username();
            message.localUfrag();
            message.priority();
            message.iceControlled();
            message.iceControlling();
            message.useCandidate();
            message.errorCode();
            message.xorMappedAddress();
            message.unknownRequiredAttributes();
            message.fingerprintValid();
            message.verifyIntegrity(KEY);
        }
    }

    private static String ufrag(byte[] bytes) {
        return StunMessage.localUfrag(bytes, 0, bytes.length);
    }

    private static void assertMalformed(String what, byte[] bytes) {
        assertThat(StunMessage.parse(bytes, 0, bytes.length)).as(what).isNull();
    }

    private static StunMessage parse(byte[] bytes) {
        StunMessage message = StunMessage.parse(bytes, 0, bytes.length);
        assertThat(message).isNotNull();
        return message;
    }

    private static byte[] message(int type, String attributesInHex) {
        byte[] attributes = HexFormat.of().parseHex(attributesInHex);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(type >> 8);
        out.write(type);
        out.write(attributes.length >> 8);
        out.write(attributes.length);
        out.writeBytes(HexFormat.of().parseHex("2112a442"));
        out.writeBytes(ID);
        out.writeBytes(attributes);
        return out.toByteArray();
    }
}
