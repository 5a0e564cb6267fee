package io.zvonok.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpPacketViewTest {
    /** V=2, X, CC=1, M, PT 96, sequence 0xFFFE, one-byte extensions 1 (1 byte), 3 (2 bytes), padding between. */
    private static final String ONE_BYTE =
            "91e0fffe 80000001 cafebabe 00000007" + "bede0002 10aa0000 31123400" + "0102030405";
    /** V=2, P, X, two-byte extensions (appbits 5): 20 (0 bytes), 3 (2 bytes), 200 (17 bytes); 3 bytes of padding. */
    private static final String TWO_BYTE = "b0600001 00000002 00000003" + "10050007 140003020102 c811"
            + "000102030405060708090a0b0c0d0e0f10" + "000000" + "7777 000003";

    private final RtpPacketView view = new RtpPacketView();

    @Test
    void readsTheFixedHeader() {
        assertThat(wrap(ONE_BYTE)).isTrue();
        assertThat(view.marker()).isTrue();
        assertThat(view.payloadType()).isEqualTo(96);
        assertThat(view.sequenceNumber()).isEqualTo(0xFFFE);
        assertThat(view.rtpTimestamp()).isEqualTo(0x8000_0001);
        assertThat(view.ssrc()).isEqualTo(0xCAFE_BABE);
        assertThat(view.headerLength()).isEqualTo(12 + 4 + 12);
        assertThat(view.payloadLength()).isEqualTo(5);
        assertThat(view.paddingLength()).isZero();
    }

    @Test
    void readsAPacketAnywhereInAnArray() {
        byte[] packet = bytes(ONE_BYTE);
        byte[] array = new byte[packet.length + 40];
        Arrays.fill(array, (byte) 0xFF);
        System.arraycopy(packet, 0, array, 17, packet.length);
        assertThat(view.wrap(array, 17, packet.length)).isTrue();
        assertThat(view.array()).isSameAs(array);
        assertThat(view.offset()).isEqualTo(17);
        assertThat(view.length()).isEqualTo(packet.length);
        assertThat(view.ssrc()).isEqualTo(0xCAFE_BABE);
        assertThat(view.payloadOffset()).isEqualTo(17 + 28);
        assertThat(array[view.payloadOffset()]).isEqualTo((byte) 1);
        assertThat(extension(3)).isEqualTo("1234");
    }

    @Test
    void findsOneByteExtensionsAroundPadding() {
        wrap(ONE_BYTE);
        assertThat(extension(1)).isEqualTo("aa");
        assertThat(extension(3)).isEqualTo("1234");
        assertThat(extension(2)).isNull();
        assertThat(extension(0)).isNull();
        assertThat(view.extensionLength(2)).isEqualTo(-1);
    }

    @Test
    void findsTwoByteExtensionsWhateverTheApplicationBits() {
        for (String appbits : new String[] {"1000", "1005", "100f"}) {
            assertThat(wrap(TWO_BYTE.replace("1005", appbits))).isTrue();
            assertThat(extension(20)).isEmpty();
            assertThat(extension(3)).isEqualTo("0102");
            assertThat(extension(200)).isEqualTo("000102030405060708090a0b0c0d0e0f10");
            assertThat(view.extensionLength(200)).isEqualTo(17);
            assertThat(extension(4)).isNull();
        }
    }

    @Test
    void leavesPaddingOutOfThePayload() {
        assertThat(wrap(TWO_BYTE)).isTrue();
        assertThat(view.paddingLength()).isEqualTo(3);
        assertThat(view.payloadLength()).isEqualTo(2);
        assertThat(view.array()[view.payloadOffset()]).isEqualTo((byte) 0x77);
    }

    @Test
    void acceptsAPacketThatIsAllPadding() {
        assertThat(wrap("a0600001 00000002 00000003 000003")).isTrue();
        assertThat(view.payloadLength()).isZero();
        assertThat(view.paddingLength()).isEqualTo(3);
    }

    @Test
    void refusesPaddingLongerThanThePayload_P14() {
        assertThat(wrap("a0600001 00000002 00000003 000004")).isFalse();
        assertThat(wrap("a0600001 00000002 00000003 0000ff")).isFalse();
        assertThat(wrap("a0600001 00000002 00000003 000000")).isFalse();
        assertThat(wrap("a0600001 00000002 00000003")).isFalse();
    }

    @Test
    void refusesOtherVersionsAndShortHeaders_P14() {
        assertThat(wrap("40600001 00000002 00000003")).isFalse();
        assertThat(wrap("c0600001 00000002 00000003")).isFalse();
        assertThat(wrap("80600001 00000002 000000")).isFalse();
        assertThat(wrap("80600001 00000002 00000003")).isTrue();
    }

    @Test
    void refusesCsrcsAndExtensionsBeyondThePacket_P14() {
        assertThat(wrap("81600001 00000002 00000003")).isFalse();
        assertThat(wrap("8f600001 00000002 00000003" + "00000000".repeat(14))).isFalse();
        assertThat(wrap("8f600001 00000002 00000003" + "00000000".repeat(15))).isTrue();
        assertThat(wrap("90600001 00000002 00000003 bede")).isFalse();
        assertThat(wrap("90600001 00000002 00000003 bede0001")).isFalse();
        assertThat(wrap("90600001 00000002 00000003 bedeffff 10aa0000")).isFalse();
        assertThat(wrap("90600001 00000002 00000003 bede0000")).isTrue();
    }

    @Test
    void stopsAtOneByteId15() {
        wrap("90600001 00000002 00000003 bede0002 10aaf011 20bb0000");
        assertThat(extension(1)).isEqualTo("aa");
        assertThat(extension(2)).isNull();
        assertThat(extension(15)).isNull();
    }

    @Test
    void stopsAtOneByteId0WithALength() {
        wrap("90600001 00000002 00000003 bede0002 10aa0111 1120bb00");
        assertThat(extension(1)).isEqualTo("aa");
        assertThat(extension(2)).isNull();
    }

    @Test
    void findsNothingPastAnElementThatLeavesTheBlock_P14() {
        wrap("90600001 00000002 00000003 bede0001 10aa25cc 20bb2000");
        assertThat(extension(1)).isEqualTo("aa");
        assertThat(extension(2)).isNull();
        wrap("90600001 00000002 00000003 10000001 0101aa02");
        assertThat(extension(1)).isEqualTo("aa");
        assertThat(extension(2)).isNull();
        wrap("90600001 00000002 00000003 10000001 01010203 01020304");
        assertThat(extension(2)).isNull();
    }

    @Test
    void readsNoElementsOfAnotherProfile() {
        assertThat(wrap("90600001 00000002 00000003 abcd0001 10aa0000 55")).isTrue();
        assertThat(extension(1)).isNull();
        assertThat(view.payloadLength()).isEqualTo(1);
    }

    @Test
    void forgetsTheExtensionsOfThePacketBefore() {
        wrap(ONE_BYTE);
        wrap("80600001 00000002 00000003 10aa0000");
        assertThat(extension(1)).isNull();
    }

    @Test
    void survivesMutationsAndTruncations_P14() {
        byte[][] valid = {bytes(ONE_BYTE), bytes(TWO_BYTE), bytes("a0600001 00000002 00000003 000003")};
        long seed = 8285;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] packet = mutate(valid[random.nextInt(valid.length)], random);
            try {
                readEverything(packet);
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " mutation " + i + " " + HexFormat.of().formatHex(packet), e);
            }
        }
    }

    @Test
    void survivesNoiseOfAnyLength_P14() {
        long seed = 3550;
        Random random = new Random(seed);
        for (int length = 0; length <= 2000; length++) {
            byte[] packet = new byte[length];
            random.nextBytes(packet);
            if (length > 0) {
                packet[0] = (byte) (0x80 | packet[0] & 0x3F);
            }
            try {
                readEverything(packet);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " length " + length, e);
            }
        }
    }

    /** In an array of exactly the packet's size, so that reading beyond it throws. */
    private void readEverything(byte[] packet) {
        if (!view.wrap(packet, 0, packet.length)) {
            return;
        }
        assertThat(view.payloadLength()).isNotNegative();
        assertThat(view.payloadOffset() + view.payloadLength() + view.paddingLength())
                .isEqualTo(packet.length);
        for (int id = 0; id < 256; id++) {
            int offset = view.extensionOffset(id);
            if (offset >= 0) {
                assertThat(offset + view.extensionLength(id)).isLessThanOrEqualTo(view.payloadOffset());
            }
        }
    }

    private static byte[] mutate(byte[] valid, Random random) {
        byte[] packet = Arrays.copyOf(valid, random.nextInt(4) == 0 ? random.nextInt(valid.length + 8) : valid.length);
        for (int changes = random.nextInt(4); changes > 0 && packet.length > 0; changes--) {
            packet[random.nextInt(packet.length)] = (byte) random.nextInt();
        }
        return packet;
    }

    private boolean wrap(String hex) {
        byte[] packet = bytes(hex);
        return view.wrap(packet, 0, packet.length);
    }

    private String extension(int id) {
        int offset = view.extensionOffset(id);
        return offset < 0 ? null : HexFormat.of().formatHex(view.array(), offset, offset + view.extensionLength(id));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
