package io.zvonok.media.stream;

import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.stats.LoopStats;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** 100 000 packets of a lossy stream, received, kept, sent, lost and resent, without allocating. */
class StreamAllocationTest {
    private static final int PACKETS = 100_000;
    private static final long SPACING_NANOS = 2_000_000;

    private final LoopStats stats = new LoopStats();
    private final ReceiveStream receiving = new ReceiveStream(1, 90_000, true, ReceiveStreamConfig.DEFAULT, stats);
    private final PacketHistory history = new PacketHistory(512, fromSeconds(1));
    private final SendStream sending = new SendStream(2, 90_000, 512);
    private final RetransmissionBudget budget = new RetransmissionBudget(stats);
    private final RtcpWriter writer = new RtcpWriter();
    private final byte[] rtcp = new byte[1200];
    private final int[] missing = new int[500];
    private final Random random = new Random(42);
    private final ByteBuf packet = Unpooled.buffer(1200); // no leak record at each retain
    private int sent;
    private long resent;

    @Test
    void receivesAndSendsWithoutAllocating() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        forward(PACKETS);
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        forward(PACKETS);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).as("bytes allocated over %d packets", PACKETS).isLessThan(1_000);
        assertThat(receiving.repaired()).isGreaterThan(PACKETS / 100);
        assertThat(resent).isGreaterThan(PACKETS / 100);
        history.clear();
        assertThat(packet.release()).isTrue();
    }

    private void forward(int count) {
        for (int end = sent + count; sent < end; sent++) {
            long now = sent * SPACING_NANOS;
            if (random.nextInt(20) != 0) {
                receive(sent & 0xFFFF, false, now);
            }
            if (receiving.nextTimeoutNanos() <= now) {
                int asked = receiving.missing(now, 50_000_000, missing);
                for (int i = 0; i < asked; i++) {
                    receive(missing[i], true, now);
                }
            }
            resend((sent - random.nextInt(600)) & 0xFFFF, now);
            if (sent % 500 == 0) {
                writer.begin(rtcp, 0, rtcp.length);
                sending.writeSenderReport(writer, now, sent);
                receiving.writeReportBlock(writer, now);
                receiving.onSenderReport(now, sent, now);
                sending.onReportBlock(1, 2, 3, 4, 5, now, now);
                receiving.bitrateBps(now);
            }
        }
    }

    private void receive(int sequence, boolean viaRtx, long now) {
        long extended = receiving.onPacket(sequence, sent * 180, 1200, viaRtx, now);
        if (extended >= 0) {
            history.put(extended, packet, now);
            sending.onSend(sequence, history, extended, sent * 180, true, 1, 1, 1, 1180, now);
            budget.onSend(1200, now);
        }
    }

    private void resend(int sequence, long now) {
        if (sending.mayResend(sequence, now, 50_000_000)
                && history.get(sending.foundSourceSequence()) != null
                && budget.trySpend(1200, now)) {
            resent++;
        }
    }
}
