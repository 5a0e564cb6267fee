package io.zvonok.media.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class RtcpAllocationTest {
    private static final int ROUNDS = 2_000;

    private final byte[] out = new byte[1500];
    private final RtcpWriter writer = new RtcpWriter();
    private final RtcpReader reader = new RtcpReader();
    private final TwccFeedback feedback = new TwccFeedback();
    private final TwccFeedbackReader feedbackReader = new TwccFeedbackReader();
    private final int[] missing = {5, 6, 50};
    private final int[] ssrcs = {2};
    private long statuses;

    private final TwccFeedbackReader.Listener counter = (sequence, received, micros) -> statuses++;
    private final RtcpListener listener = new RtcpListener() {
        @Override
        public void onTransportFeedback(int senderSsrc, int mediaSsrc, byte[] a, int offset, int length) {
            feedbackReader.read(a, offset, length, counter);
        }
    };

    @Test
    void readsAndWritesWithoutAllocating() {
        for (int i = 0; i < ROUNDS; i++) {
            writeAndRead(i);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        threads.getThreadAllocatedBytes(thread);
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < ROUNDS; i++) {
            writeAndRead(i);
        }
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertThat(statuses).isEqualTo(2L * ROUNDS * 30);
        assertThat(allocated).as("bytes for %d compounds", ROUNDS).isLessThan(ROUNDS);
    }

    private void writeAndRead(int round) {
        writer.begin(out, 0, out.length);
        writer.senderReport(1, 2, 3, 4, 5);
        writer.reportBlock(2, 3, 4, 5, 6, 7, 8);
        writer.sdesCname(1, "zvonok");
        writer.nack(1, 2, missing, missing.length);
        writer.pli(1, 2);
        writer.fir(1, 2, 3);
        writer.remb(1, 1_000_000, ssrcs);
        writer.dlrr(1, 2, 3, 4);
        feedback.begin(round, round);
        for (int i = 0; i < 10; i++) {
            feedback.addReceived(round * 1_000_000L + i * 100_000L);
            feedback.addLost();
            feedback.addLost();
        }
        writer.transportFeedback(1, 2, feedback);
        writer.bye(1);
        if (!reader.read(out, 0, writer.length(), listener)) {
            throw new AssertionError("round " + round);
        }
    }
}
