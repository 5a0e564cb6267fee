package io.zvonok.media.stream;

import static io.zvonok.media.time.Nanos.NEVER;
import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.rtcp.RtcpListener;
import io.zvonok.media.rtcp.RtcpReader;
import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.NtpTime;
import org.junit.jupiter.api.Test;

class ReceiveStreamTest {
    private static final int SSRC = 0xCAFE_F00D;
    private static final long START = fromSeconds(5);

    private final LoopStats stats = new LoopStats();
    private final ReceiveStream stream = new ReceiveStream(SSRC, 90_000, true, ReceiveStreamConfig.DEFAULT, stats);
    private final int[] out = new int[600];

    private long receive(int sequence) {
        return stream.onPacket(sequence & 0xFFFF, sequence * 90, 1000, false, START);
    }

    private long receiveRtx(int sequence) {
        return stream.onPacket(sequence & 0xFFFF, sequence * 90, 1000, true, START + fromMillis(50));
    }

    /** Writes the report block and reads it back. */
    private Block report(long nowNanos) {
        byte[] bytes = new byte[200];
        RtcpWriter writer = new RtcpWriter();
        writer.begin(bytes, 0, bytes.length);
        writer.receiverReport(1);
        assertThat(stream.writeReportBlock(writer, nowNanos)).isTrue();
        Block[] read = new Block[1];
        boolean wellFormed = new RtcpReader().read(bytes, 0, writer.length(), new RtcpListener() {
            @Override
            public void onReportBlock(
                    int senderSsrc, int ssrc, int fraction, int lost, int highest, int jitter, int lastSr, int delay) {
                read[0] = new Block(ssrc, fraction, lost, highest, jitter, lastSr, delay);
            }
        });
        assertThat(wellFormed).isTrue();
        return read[0];
    }

    private record Block(int ssrc, int fraction, int lost, int highest, int jitter, int lastSr, int delay) {}

    @Test
    void reportsTheLossSinceTheLastReportAndAllOfIt() {
        for (int sequence = 0; sequence < 100; sequence++) {
            if (sequence % 4 != 1) {
                receive(sequence);
            }
        }
        Block first = report(START);
        assertThat(first.ssrc()).isEqualTo(SSRC);
        assertThat(first.fraction()).isEqualTo(64);
        assertThat(first.lost()).isEqualTo(25);
        assertThat(first.highest()).isEqualTo(99);
        assertThat(stream.lossPercentLastInterval()).isEqualTo(25);

        receive(100);
        Block second = report(START);
        assertThat(second.fraction()).isZero();
        assertThat(second.lost()).isEqualTo(25);
        assertThat(stream.lossPercentLastInterval()).isZero();
    }

    @Test
    void countsCyclesInTheExtendedHighestSequenceNumber() {
        for (int sequence = 65_000; sequence < 65_000 + 70_000; sequence++) {
            receive(sequence);
        }

        assertThat(report(START).highest()).isEqualTo(65_000 + 69_999);
        assertThat(report(START).lost()).isZero();
    }

    @Test
    void reportsNoNegativeFractionWhenLatePacketsArrive() {
        receive(0);
        receive(3);
        assertThat(report(START).fraction()).isEqualTo(128);
        receive(1);
        receive(2);
        receive(4);

        Block block = report(START);
        assertThat(block.fraction()).isZero();
        assertThat(block.lost()).isZero();
    }

    @Test
    void reportsRepairedPacketsAsLost() {
        receive(0);
        receive(2);
        receiveRtx(1);

        assertThat(report(START).lost()).isEqualTo(1);
        assertThat(stream.lost()).isEqualTo(1);
        assertThat(stream.repaired()).isEqualTo(1);
        assertThat(stream.packets()).isEqualTo(3);
    }

    @Test
    void reportsTheJitterWithoutRetransmissions() {
        for (int i = 0; i < 200; i += 2) {
            stream.onPacket(i, i * 90, 1000, false, START + fromMillis(i));
            stream.onPacket(i + 1, (i + 1) * 90, 1000, true, START + fromMillis(i) + 777_777);
        }

        assertThat(report(START).jitter()).isZero();
        assertThat(stream.jitter()).isZero();
    }

    @Test
    void clampsTheCumulativeLossTo24Bits() {
        int sequence = 0;
        receive(sequence);
        for (int i = 0; i < 3000; i++) {
            receive(sequence += 2999);
        }

        assertThat(stream.lost()).isEqualTo(3000L * 2998);
        assertThat(report(START).lost()).isEqualTo(0x7F_FFFF);
        assertThat(report(START).fraction()).isZero();
    }

