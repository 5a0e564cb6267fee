package io.zvonok.media.rtcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class RtcpWriterTest {
    private final RtcpWriter writer = new RtcpWriter();
    private final byte[] out = new byte[1500];

    @Test
    void writesASenderReportWithBlocks() {
        begin();
        assertThat(writer.senderReport(1, 0xE000_0000_8000_0000L, 0x1111, 5, 1536))
                .isTrue();
        assertThat(writer.reportBlock(2, 64, -2, 0x10007, 9, 0x12345678, 0x10000))
                .isTrue();
        assertThat(written())
                .isEqualTo("81c8000c00000001e0000000800000000000111100000005000006000000000240fffffe"
                        + "00010007000000091234567800010000");
    }

    @Test
    void writesAnEmptyReceiverReport() {
        begin();
        assertThat(writer.receiverReport(7)).isTrue();
        assertThat(written()).isEqualTo("80c9000100000007");
    }

    @Test
    void writesNoMoreThan31BlocksInAReport() {
        begin();
        writer.receiverReport(1);
        for (int i = 0; i < 31; i++) {
            assertThat(writer.reportBlock(i, 0, 0, 0, 0, 0, 0)).isTrue();
        }
        int length = writer.length();
        assertThat(writer.reportBlock(31, 0, 0, 0, 0, 0, 0)).isFalse();
        assertThat(writer.length()).isEqualTo(length);
        assertThat(writer.receiverReport(1)).isTrue();
        assertThat(writer.reportBlock(31, 0, 0, 0, 0, 0, 0)).isTrue();
        assertThat(readBack()).hasSize(32);
    }

    @Test
    void clampsTheCumulativeLossTo24Bits() {
        begin();
        writer.receiverReport(1);
        writer.reportBlock(2, 0, 0x100_0000, 0, 0, 0, 0);
        writer.reportBlock(3, 0, -0x100_0000, 0, 0, 0, 0);
        List<String> lines = readBack();
        assertThat(lines.get(0)).contains("lost 8388607 ");
        assertThat(lines.get(1)).contains("lost -8388608 ");
    }

    @Test
    void refusesAReportBlockWithoutAReport() {
        begin();
        assertThatThrownBy(() -> writer.reportBlock(1, 0, 0, 0, 0, 0, 0)).isInstanceOf(IllegalStateException.class);
        writer.receiverReport(1);
        writer.pli(1, 2);
        assertThatThrownBy(() -> writer.reportBlock(1, 0, 0, 0, 0, 0, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void endsTheItemsOfASourceDescriptionWithZeroes() {
        Arrays.fill(out, (byte) 0xFF);
        begin();
        writer.sdesCname(1, "zvonok");
        assertThat(written()).isEqualTo("81ca0004" + "00000001" + "01067a766f6e6f6b" + "00000000");
        begin();
        writer.sdesCname(1, "abc");
        assertThat(written()).isEqualTo("81ca0003" + "00000001" + "0103616263000000");
        begin();
        writer.sdesCname(1, "a");
        assertThat(written()).isEqualTo("81ca0002" + "00000001" + "01016100");
    }

    @Test
    void packsNacksIntoAsFewItemsAsPossible() {
        begin();
        assertThat(writer.nack(3, 2, new int[] {65_534, 65_535, 1, 14, 15, 100, 100, 200}, 7))
                .isTrue();
        assertThat(written()).isEqualTo("81cd0005" + "00000003" + "00000002" + "fffe8005" + "000f0000" + "00640000");
    }

    @Test
    void writesNothingForNoNacks() {
        begin();
        assertThat(writer.nack(3, 2, new int[] {1}, 0)).isTrue();
        assertThat(writer.length()).isZero();
    }

    @Test
    void readsBackTheNacksItWrote() {
        long seed = 77;
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            int start = random.nextInt(65_536);
            TreeSet<Integer> offsets = new TreeSet<>();
            for (int n = 1 + random.nextInt(100); n > 0; n--) {
                offsets.add(random.nextInt(1 + random.nextInt(3000)));
            }
            int[] sequenceNumbers =
                    offsets.stream().mapToInt(o -> (start + o) & 0xFFFF).toArray();
            begin();
            assertThat(writer.nack(3, 2, sequenceNumbers, sequenceNumbers.length))
                    .isTrue();
            assertThat(readBack())
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(Arrays.stream(sequenceNumbers)
                            .mapToObj(s -> "nack 3 about 2 " + s)
                            .toList());
        }
    }

    @Test
    void writesKeyframeRequestsAndBye() {
        begin();
        writer.pli(3, 2);
        writer.fir(3, 2, 0x1FF);
        writer.bye(9);
        assertThat(written())
                .isEqualTo("81ce0002" + "0000000300000002" + "84ce0004" + "000000030000000000000002ff000000"
                        + "81cb0001" + "00000009");
    }

    @Test
    void writesRembWithItsMantissaRoundedDown() {
        begin();
        writer.remb(3, 522_023, 2, 5);
        assertThat(written()).isEqualTo("8fce0006" + "0000000300000000" + "52454d420207fb93" + "0000000200000005");
        begin();
        writer.remb(3, 0);
        writer.remb(3, 262_143, 1);
        writer.remb(3, 262_144, 1);
        writer.remb(3, Long.MAX_VALUE);
        assertThat(readBack())
                .containsExactly("remb 3 0", "remb 3 262143", "remb 3 262144", "remb 3 " + (0x3FFFFL << 45));
    }

    @Test
    void writesTheRoundTripBlocksOfExtendedReports() {
        begin();
        writer.dlrr(1, 3, 0x12345678, 0x8000);
        assertThat(written()).isEqualTo("80cf0005" + "00000001" + "05000003" + "000000031234567800008000");
        writer.receiverReferenceTime(1, 0xE000_0000_8000_0000L);
        assertThat(readBack()).containsExactly("dlrr 3 lrr 12345678 delay 8000", "rrtr 1 e000000080000000");
    }

    @Test
    void padsTransportFeedbackTo32Bits() {
        TwccFeedback feedback = new TwccFeedback();
        feedback.begin(153, 23);
        feedback.addReceived(4_057_090L * 64_000_000 + 37_000_000);
        Arrays.fill(out, (byte) 0xFF);
        begin();
        assertThat(writer.transportFeedback(0xFA17FA17, 0x43032FA0, feedback)).isTrue();
        assertThat(written()).isEqualTo("afcd0005" + "fa17fa17" + "43032fa0" + "00990001" + "3de80217" + "20019401");
    }

    @Test
    void fillsThePaddingOfTransportFeedbackWithZeroes() {
        TwccFeedback feedback = new TwccFeedback();
        feedback.begin(1, 0);
        for (int i = 0; i < 3; i++) {
            feedback.addReceived(0);
        }
        Arrays.fill(out, (byte) 0xFF);
        begin();
        writer.transportFeedback(3, 2, feedback);
        assertThat(written())
                .isEqualTo("afcd0006" + "00000003" + "00000002" + "0001000300000000" + "2003000000" + "000003");
    }

    @Test
    void writesNoEmptyTransportFeedback() {
        TwccFeedback feedback = new TwccFeedback();
        feedback.begin(1, 1);
        begin();
        assertThat(writer.transportFeedback(1, 2, feedback)).isFalse();
        assertThat(writer.length()).isZero();
    }

    @Test
    void writesNothingAtOrBehindTheLimit() {
        TwccFeedback feedback = new TwccFeedback();
        feedback.begin(1, 1);
        feedback.addReceived(0);
        List<Predicate<RtcpWriter>> packets = List.of(
                w -> w.senderReport(1, 2, 3, 4, 5),
                w -> w.receiverReport(1),
                w -> w.receiverReport(1) & w.reportBlock(1, 2, 3, 4, 5, 6, 7),
                w -> w.sdesCname(1, "zvonok"),
                w -> w.nack(1, 2, new int[] {1, 100}, 2),
                w -> w.pli(1, 2),
                w -> w.fir(1, 2, 3),
                w -> w.remb(1, 1_000_000, 2, 3),
                w -> w.bye(1),
                w -> w.receiverReferenceTime(1, 2),
                w -> w.dlrr(1, 2, 3, 4),
                w -> w.transportFeedback(1, 2, feedback));
        for (Predicate<RtcpWriter> packet : packets) {
            int offset = 5;
            writer.begin(out, offset, out.length);
            assertThat(packet.test(writer)).isTrue();
            int length = writer.length();

            writer.begin(out, offset, offset + length);
            assertThat(packet.test(writer)).isTrue();
            assertThat(writer.length()).isEqualTo(length);

            for (int limit = offset + 8; limit < offset + length; limit++) {
                Arrays.fill(out, (byte) 0x5A);
                writer.begin(out, offset, limit);
                int before = length == 32 && packets.indexOf(packet) == 2 ? 8 : 0; // the report without its block
                assertThat(packet.test(writer)).isFalse();
                assertThat(writer.length()).isEqualTo(before);
                for (int i = limit; i < out.length; i++) {
                    assertThat(out[i]).isEqualTo((byte) 0x5A);
                }
            }
        }
    }

    @Test
    void goesOnAfterAPacketThatDidNotFit() {
        writer.begin(out, 0, 20);
        assertThat(writer.receiverReport(1)).isTrue();
        assertThat(writer.senderReport(1, 2, 3, 4, 5)).isFalse();
        assertThat(writer.pli(3, 2)).isTrue();
        assertThat(readBack()).containsExactly("pli 3 about 2");
        assertThat(writer.length()).isEqualTo(20);
    }

    private void begin() {
        writer.begin(out, 0, out.length);
    }

    private String written() {
        return HexFormat.of().formatHex(out, 0, writer.length());
    }

    private List<String> readBack() {
        RecordedRtcp seen = new RecordedRtcp();
        assertThat(new RtcpReader().read(out, 0, writer.length(), seen)).isTrue();
        return seen.lines;
    }
}
