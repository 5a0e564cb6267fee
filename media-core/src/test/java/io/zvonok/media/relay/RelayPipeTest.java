package io.zvonok.media.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayPipeTest {
    private static final int CAPACITY = 1024;

    private final ArrayDeque<Runnable> posted = new ArrayDeque<>();
    private final RelayPipe pipe = new RelayPipe(posted::add);
    private final Log log = new Log();
    private final ByteBuf packet = PooledByteBufAllocator.DEFAULT.heapBuffer(8).writeLong(7);

    @AfterEach
    void release() {
        packet.release();
    }

    @Test
    void handsOverABatchAtOnceAndInOrder() {
        pipe.receiveWith(log);
        pipe.offer(new RelayMessage.Wanted(5, 1));
        pipe.offer(5, 2, false, true, packet, 10);
        pipe.offer(6, 7, true, true, packet, 11);
        pipe.offer(new RelayMessage.Closed(5));
        assertThat(posted).isEmpty();
        pipe.flush();
        pipe.flush();
        assertThat(posted).hasSize(1);
        posted.remove().run();
        assertThat(log.lines)
                .containsExactly("Wanted[source=5, encodings=1]", "5/2 false 10", "6/7 true 11", "Closed[source=5]");
        assertThat(packet.refCnt()).isEqualTo(1);
    }

    @Test
    void postsOnceForAllThatComesBeforeTheOtherLoopLooks() {
        pipe.receiveWith(log);
        for (int i = 0; i < 10; i++) {
            pipe.offer(1, 0, false, true, packet, i);
            pipe.flush();
        }
        assertThat(posted).hasSize(1);
        posted.remove().run();
        assertThat(log.lines).hasSize(10);
        pipe.offer(1, 0, false, true, packet, 10);
        pipe.flush();
        assertThat(posted).hasSize(1);
        posted.remove().run();
    }

    @Test
    void leavesTheLastPlacesToSoundAndTheVeryLastToMessages() {
        int pictures = fill(true);
        int voices = fill(false);
        int messages = 0;
        while (pipe.offer(new RelayMessage.Closed(1))) {
            messages++;
        }
        assertThat(List.of(pictures, voices, messages)).containsExactly(CAPACITY - 128, 64, 64);
        pipe.receiveWith(log);
        pipe.flush();
        posted.remove().run();
        assertThat(log.lines).hasSize(CAPACITY);
        assertThat(packet.refCnt()).isEqualTo(1);
        assertThat(pipe.offer(1, 0, false, true, packet, 0)).isTrue();
        pipe.discard();
        assertThat(packet.refCnt()).isEqualTo(1);
    }

    @Test
    void keepsWhatComesBeforeThereIsAReceiver() {
        pipe.offer(3, 0, false, false, packet, 1);
        pipe.flush();
        posted.remove().run();
        assertThat(log.lines).isEmpty();
        pipe.receiveWith(log);
        assertThat(log.lines).containsExactly("3/0 false 1");
    }

    @Test
    void takesNothingOnceClosedAndGivesBackWhatIsIgnored() {
        pipe.offer(3, 0, false, true, packet, 1);
        pipe.close();
        assertThat(pipe.offer(3, 0, false, true, packet, 2)).isFalse();
        assertThat(pipe.offer(new RelayMessage.Reset())).isFalse();
        pipe.ignore();
        assertThat(packet.refCnt()).isEqualTo(1);
    }

    @Test
    void givesBackThePacketThatAReceiverFailsOn() {
        pipe.receiveWith(new Log() {
            @Override
            public void onPacket(int source, int encoding, boolean viaRtx, ByteBuf failing, long sentNanos) {
                throw new IllegalStateException("a bug");
            }
        });
        pipe.offer(3, 0, false, true, packet, 1);
        pipe.flush();
        try {
            posted.remove().run();
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessage("a bug");
        }
        assertThat(packet.refCnt()).isEqualTo(1);
    }

    /** Every packet arrives once and in order, or was refused; whatever the two threads do meanwhile. */
    @Test
    void losesNothingBetweenTwoThreads() throws InterruptedException {
        ExecutorService other = Executors.newSingleThreadExecutor();
        RelayPipe between = new RelayPipe(other::execute);
        List<Long> got = new ArrayList<>();
        CountDownLatch last = new CountDownLatch(1);
        int count = 200_000;
        between.receiveWith(new Log() {
            @Override
            public void onPacket(int source, int encoding, boolean viaRtx, ByteBuf one, long sentNanos) {
                got.add(one.getLong(one.readerIndex()));
            }

            @Override
            public void onMessage(RelayMessage message) {
                last.countDown();
            }
        });
        List<Long> taken = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            ByteBuf one = PooledByteBufAllocator.DEFAULT.heapBuffer(8).writeLong(i);
            if (between.offer(1, 0, false, true, one, i)) {
                taken.add(i);
            }
            one.release();
            if (i % 3 == 0) {
                between.flush();
            }
        }
        while (!between.offer(new RelayMessage.Reset())) {
            between.flush();
        }
        between.flush();
        assertThat(last.await(30, TimeUnit.SECONDS)).isTrue();
        other.shutdown();
        assertThat(got).isEqualTo(taken);
    }

    private int fill(boolean pictures) {
        int taken = 0;
        while (pipe.offer(1, 0, false, pictures, packet, 0)) {
            taken++;
        }
        return taken;
    }

    private static class Log implements RelayPipe.Receiver {
        final List<String> lines = new ArrayList<>();

        @Override
        public void onPacket(int source, int encoding, boolean viaRtx, ByteBuf packet, long sentNanos) {
            lines.add(source + "/" + encoding + " " + viaRtx + " " + sentNanos);
        }

        @Override
        public void onMessage(RelayMessage message) {
            lines.add(message.toString());
        }
    }
}
