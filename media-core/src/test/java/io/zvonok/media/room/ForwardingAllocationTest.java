package io.zvonok.media.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.srtp.SrtpReceiver;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 100 000 packets leave a loop, ten for each that comes. What jitsi-srtp and the JCE allocate for as many packets is
 * measured by itself, and nothing may come on top of it.
 */
class ForwardingAllocationTest {
    private static final int VIEWERS = 10;
    private static final int PACKETS = 10_000;
    private static final int BATCH = 100;
    private static final int PAYLOAD = 100;
    private static final long SPACING = Nanos.fromMillis(2);
    /**
     * Bytes a forwarded packet: less than any object has (16). Not 0, because the compiler removes some of the
     * library's objects in one caller and not in another.
     */
    private static final double TOLERANCE = 12;

    private static final int ROUNDS = 3;
    private static final byte[] MID = {'v', '0'};

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final LentBuffers buffers = new LentBuffers();
    private final SmallBroadcast broadcast = new SmallBroadcast(buffers, (datagram, length, remote, cargo) -> {});
    private final RtpHeaderWriter header = new RtpHeaderWriter();
    private final byte[][] batch = new byte[BATCH][PAYLOAD + 100];
    private final int[] lengths = new int[BATCH];

    /** @param together packets that are read in one batch, and leave viewer by viewer */
    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void forwardsWithoutAllocating(int together) {
        broadcast.join(VIEWERS);
        SrtpSender publisherSrtp = broadcast.publisherSrtp();
        forward(publisherSrtp, together, 2 * PACKETS); // until compiled
        double ours = Double.MAX_VALUE;
        // A packet that allocates does so in every round; the compiler at work on a busy machine shows in one.
        for (int round = 0; round < ROUNDS && ours >= TOLERANCE; round++) {
            long sentBefore = broadcast.stats.get(Counter.RTP_OUT);
            long total = forward(publisherSrtp, together, PACKETS);
            long forwarded = broadcast.stats.get(Counter.RTP_OUT) - sentBefore;
            assertThat(forwarded).isEqualTo((long) VIEWERS * PACKETS);
            ours = Math.min(ours, (total - libraryShare()) / (double) forwarded);
        }
        assertThat(ours)
                .as("bytes a forwarded packet, beside the SRTP library's")
                .isLessThan(TOLERANCE);
        broadcast.end();
        assertThat(buffers.lent()).isZero();
    }

    // --- what is measured

    private long forward(SrtpSender sender, int together, int packets) {
        long allocated = 0;
        for (int done = 0; done < packets; done += BATCH) {
            protectBatch(sender);
            broadcast.keepConnected();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < BATCH; i++) {
                broadcast.now += SPACING;
                if (together > 1 && i % together == 0) {
                    broadcast.core.onBatchStart(true);
                }
                broadcast.deliver(batch[i], lengths[i]);
                if (together > 1 && i % together == together - 1) {
                    broadcast.core.onBatchEnd(broadcast.now);
                }
            }
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
        }
        return allocated;
    }

    private void protectBatch(SrtpSender sender) {
        for (int i = 0; i < BATCH; i++) {
            boolean key = broadcast.sequence % BATCH == 0;
            int length = broadcast.write(batch[i], key, true, broadcast.sequence * 180, PAYLOAD);
            lengths[i] = sender.protectRtp(batch[i], 0, length);
        }
    }

    /** One packet opened and ten protected, as often, and nothing else. */
    private long libraryShare() {
        SrtpSender in = broadcast.publisherSrtp();
        SrtpReceiver receiver = new SrtpReceiver(broadcast.clientKeys, new LoopStats());
        SrtpSender[] senders = new SrtpSender[VIEWERS];
        for (int i = 0; i < VIEWERS; i++) {
            senders[i] = new SrtpSender(broadcast.keys(), new LoopStats());
        }
        byte[] plain = new byte[2048];
        byte[] out = new byte[2048];
        int sequence = broadcast.sequence;
        broadcast.sequence = 100;
        long allocated = 0;
        for (int round = 0; round < 3; round++) {
            allocated = 0;
            for (int done = round * PACKETS; done < (round + 1) * PACKETS; done += BATCH) {
                protectBatch(in);
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < BATCH; i++) {
                    receiver.unprotectRtp(batch[i], 0, lengths[i]);
                    for (SrtpSender sender : senders) {
                        sender.protectRtp(plain, 0, writeOutgoing(plain, done + i), out, 0);
                    }
                }
                allocated += threads.getCurrentThreadAllocatedBytes() - before;
            }
        }
        broadcast.sequence = sequence;
        return allocated;
    }

    /** A packet of the size with which it leaves: the library copies packets, so size counts. */
    private int writeOutgoing(byte[] out, int number) {
        header.begin(out, 0, true, 96, number & 0xFFFF, number * 180, SmallBroadcast.SSRC);
        header.addExtension(1, MID, 0, MID.length);
        return header.finish() + PAYLOAD;
    }
}
