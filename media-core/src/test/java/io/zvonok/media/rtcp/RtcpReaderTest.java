package io.zvonok.media.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtcpReaderTest {
    private static final String SR = "81c8000c 00000001 e000000080000000 00001111 00000005 00000600"
            + "00000002 40fffffe 00010007 00000009 12345678 00010000";
    private static final String RR = "81c90007 00000003 00000002 00000010 00010007 00000000 00000000 00000000";
    private static final String SDES = "81ca0004 00000001 01067a766f6e6f6b 00000000";
    private static final String BYE_WITH_REASON = "82cb0004 00000001 00000002 05746972 65640000";
    private static final String NACK = "81cd0004 00000003 00000002 fffe8005 00640000";
    private static final String PLI = "81ce0002 00000003 00000002";
    private static final String FIR = "84ce0006 00000003 00000000 00000002 07000000 00000005 ff000000";
    private static final String REMB = "8fce0006 00000003 00000000 52454d42 0207fb93 00000002 00000005";
    private static final String TWCC = "afcd0005 fa17fa17 43032fa0 00990001 3de80217 20019401";
    private static final String XR =
            "80cf000a 00000003 04000002 e000000080000000" + "01000001 ffffffff 05000003 00000001 12345678 00008000";
    private static final String APP = "80cc0002 00000001 6e616d65";

    private final RtcpReader reader = new RtcpReader();
    private final RecordedRtcp seen = new RecordedRtcp();

    @Test
    void readsSenderReportsWithTheirBlocks() {
        assertThat(read(SR)).isTrue();
        assertThat(seen.lines)
                .containsExactly(
                        "sr 1 ntp e000000080000000 rtp 1111 packets 5 octets 1536",
                        "block 1 about 2 fraction 64 lost -2 highest 10007 jitter 9 lsr 12345678 dlsr 10000");
    }

    @Test
    void readsReceiverReports() {
        assertThat(read(RR)).isTrue();
        assertThat(seen.lines)
                .containsExactly("block 3 about 2 fraction 0 lost 16 highest 10007 jitter 0 lsr 0 dlsr 0");
    }

    @Test
    void acceptsProfileExtensionsBehindTheBlocks() {
        assertThat(read("80c90003 00000003 deadbeef 00000000")).isTrue();
        assertThat(seen.lines).isEmpty();
    }

    @Test
    void readsByes() {
        assertThat(read(BYE_WITH_REASON)).isTrue();
        assertThat(read("81cb0001 00000009")).isTrue();
        assertThat(seen.lines).containsExactly("bye 1", "bye 2", "bye 9");
    }

    @Test
    void readsEachNackedSequenceNumberAcrossTheWrap() {
        assertThat(read(NACK)).isTrue();
        assertThat(seen.lines)
                .containsExactly(
                        "nack 3 about 2 65534",
                        "nack 3 about 2 65535",
                        "nack 3 about 2 1",
                        "nack 3 about 2 14",
                        "nack 3 about 2 100");
    }

    @Test
    void readsKeyframeRequests() {
        assertThat(read(PLI + FIR)).isTrue();
        assertThat(seen.lines).containsExactly("pli 3 about 2", "fir 3 about 2 7", "fir 3 about 5 255");
    }

    @Test
    void readsRemb() {
        assertThat(read(REMB)).isTrue();
        assertThat(seen.lines).containsExactly("remb 3 522022");
    }

    @Test
    void handsOverTransportFeedbackWithoutItsPadding() {
        assertThat(read(TWCC)).isTrue();
        assertThat(seen.lines).containsExactly("twcc fa17fa17 about 43032fa0 009900013de80217200194");
    }

    @Test
    void readsTheRoundTripBlocksOfExtendedReports() {
        assertThat(read(XR)).isTrue();
        assertThat(seen.lines).containsExactly("rrtr 3 e000000080000000", "dlrr 1 lrr 12345678 delay 8000");
    }

    @Test
    void skipsWhatItDoesNotKnow() {
        assertThat(read(APP + "80c00001 00000000" + "9fcd0002 00000001 00000002" + "9fce0002 00000001 00000002"
                        + "8fce0003 00000001 00000002 4c4e5446" + "80d50000" + PLI))
                .isTrue();
        assertThat(seen.lines).containsExactly("pli 3 about 2");
    }

    @Test
    void readsCompoundsInOrder() {
        assertThat(read(SR + SDES + NACK.replace("fffe8005 00640000", "00010000 00020000") + PLI))
                .isTrue();
        assertThat(seen.lines).hasSize(5);
        assertThat(seen.lines.get(0)).startsWith("sr 1");
        assertThat(seen.lines.get(1)).startsWith("block 1");
        assertThat(seen.lines.subList(2, 5)).containsExactly("nack 3 about 2 1", "nack 3 about 2 2", "pli 3 about 2");
    }

    @Test
    void deliversWhatStandsBeforeTheMalformedPacket() {
        assertThat(read(PLI + "81ce0001 00000003" + FIR)).isFalse();
        assertThat(read(PLI + "81")).isFalse();
        assertThat(seen.lines).containsExactly("pli 3 about 2", "pli 3 about 2");
    }

    @Test
    void refusesWrongLengthsAndVersions_P14() {
        assertThat(read("")).isFalse();
        assertThat(read("81ce00")).isFalse();
        assertThat(read("81ce0003 00000003 00000002")).isFalse();
        assertThat(read("41ce0002 00000003 00000002")).isFalse();
        assertThat(read("80c80005" + "00000000".repeat(5))).isFalse();
        assertThat(read("82c8000c" + "00000000".repeat(12))).isFalse();
        assertThat(read("80c90000")).isFalse();
        assertThat(read("81c90006" + "00000000".repeat(6))).isFalse();
        assertThat(read("81cd0002 00000003 00000002")).isFalse();
        assertThat(read("8fcd0001 00000003")).isFalse();
        assertThat(read("84ce0003 00000003 00000000 00000002")).isFalse();
        assertThat(seen.lines).isEmpty();
    }

    @Test
    void refusesByesWhoseSsrcsOrReasonLeaveThePacket_P14() {
        assertThat(read("82cb0001 00000001")).isFalse();
        assertThat(read("81cb0002 00000001 04616263")).isFalse();
        assertThat(read("81cb0002 00000001 ff616263")).isFalse();
        assertThat(seen.lines).isEmpty();
    }

    @Test
    void refusesRembWithMoreSsrcsThanBytes_P14() {
        assertThat(read(REMB.replace("0207fb93", "0307fb93"))).isFalse();
        assertThat(read(REMB.replace("0207fb93", "ff07fb93"))).isFalse();
        assertThat(read("8fce0003 00000003 00000000 52454d42")).isFalse();
        assertThat(seen.lines).isEmpty();
    }

    @Test
    void refusesRembOfMoreThan63Bits_P14() {
        assertThat(read(REMB.replace("0207fb93", "02ffffff"))).isFalse();
        assertThat(read(REMB.replace("0207fb93", "02bbffff"))).isFalse(); // exponent 46
        assertThat(read(REMB.replace("0207fb93", "02c90000"))).isFalse(); // exponent 50, 0 in 64 bits
        assertThat(seen.lines).isEmpty();
        assertThat(read(REMB.replace("0207fb93", "02b7ffff"))).isTrue(); // exponent 45
        assertThat(read(REMB.replace("0207fb93", "02fc0000"))).isTrue();
        assertThat(seen.lines).containsExactly("remb 3 " + (0x3FFFFL << 45), "remb 3 0");
    }

    @Test
    void refusesExtendedReportsWhoseBlocksLeaveThePacket_P14() {
        assertThat(read("80cf0000")).isFalse();
        assertThat(read("80cf0002 00000003 04000002")).isFalse();
        assertThat(read("80cf0003 00000003 04000001 00000000")).isFalse();
        assertThat(read("80cf0004 00000003 05000002 00000000 00000000")).isFalse();
        assertThat(read("80cf0002 00000003 07000001")).isFalse();
        assertThat(seen.lines).isEmpty();
        assertThat(read("80cf0001 00000003")).isTrue();
    }

    @Test
    void refusesPaddingLongerThanThePacket_P14() {
        assertThat(read("a1ce0003 00000003 00000002 00000000")).isFalse();
        assertThat(read("a1ce0003 00000003 00000002 0000000d")).isFalse();
        assertThat(read("a1ce0003 00000003 00000002 00000005")).isFalse();
        assertThat(read("a1ce0000")).isFalse();
        assertThat(seen.lines).isEmpty();
        assertThat(read("a1ce0003 00000003 00000002 00000004" + PLI)).isTrue();
        assertThat(seen.lines).containsExactly("pli 3 about 2", "pli 3 about 2");
    }

    @Test
    void boundsTheNacksOfOneCompound_P19() {
        String nack = "81cd00ff 00000003 00000002" + "0001ffff".repeat(253);
        assertThat(read(nack)).isTrue();
        assertThat(seen.lines).hasSize(RtcpReader.MAX_NACKED);
        assertThat(read(PLI + NACK)).isTrue();
        assertThat(seen.lines).hasSize(RtcpReader.MAX_NACKED + 6);
    }

    @Test
    void readsACompoundAnywhereInAnArray() {
        byte[] packet = bytes(PLI);
        byte[] array = new byte[packet.length + 20];
        Arrays.fill(array, (byte) 0xFF);
        System.arraycopy(packet, 0, array, 7, packet.length);
        assertThat(reader.read(array, 7, packet.length, seen)).isTrue();
        assertThat(seen.lines).containsExactly("pli 3 about 2");
    }

    @Test
    void survivesMutationsAndTruncations_P14() {
        List<String> valid = List.of(SR, RR, SDES, BYE_WITH_REASON, NACK, PLI, FIR, REMB, TWCC, XR, APP);
        long seed = 4585;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String compound = "";
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                compound += valid.get(random.nextInt(valid.size()));
            }
            byte[] packet = mutate(bytes(compound), random);
            readSafely(packet, "seed " + seed + " mutation " + i);
        }
    }

    @Test
    void survivesNoiseOfAnyLength_P14() {
        long seed = 5506;
        Random random = new Random(seed);
        for (int length = 0; length <= 2000; length++) {
            byte[] packet = new byte[length];
            random.nextBytes(packet);
            for (int i = 0; i + 4 <= length; i += 4 + random.nextInt(5) * 4) {
                packet[i] = (byte) (0x80 | packet[i] & 0x3F);
                packet[i + 1] = (byte) (200 + random.nextInt(8));
                packet[i + 2] = 0;
                packet[i + 3] &= 0x0F;
            }
            readSafely(packet, "seed " + seed + " length " + length);
        }
    }

    /** In an array of exactly the packet's size, so that reading beyond it throws; feedback is read to its end too. */
    private void readSafely(byte[] packet, String context) {
        TwccFeedbackReader twcc = new TwccFeedbackReader();
        int[] calls = new int[1];
        RtcpListener listener = new RtcpListener() {
            @Override
            public void onTransportFeedback(int senderSsrc, int mediaSsrc, byte[] array, int offset, int length) {
                twcc.read(array, offset, length, (transportSequence, received, arrivalMicros) -> calls[0]++);
            }

            @Override
            public void onNack(int senderSsrc, int mediaSsrc, int sequenceNumber) {
                assertThat(sequenceNumber).isBetween(0, 65_535);
            }

            @Override
            public void onRemb(int senderSsrc, long bitrateBps) {
                assertThat(bitrateBps).isNotNegative();
            }
        };
        try {
            reader.read(packet, 0, packet.length, listener);
            reader.read(packet, 0, packet.length, seen);
            seen.lines.clear();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(context + " " + HexFormat.of().formatHex(packet), e);
        }
    }

    static byte[] mutate(byte[] valid, Random random) {
        byte[] packet = Arrays.copyOf(valid, random.nextInt(4) == 0 ? random.nextInt(valid.length + 8) : valid.length);
        for (int changes = random.nextInt(4); changes > 0 && packet.length > 0; changes--) {
            packet[random.nextInt(packet.length)] = (byte) random.nextInt();
        }
        return packet;
    }

    private boolean read(String hex) {
        byte[] packet = bytes(hex);
        return reader.read(packet, 0, packet.length, seen);
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
