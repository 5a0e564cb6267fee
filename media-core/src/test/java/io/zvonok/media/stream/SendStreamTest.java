package io.zvonok.media.stream;

import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.zvonok.media.rtcp.RtcpListener;
import io.zvonok.media.rtcp.RtcpReader;
import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.time.NtpTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SendStreamTest {
    private static final long RTT = fromMillis(50);

    private final SendStream stream = new SendStream(0xBEEF, 90_000, 256);
    private final PacketHistory low = new PacketHistory(512, fromSeconds(1));
    private final PacketHistory high = new PacketHistory(512, fromSeconds(1));

    private void send(int sequence, PacketHistory source, long sourceSequence) {
        stream.onSend(
                sequence & 0xFFFF,
                source,
                sourceSequence,
                sequence * 3000,
                false,
                7,
                9,
                11,
                1000,
                fromMillis(sequence));
    }

    @Test
    void findsWhatWasSentUnderANumber() {
        stream.onSend(65_535, low, 70_001, 123, true, 5, 3, 65_000, 1000, 0);
        stream.onSend(0, high, 0xFFFF_FFF0L, -456, false, -1, -1, -1, 1000, 0);

        assertThat(stream.find(65_535)).isTrue();
        assertThat(stream.foundSource()).isSameAs(low);
        assertThat(stream.foundSourceSequence()).isEqualTo(70_001);
        assertThat(stream.foundTimestamp()).isEqualTo(123);
        assertThat(stream.foundPictureIdDelta()).isEqualTo(5);
        assertThat(stream.foundTl0Delta()).isEqualTo(3);
        assertThat(stream.foundMarker()).isTrue();
        assertThat(stream.foundFrameNumberDelta()).isEqualTo(65_000);
        assertThat(stream.find(0)).isTrue();
        assertThat(stream.foundSource()).isSameAs(high);
        assertThat(stream.foundSourceSequence()).isEqualTo(0xFFFF_FFF0L);
        assertThat(stream.foundMarker()).isFalse();
        assertThat(stream.foundFrameNumberDelta()).isEqualTo(65_535);
        assertThat(stream.foundTimestamp()).isEqualTo(-456);
        assertThat(stream.foundPictureIdDelta()).isEqualTo(0x7FFF);
        assertThat(stream.foundTl0Delta()).isEqualTo(0xFF);
    }

    @Test
    void findsNothingThatWasNeverSent_P22() {
        assertThat(stream.find(0)).isFalse();
        assertThat(stream.mayResend(0, 0, RTT)).isFalse();
        send(10, low, 70_010);
        send(12, low, 70_012);

        for (int sequence : new int[] {0, 9, 11, 13, 10 + 256, 12 - 256, 10 + 32_768, 65_535}) {
            assertThat(stream.find(sequence & 0xFFFF)).isFalse();
            assertThat(stream.mayResend(sequence & 0xFFFF, 0, RTT)).isFalse();
        }
        assertThatThrownBy(stream::foundSource).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keepsTheFirstPacketOfANumber_P11() {
        send(10, low, 70_010);
        send(10, high, 80_000);

        assertThat(stream.find(10)).isTrue();
        assertThat(stream.foundSource()).isSameAs(low);
    }

    @Test
    void forgetsWhatIsOlderThanItsCapacity() {
        for (int sequence = 0; sequence < 1000; sequence++) {
            send(sequence, low, 70_000 + sequence);
        }

        assertThat(stream.find(999)).isTrue();
        assertThat(stream.find(744)).isTrue();
        assertThat(stream.find(743)).isFalse();
        send(700, low, 70_700);
        assertThat(stream.find(700)).isFalse();
        assertThat(stream.packets()).isEqualTo(1001);
    }

    @Test
    void remembersNothingWithoutCapacityButCounts() {
        SendStream counting = new SendStream(1, 48_000, 0);
        counting.onSend(10, low, 70_010, 0, false, 0, 0, 0, 80, 0);

        assertThat(counting.find(10)).isFalse();
        assertThat(counting.mayResend(10, 0, RTT)).isFalse();
        assertThat(counting.octets()).isEqualTo(80);
    }

    @Test
    void resendsAPacketFiveTimesAtMost_P19() {
        send(10, low, 70_010);
        int resent = 0;
        for (int i = 0; i < 1000; i++) {
            resent += stream.mayResend(10, fromSeconds(i), RTT) ? 1 : 0;
        }

        assertThat(resent).isEqualTo(5);
        assertThat(stream.find(10)).isTrue();
        assertThat(stream.foundTl0Delta()).isEqualTo(9);
    }

    @Test
    void resendsAtOnceAndThenOnceARoundTrip_P19() {
        send(10, low, 70_010);

        assertThat(stream.mayResend(10, fromMillis(1000), RTT)).isTrue();
        assertThat(stream.mayResend(10, fromMillis(1049), RTT)).isFalse();
        assertThat(stream.mayResend(10, fromMillis(1050), RTT)).isTrue();
        assertThat(stream.mayResend(10, fromMillis(1069), -1)).isFalse();
        assertThat(stream.mayResend(10, fromMillis(1070), -1)).isTrue();
        assertThat(stream.mayResend(10, fromMillis(1089), fromMillis(1))).isFalse();
        assertThat(stream.mayResend(10, fromMillis(1090), fromMillis(1))).isTrue();
    }

    @Test
    void countsResendsOfEachPacketApart() {
        send(10, low, 70_010);
        send(11, low, 70_011);
        stream.mayResend(10, fromMillis(1000), RTT);

        assertThat(stream.mayResend(11, fromMillis(1001), RTT)).isTrue();
        for (int sequence = 12; sequence < 10 + 256 + 1; sequence++) {
            send(sequence, low, 70_000 + sequence);
        }
        assertThat(stream.mayResend(10 + 256, fromMillis(1001), RTT)).isTrue(); // the row that packet 10 had
    }

    @Test
    void writesASenderReportOfFirstTransmissions() {
        for (int sequence = 0; sequence < 30; sequence++) {
            send(sequence, low, 70_000 + sequence);
        }
        stream.mayResend(10, fromSeconds(1), RTT);
        byte[] bytes = new byte[100];
        RtcpWriter writer = new RtcpWriter();
        writer.begin(bytes, 0, bytes.length);
        assertThat(stream.writeSenderReport(writer, 0x1234_5678_9ABCL, 99)).isTrue();
        List<Object> read = new ArrayList<>();
        new RtcpReader().read(bytes, 0, writer.length(), new RtcpListener() {
            @Override
            public void onSenderReport(int ssrc, long ntp, int rtpTimestamp, int packetCount, int octetCount) {
                read.addAll(List.of(ssrc, ntp, rtpTimestamp, packetCount, octetCount));
            }
        });

        assertThat(read).containsExactly(0xBEEF, 0x1234_5678_9ABCL, 99, 30, 30_000);
        assertThat(stream.lastSendNanos()).isEqualTo(fromMillis(29));
        writer.begin(bytes, 0, 20);
        assertThat(stream.writeSenderReport(writer, 1, 1)).isFalse();
    }

    @Test
    void measuresTheRoundTripFromReportBlocks() {
        long sentAt = NtpTime.nanosOfUnixMillis(1_700_000_000_000L);
        assertThat(stream.roundTripNanos()).isEqualTo(-1);
        assertThat(stream.lastReportNanos()).isEqualTo(-1);

        report(sentAt, fromMillis(500), fromMillis(80));
        assertThat(stream.roundTripNanos()).isCloseTo(fromMillis(80), within(50_000L));
        report(sentAt, fromMillis(500), fromMillis(160));
        assertThat(stream.roundTripNanos()).isCloseTo(fromMillis(90), within(50_000L));
        assertThat(stream.lastReportNanos()).isEqualTo(fromMillis(660));
        assertThat(stream.lossPercent()).isEqualTo(25);
        assertThat(stream.cumulativeLost()).isEqualTo(17);
        assertThat(stream.jitter()).isEqualTo(33);
    }

    @Test
    void measuresTheRoundTripAcrossTheWrapOfTheMiddleBits() {
        long sentAt = NtpTime.toNanos(0xE000_FFFF_FFFF_0000L);

        report(sentAt, fromMillis(500), fromMillis(80));

        assertThat(stream.roundTripNanos()).isCloseTo(fromMillis(80), within(50_000L));
    }

    @Test
    void takesNoRoundTripFromAWrongReport_P21() {
        long now = NtpTime.ofNanos(NtpTime.nanosOfUnixMillis(1_700_000_000_000L));
        int middle = NtpTime.middle32(now);
        stream.onReportBlock(0, 0, 0, 0, 0, now, 0);
        stream.onReportBlock(0, 0, 0, middle + 65_536, 0, now, 0);
        stream.onReportBlock(0, 0, 0, middle, 65_536, now, 0);
        stream.onReportBlock(0, 0, 0, middle - 11 * 65_536, 0, now, 0);
        assertThat(stream.roundTripNanos()).isEqualTo(-1);

        stream.onReportBlock(0, 0, 0, middle - 65_536, 65_540, now, 0);
        assertThat(stream.roundTripNanos()).isZero();
    }

    private void report(long sentAt, long heldNanos, long roundTripNanos) {
        long now = heldNanos + roundTripNanos;
        stream.onReportBlock(
                64,
                17,
                33,
                NtpTime.middle32(NtpTime.ofNanos(sentAt)),
                (int) (heldNanos * 65_536 / fromSeconds(1)),
                NtpTime.ofNanos(sentAt + now),
                now);
    }

    private record Sent(PacketHistory source, long sourceSequence, int timestamp, int pictureIdDelta, int tl0Delta) {}

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.zvonok.media.stream.Seeds#all")
    void neverTakesOnePacketForAnother_I3_I4(long seed) {
        Random random = new Random(seed);
        Map<Long, Sent> sent = new HashMap<>();
        Map<Long, Integer> resends = new HashMap<>();
        long highest = random.nextBoolean() ? 32_000 : 65_536 - random.nextInt(300);
        long first = highest;
        for (int i = 0; i < 3_000; i++) {
            long number = i == 0 ? first : highest + nextStep(random);
            Sent packet = new Sent(
                    random.nextBoolean() ? low : high,
                    random.nextLong() & 0xFFFF_FFFFL,
                    random.nextInt(),
                    random.nextInt(0x8000),
                    random.nextInt(0x100));
            if (number >= 0 && number > highest - 256) {
                sent.putIfAbsent(number, packet);
            }
            if (number >= 0) {
                highest = Math.max(highest, number);
                stream.onSend(
                        (int) (number & 0xFFFF),
                        packet.source(),
                        packet.sourceSequence(),
                        packet.timestamp(),
                        false,
                        packet.pictureIdDelta(),
                        packet.tl0Delta(),
                        0,
                        1000,
                        i);
            }
            check(highest - random.nextInt(300) + 5, highest, sent, resends, fromMillis(i));
        }
        assertThat(highest).isGreaterThan(first + 2000);
    }

    private void check(long asked, long highest, Map<Long, Sent> sent, Map<Long, Integer> resends, long now) {
        Sent packet = asked > highest - 256 ? sent.get(asked) : null;
        if (stream.mayResend((int) (asked & 0xFFFF), now, RTT)) {
            assertThat(resends.merge(asked, 1, Integer::sum)).isLessThanOrEqualTo(5);
        }
        assertThat(stream.find((int) (asked & 0xFFFF))).isEqualTo(packet != null);
        if (packet != null) {
            assertThat(new Sent(
                            stream.foundSource(),
                            stream.foundSourceSequence(),
                            stream.foundTimestamp(),
                            stream.foundPictureIdDelta(),
                            stream.foundTl0Delta()))
                    .isEqualTo(packet);
        }
    }

    private static long nextStep(Random random) {
        return switch (random.nextInt(50)) {
            case 0 -> random.nextInt(400);
            case 1, 2, 3 -> -random.nextInt(300);
            default -> 1;
        };
    }
}
