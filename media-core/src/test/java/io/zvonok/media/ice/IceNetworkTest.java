package io.zvonok.media.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Ten minutes of a moving client over a bad network, from seeds: a quarter of all datagrams lost, some doubled, all
 * out of order, now and then a new address or a restart. When the client rests the agent has followed it.
 */
class IceNetworkTest {
    private static final int SEEDS = Integer.getInteger("seeds", 20);
    private static final Integer ONE_SEED = Integer.getInteger("seed");
    private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.1", 10000);

    @Test
    void followsAMovingClientOverABadNetwork() {
        int first = ONE_SEED == null ? 0 : ONE_SEED;
        int last = ONE_SEED == null ? SEEDS - 1 : ONE_SEED;
        for (int seed = first; seed <= last; seed++) {
            try {
                new Lesson(seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static final class Lesson implements IceAgent.Output {
        private record InFlight(long nanos, int order, Runnable arrival) {}

        private final Random random;
        private final IceAgent agent;
        private final IceClient client;
        private final PriorityQueue<InFlight> wire =
                new PriorityQueue<>(Comparator.comparingLong(InFlight::nanos).thenComparingInt(InFlight::order));
        private long now;
        private int order;

        Lesson(int seed) {
            random = new Random(seed);
            agent = new IceAgent(IceConfig.defaults(), new Random(seed + 1000), new LoopStats(), this);
            client = new IceClient(new Random(seed + 2000), (bytes, length, source, server) -> {
                byte[] copy = Arrays.copyOf(bytes, length);
                CandidatePair pair = new CandidatePair(Protocol.UDP, SERVER, source);
                travel(() -> agent.onStun(copy, 0, copy.length, pair, now));
            });
            agent.setRemote(client.local());
            client.setRemote(agent.local());
        }

        void run() {
            client.use(address(0), SERVER, now);
            for (int move = 1; move <= 30; move++) {
                pass(Nanos.fromSeconds(20));
                assertThat(agent.state()).isIn(IceAgent.State.CONNECTED, IceAgent.State.SILENT);
                assertThat(agent.selected()).as("move %d", move).isNotNull();
                assertThat(agent.selected().remote()).as("move %d", move).isEqualTo(client.source());
                assertThat(agent.isSelectedProven()).isTrue();
                assertThat(agent.previousLocal()).isNull();
                if (random.nextInt(3) == 0) {
                    client.setRemote(agent.restart(client.restart(), now));
                }
                client.use(random.nextInt(3) == 0 ? client.source() : address(move), SERVER, now);
            }
        }

        private void pass(long nanos) {
            for (long end = now + nanos; now < end; ) {
                now += Nanos.fromMillis(5);
                while (!wire.isEmpty() && wire.peek().nanos() <= now) {
                    wire.remove().arrival().run();
                }
                client.onTimeout(now);
                agent.onTimeout(now);
            }
        }

        private void travel(Runnable arrival) {
            for (int copies = random.nextInt(10) == 0 ? 2 : 1; copies > 0; copies--) {
                if (random.nextInt(4) != 0) {
                    wire.add(new InFlight(now + Nanos.fromMillis(20 + random.nextInt(300)), order++, arrival));
                }
            }
        }

        private static InetSocketAddress address(int i) {
            return new InetSocketAddress("203.0.113.9", 1024 + i);
        }

        @Override
        public void transmit(byte[] datagram, int length, CandidatePair pair) {
            byte[] copy = Arrays.copyOf(datagram, length);
            travel(() -> client.onStun(copy, 0, copy.length, pair.remote(), SERVER, now));
        }

        @Override
        public void onValidPair(CandidatePair pair) {}

        @Override
        public void onPairGone(CandidatePair pair) {}

        @Override
        public void onSelectedPair(CandidatePair pair) {}

        @Override
        public void onState(IceAgent.State state) {}
    }
}
