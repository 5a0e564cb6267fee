package io.zvonok.media.stream;

import static io.zvonok.media.time.Nanos.fromMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stream over a network that loses, delays, reorders and duplicates, and answers its NACKs likewise. */
class ReceiveStreamRepairTest {
    private static final int PACKETS = 3_000;
    private static final long SPACING_NANOS = 2_000_000;

    private record Arrival(long atNanos, int index, boolean viaRtx) {}

    private final LoopStats stats = new LoopStats();
    private final ReceiveStream stream = new ReceiveStream(1, 90_000, true, ReceiveStreamConfig.DEFAULT, stats);
    private final PriorityQueue<Arrival> network = new PriorityQueue<>((a, b) -> a.atNanos() != b.atNanos()
            ? Long.compare(a.atNanos(), b.atNanos())
            : Integer.compare(a.index(), b.index()));
    private final Map<Integer, Integer> triesOf = new HashMap<>();
    private final Map<Integer, Long> askedAt = new HashMap<>();
    private final Set<Integer> received = new HashSet<>();
    private final int[] out = new int[37];

    private Random random = new Random();
    private int first;
    private long roundTrip;
    private double loss;
    private int cameAfterAll;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.zvonok.media.stream.Seeds#all")
    void repairsALossyStreamWithinTheBoundsOfP19_I6(long seed) {
        random = new Random(seed);
        first = random.nextBoolean() ? 65_536 - random.nextInt(PACKETS) : random.nextInt(65_536);
        roundTrip = fromMillis(1 + random.nextInt(120));
        loss = random.nextDouble() * 0.25;
        for (int i = 0; i < PACKETS; i++) {
            send(i, i * SPACING_NANOS, false, i == 0);
        }

        long now = 0;
        while (!network.isEmpty() || stream.nextTimeoutNanos() != Long.MAX_VALUE) {
            while (!network.isEmpty() && network.peek().atNanos() <= now) {
                receive(network.poll());
            }
            if (stream.nextTimeoutNanos() <= now) {
                ask(now);
            }
            now += fromMillis(1);
        }

        int newest = received.stream().mapToInt(Integer::intValue).max().orElse(0);
        assertThat(received).hasSizeGreaterThan((newest + 1) * 999 / 1000);
        assertThat(stream.packets()).isEqualTo(received.size());
        long neverCame = newest + 1 - received.size();
        assertThat(stats.get(Counter.RTP_LOST)).isBetween(neverCame, neverCame + cameAfterAll);
    }

    private void send(int index, long atNanos, boolean viaRtx, boolean surely) {
        if (surely || random.nextDouble() >= loss) {
            long delay = roundTrip / 2 + (random.nextInt(10) == 0 ? random.nextInt(12_000_000) : 0);
            network.add(new Arrival(atNanos + delay, index, viaRtx));
            if (random.nextInt(20) == 0) {
                network.add(new Arrival(atNanos + delay + random.nextInt(3_000_000), index, viaRtx));
            }
        }
    }

    private void receive(Arrival packet) {
        int sequence = (first + packet.index()) & 0xFFFF;
        long extended = stream.onPacket(sequence, packet.index() * 180, 1200, packet.viaRtx(), packet.atNanos());
        if (received.add(packet.index())) {
            assertThat(extended).isEqualTo(65_536L + first + packet.index());
            long age = packet.atNanos() - packet.index() * SPACING_NANOS;
            boolean givenUp = age >= fromMillis(1000) || triesOf.getOrDefault(packet.index(), 0) == 10;
            cameAfterAll += givenUp ? 1 : 0;
        } else {
            assertThat(extended).isEqualTo(-1);
        }
    }

    private void ask(long now) {
        int count = stream.missing(now, roundTrip, out);
        for (int i = 0; i < count; i++) {
            int index = (out[i] - first) & 0xFFFF;
            assertThat(received).doesNotContain(index);
            assertThat(triesOf.merge(index, 1, Integer::sum)).isLessThanOrEqualTo(10);
            Long before = askedAt.put(index, now);
            if (before != null) {
                assertThat(now - before).isGreaterThanOrEqualTo(Math.max(roundTrip, fromMillis(20)));
            }
            if (random.nextDouble() >= loss) {
                send(index, now + roundTrip / 2, true, false);
            }
        }
    }
}