    @Test
    void reportsTheLastSenderReportAndTheDelaySince() {
        receive(0);
        assertThat(report(START).lastSr()).isZero();
        assertThat(report(START).delay()).isZero();
        assertThat(stream.hasSenderReport()).isFalse();

        long ntp = NtpTime.ofNanos(NtpTime.nanosOfUnixMillis(1_700_000_000_000L));
        stream.onSenderReport(ntp, 4711, START);
        Block block = report(START + fromMillis(1500));
        assertThat(block.lastSr()).isEqualTo(NtpTime.middle32(ntp));
        assertThat(block.delay()).isEqualTo(65_536 * 3 / 2);
        assertThat(report(START + fromSeconds(40_000)).delay()).isEqualTo((int) (40_000L << 16));
        assertThat(report(START + fromSeconds(1_000_000)).delay()).isEqualTo(-1);
        assertThat(stream.hasSenderReport()).isTrue();
        assertThat(stream.srRtpTimestamp()).isEqualTo(4711);
        assertThat(stream.srNtpNanos()).isEqualTo(NtpTime.nanosOfUnixMillis(1_700_000_000_000L));
    }

    @Test
    void ignoresASenderReportWithoutWallClock() {
        stream.onSenderReport(0, 4711, START);

        assertThat(stream.hasSenderReport()).isFalse();
    }

    @Test
    void changesNothingWhenTheReportDoesNotFit() {
        byte[] bytes = new byte[200];
        RtcpWriter writer = new RtcpWriter();
        writer.begin(bytes, 0, 20);
        writer.receiverReport(1);
        assertThat(stream.writeReportBlock(writer, START)).isFalse();

        receive(0);
        receive(2);
        assertThat(stream.writeReportBlock(writer, START)).isFalse();
        assertThat(report(START).fraction()).isEqualTo(256 / 3);
    }

    @Test
    void countsWhatItDrops_I6() {
        receive(5000);
        assertThat(receive(5000)).isEqualTo(-1);
        assertThat(receive(5000 - 1024)).isEqualTo(-1);
        assertThat(receive(20_000)).isEqualTo(-1);

        assertThat(stats.get(Counter.RTP_DUPLICATE)).isEqualTo(1);
        assertThat(stats.get(Counter.RTP_TOO_LATE)).isEqualTo(1);
        assertThat(stats.get(Counter.RTP_JUMP)).isEqualTo(1);
        assertThat(stream.packets()).isEqualTo(1);
    }

    @Test
    void asksAfterAJumpForThePacketThatAnnouncedItAndForNothingOlder() {
        receive(10);
        receive(12);
        receive(40_000);
        long resynced = receive(40_001);

        assertThat(resynced).isEqualTo(65_536 + 40_001);
        assertThat(stream.resynced()).isTrue();
        assertThat(stats.get(Counter.RTP_LOST)).isEqualTo(1);
        assertThat(stream.missing(START + fromMillis(10), -1, out)).isEqualTo(1);
        assertThat(out[0]).isEqualTo(40_000);
        assertThat(receiveRtx(40_000)).isEqualTo(resynced - 1);
        assertThat(stream.resynced()).isFalse();
        assertThat(stream.nextTimeoutNanos()).isEqualTo(NEVER);
    }

    @Test
    void asksForWhatIsMissingAcrossTheWrap() {
        receive(65_534);
        receive(65_538);

        assertThat(stream.nextTimeoutNanos()).isEqualTo(START + fromMillis(10));
        assertThat(stream.missing(START + fromMillis(10), -1, out)).isEqualTo(3);
        assertThat(out).startsWith(65_535, 0, 1);
    }

    @Test
    void asksForNothingBeforeTheFirstPacket() {
        receive(10);
        receive(7);

        assertThat(stream.nextTimeoutNanos()).isEqualTo(NEVER);
    }

    @Test
    void learnsOfALossFromARetransmissionOfANewerPacket() {
        receive(10);
        receiveRtx(13);

        assertThat(stream.missing(START + fromSeconds(1) / 10, -1, out)).isEqualTo(2);
        assertThat(out).startsWith(11, 12);
    }

    @Test
    void forgetsWhatIsMissingBeforeAKeyframe() {
        receive(10);
        receive(13);
        long keyframe = receive(20);
        receive(22);
        stream.clearMissing(keyframe);

        assertThat(stream.missing(START + fromMillis(10), -1, out)).isEqualTo(1);
        assertThat(out[0]).isEqualTo(21);
        assertThat(stats.get(Counter.RTP_LOST)).isEqualTo(2 + 6);
    }

    @Test
    void measuresTheRateOfAcceptedPacketsOnly() {
        for (int i = 0; i < 100; i++) {
            long now = START + fromMillis(10L * i);
            stream.onPacket(i, i * 900, 1250, false, now);
            stream.onPacket(i, i * 900, 1250, false, now);
        }

        assertThat(stream.bitrateBps(START + fromMillis(990))).isBetween(950_000L, 1_050_000L);
    }
}
