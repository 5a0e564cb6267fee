package io.zvonok.media.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.rtp.BigEndian;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TwccFeedbackTest {
    private static final long TICK_NANOS = 250_000;

    private final TwccFeedback feedback = new TwccFeedback();
    private final TwccFeedbackReader reader = new TwccFeedbackReader();

    @Test
    void readsFeedbackOfAnotherImplementation() {
        // pion/rtcp, transport_layer_cc_test.go, examples 1, 3 and 4
        assertThat(read("009900013de80217 2001 94")).containsExactly("153 " + (4_057_090L * 64_000 + 37_000));
        assertThat(reader.feedbackCount()).isEqualTo(23);
        assertThat(reader.referenceMicros()).isEqualTo(4_057_090L * 64_000);

        long reference = 4_567_386L * 64_000;
        assertThat(read("0174000645b15a40 4002 2004 1ffe 1f9a d000 d000"))
                .containsExactly(
                        "372 " + (reference + 2_047_500),
                        "373 " + (reference + 4_070_000),
                        "374 " + (reference + 4_122_000),
                        "375 " + (reference + 4_122_000),
                        "376 " + (reference + 4_174_000),
                        "377 " + (reference + 4_174_000));
        assertThat(read("0004000710636e01 2007 4c2424100c0c10")).hasSize(7);
    }

    @Test
    void readsBothStatusVectors() {
        // one bit: 0 1 1 1 1 1 0 0 0 1 1 1 0 0
        assertThat(read("0001000e00000000 9f1c 0100000000000000"))
                .containsExactly(
                        "1 lost", "2 250", "3 250", "4 250", "5 250", "6 250", "7 lost", "8 lost", "9 lost", "10 250",
                        "11 250", "12 250", "13 lost", "14 lost");
        // two bits: 0 2 1 1 1 0 0
        assertThat(read("ffff000700000000 c950 fffe 03 00 00"))
                .containsExactly("65535 lost", "0 -500", "1 250", "2 250", "3 250", "4 lost", "5 lost");
    }

    @Test
    void ignoresSymbolsBeyondTheStatusCount() {
        assertThat(read("0001000200000000 9fff 00")).containsExactly("1 lost", "2 0");
        assertThat(read("0001000200000000 3fff 0004")).containsExactly("1 0", "2 1000");
        assertThat(read("0001000200000000 c5ff 00")).containsExactly("1 lost", "2 0");
    }

    @Test
    void acceptsZeroPaddingThatIsNotMarkedAsPadding() {
        assertThat(read("0001000100000000 2001 04 00")).containsExactly("1 1000");
    }

    @Test
    void refusesTheReservedSymbol_P14() {
        assertThat(read("0001000100000000 6001 000000000000")).isNull();
        assertThat(read("0001000700000000 cd50 000000000000")).isNull();
        assertThat(read("0001000100000000 f000 000000000000")).isNull();
    }

    @Test
    void refusesMissingChunksAndDeltas_P14() {
        assertThat(read("")).isNull();
        assertThat(read("00010001000000")).isNull();
        assertThat(read("0001000100000000")).isNull();
        assertThat(read("0001000100000000 20")).isNull();
        assertThat(read("0001000100000000 2001")).isNull();
        assertThat(read("0001000100000000 4001 00")).isNull();
        assertThat(read("0001000300000000 2002 0000")).isNull();
        assertThat(read("0001000000000000 2001 00")).isNull();
        assertThat(read("0001000100000000 0000 0000")).isNull();
    }

    @Test
    void boundsTheStatusesOfOneFeedback_P14() {
        String runs = "1fff".repeat(9);
        assertThat(read("0000ffff00000000 " + runs)).isNull();
        assertThat(read("0000200000000000 " + runs)).hasSize(TwccFeedbackReader.MAX_STATUSES);
        assertThat(read("0000200100000000 " + runs)).isNull();
    }

    @Test
    void writesARunLengthForEqualSymbols() {
        feedback.begin(4, 1);
        for (int i = 0; i < 20; i++) {
            feedback.addReceived(0);
        }
        assertThat(written()).startsWith("0004001400000001" + "2014");
    }

    @Test
    void writesOneBitSymbolsForLossesAmongSmallDeltas() {
        feedback.begin(1, 0);
        for (int i = 0; i < 14; i++) {
            if (i % 2 == 0) {
                feedback.addLost();
            } else {
                feedback.addReceived(0);
            }
        }
        assertThat(written()).isEqualTo("0001000e00000000" + "9555" + "00000000000000");
    }

    @Test
    void writesTwoBitSymbolsWhereADeltaIsLarge() {
        feedback.begin(1, 0);
        feedback.addReceived(256 * TICK_NANOS);
        feedback.addReceived(255 * TICK_NANOS);
        feedback.addLost();
        feedback.addReceived(600 * TICK_NANOS);
        feedback.addReceived(855 * TICK_NANOS);
        assertThat(written()).isEqualTo("0001000500000100" + "d890" + "00" + "ffff" + "0159" + "ff");
    }

    @Test
    void writesARunLengthForSevenLargeDeltasOrMore() {
        feedback.begin(1, 0);
        for (int i = 0; i < 32; i++) {
            long pauses = Math.max(0, Math.min(8, i - 13)); // before packets 14 to 21
            feedback.addReceived(pauses * 256 * TICK_NANOS);
        }
        assertThat(written()).startsWith("0001002000000000" + "200e" + "4008" + "200a");
    }

    @Test
    void writesALongGapAsOneRunLength() {
        feedback.begin(65_000, 0);
        feedback.addReceived(0);
        for (int i = 0; i < 2000; i++) {
            assertThat(feedback.addLost()).isTrue();
        }
        feedback.addReceived(0);
        assertThat(written()).hasSize(2 * (8 + 2 * 3 + 2));
        assertThat(read(written())).hasSize(2002).contains("65000 0", "65001 lost", "1465 0");
    }

    @Test
    void takesTheReferenceTimeFromTheFirstArrival() {
        feedback.begin(1, 0x1FF);
        feedback.addLost();
        feedback.addReceived(3 * 64_000_000L + 63_999_999);
        assertThat(written()).startsWith("00010002" + "000003" + "ff");
        assertThat(read(written())).containsExactly("1 lost", "2 " + (3 * 64_000 + 63_750));
    }

    @Test
    void wrapsTheReferenceTimeAt24Bits() {
        feedback.begin(1, 0);
        feedback.addReceived((1L << 24) * 64_000_000L + 64_000_000 + 1_000_000);
        assertThat(read(written())).containsExactly("1 65000");
    }

    @Test
    void takesNoDeltaOfMoreThan16Bits() {
        long reference = 200 * 64_000_000L;
        feedback.begin(1, 0);
        assertThat(feedback.addReceived(reference)).isTrue();
        assertThat(feedback.addReceived(reference + 32_768 * TICK_NANOS)).isFalse();
        assertThat(feedback.addReceived(reference - 32_769 * TICK_NANOS)).isFalse();
        assertThat(feedback.statuses()).isEqualTo(1);
        assertThat(feedback.addReceived(reference - 32_768 * TICK_NANOS)).isTrue();
        assertThat(feedback.addReceived(reference - TICK_NANOS)).isTrue();
        assertThat(read(written())).hasSize(3);
    }

    @Test
    void isFullAtItsBoundsAndFitsADatagramThen() {
        feedback.begin(1, 0);
        for (int i = 0; i < TwccFeedback.MAX_RECEIVED; i++) {
            assertThat(feedback.addReceived(1_000_000_000L + (i % 2) * 64_000_000L))
                    .isTrue();
            for (int lost = 0; lost < 9; lost++) {
                assertThat(feedback.addLost()).isTrue();
            }
        }
        assertThat(feedback.addReceived(1_000_000_000L)).isFalse();
        while (feedback.addLost()) {
            assertThat(feedback.statuses()).isLessThanOrEqualTo(TwccFeedback.MAX_STATUSES);
        }
        assertThat(feedback.received()).isEqualTo(TwccFeedback.MAX_RECEIVED);
        assertThat(feedback.statuses()).isEqualTo(TwccFeedback.MAX_STATUSES);
        RtcpWriter writer = new RtcpWriter();
        writer.begin(new byte[1000], 0, 1000);
        assertThat(writer.transportFeedback(1, 2, feedback)).isTrue();
    }

    @Test
    void readsBackWhatItWrote() {
        long seed = 64_250;
        Random random = new Random(seed);
        byte[] out = new byte[1200];
        RtcpWriter writer = new RtcpWriter();
        for (int round = 0; round < 3_000; round++) {
            List<String> expected = fillRandomly(random, round);
            int offset = random.nextInt(4);
            writer.begin(out, offset, out.length);
            assertThat(writer.transportFeedback(1, 2, feedback))
                    .as("seed %d round %d", seed, round)
                    .isTrue();
            List<String> seen = new ArrayList<>();
            RtcpListener listener = new RtcpListener() {
                @Override
                public void onTransportFeedback(int senderSsrc, int mediaSsrc, byte[] a, int fci, int length) {
                    assertThat(reader.read(a, fci, length, recordTo(seen))).isTrue();
                }
            };
            assertThat(new RtcpReader().read(out, offset, writer.length(), listener))
                    .isTrue();
            assertThat(seen).as("seed %d round %d", seed, round).isEqualTo(expected);
            assertThat(reader.feedbackCount()).isEqualTo(round & 0xFF);
        }
    }

    /** Losses alone and in bursts, bursts of equal arrivals, reordering and pauses; over the wrap at times. */
    private List<String> fillRandomly(Random random, int feedbackCount) {
        List<String> expected = new ArrayList<>();
        int sequence = random.nextBoolean() ? 65_500 + random.nextInt(36) : random.nextInt(65_536);
        feedback.begin(sequence, feedbackCount);
        double loss = random.nextInt(3) == 0 ? 0 : random.nextDouble();
        int spread = new int[] {4, 200, 3000, 40_000}[random.nextInt(4)];
        long ticks = (long) random.nextInt(1 << 26) + spread;
        for (int n = 1 + random.nextInt(300); n > 0; n--) {
            if (random.nextDouble() < loss) {
                for (int burst = random.nextInt(8) == 0 ? random.nextInt(400) : 1; burst > 0; burst--) {
                    if (feedback.addLost()) {
                        expected.add(sequence + " lost");
                        sequence = (sequence + 1) & 0xFFFF;
                    }
                }
                continue;
            }
            long arrival = ticks + random.nextInt(2 * spread) - spread / 2;
            if (feedback.addReceived(arrival * TICK_NANOS + random.nextInt((int) TICK_NANOS))) {
                expected.add(sequence + " " + arrival * 250 % TwccFeedbackReader.WRAP_MICROS);
                sequence = (sequence + 1) & 0xFFFF;
                ticks = random.nextInt(3) == 0 ? arrival : ticks;
            }
        }
        if (expected.isEmpty()) {
            feedback.addLost();
            expected.add(sequence + " lost");
        }
        return expected;
    }

    @Test
    void survivesMutationsAndTruncations_P14() {
        long seed = 15;
        Random random = new Random(seed);
        byte[] out = new byte[1200];
        for (int i = 0; i < 20_000; i++) {
            if (i % 20 == 0) {
                fillRandomly(random, i);
            }
            int length = feedback.prepare();
            feedback.write(out, 0);
            byte[] packet = RtcpReaderTest.mutate(Arrays.copyOf(out, length), random);
            int[] calls = new int[1];
            try {
                boolean valid = reader.read(packet, 0, packet.length, (s, received, micros) -> calls[0]++);
                assertThat(calls[0]).isEqualTo(valid ? BigEndian.get16(packet, 2) : 0);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + " mutation " + i + " " + HexFormat.of().formatHex(packet), e);
            }
        }
    }

    private String written() {
        byte[] out = new byte[1200];
        int length = feedback.prepare();
        assertThat(feedback.write(out, 0)).isEqualTo(length);
        return HexFormat.of().formatHex(out, 0, length);
    }

    /** Null if refused; and then nothing may have been delivered. */
    private List<String> read(String hex) {
        byte[] fci = RtcpReaderTest.bytes(hex);
        List<String> lines = new ArrayList<>();
        boolean valid = reader.read(fci, 0, fci.length, recordTo(lines));
        if (!valid) {
            assertThat(lines).isEmpty();
            return null;
        }
        return lines;
    }

    private static TwccFeedbackReader.Listener recordTo(List<String> lines) {
        return (sequence, received, micros) -> lines.add(sequence + " " + (received ? micros : "lost"));
    }
}
