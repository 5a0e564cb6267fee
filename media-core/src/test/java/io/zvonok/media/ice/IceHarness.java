package io.zvonok.media.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * An agent, a client, and a wire between them that delivers at once unless an address is cut off. Remembers what was
 * told and sent, and holds the agent to three bytes out for each byte in from paths that never answered (I15).
 */
final class IceHarness {
    static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.1", 10000);
    static final InetSocketAddress WIFI = new InetSocketAddress("198.51.100.1", 40000);
    static final InetSocketAddress MOBILE = new InetSocketAddress("203.0.113.1", 50000);
    static final InetSocketAddress ELSEWHERE = new InetSocketAddress("203.0.113.66", 6666);

    private static final long TICK_NANOS = Nanos.fromMillis(5);
    private static final Set<InetSocketAddress> OF_CLIENT = Set.of(WIFI, MOBILE);

    final LoopStats stats = new LoopStats();
    final Told told = new Told();
    final IceAgent agent;
    final IceClient client;
    final Set<InetSocketAddress> cut = new HashSet<>();
    final List<Datagram> sentByClient = new ArrayList<>();
    long now = Nanos.fromSeconds(1000);

    private final ArrayDeque<Datagram> toAgent = new ArrayDeque<>();
    private final Map<InetSocketAddress, Integer> bytesFrom = new HashMap<>();
    private final Map<InetSocketAddress, Integer> bytesTo = new HashMap<>();
    private final Set<InetSocketAddress> answeredFrom = new HashSet<>();
    private int sentByAgentHandled;

    /** @param peer the address at the client's end */
    record Datagram(byte[] bytes, InetSocketAddress peer, long nanos) {}

    /** What the agent told its owner. */
    final class Told implements IceAgent.Output {
        final List<Datagram> sent = new ArrayList<>();
        final List<CandidatePair> valid = new ArrayList<>();
        final List<InetSocketAddress> selected = new ArrayList<>();
        final List<IceAgent.State> states = new ArrayList<>();

        @Override
        public void transmit(byte[] datagram, int length, CandidatePair pair) {
            assertThat(pair.local()).isEqualTo(SERVER);
            sent.add(new Datagram(Arrays.copyOf(datagram, length), pair.remote(), now));
        }

        @Override
        public void onValidPair(CandidatePair pair) {
            assertThat(valid).doesNotContain(pair);
            valid.add(pair);
        }

        @Override
        public void onPairGone(CandidatePair pair) {
            assertThat(valid.remove(pair)).isTrue();
        }

        @Override
        public void onSelectedPair(CandidatePair pair) {
            assertThat(valid).contains(pair);
            selected.add(pair.remote());
        }

        @Override
        public void onState(IceAgent.State state) {
            states.add(state);
        }
    }

    IceHarness() {
        agent = new IceAgent(IceConfig.defaults(), new Random(1), stats, told);
        client = new IceClient(new Random(2), (bytes, length, source, server) -> {
            Datagram datagram = new Datagram(Arrays.copyOf(bytes, length), source, now);
            sentByClient.add(datagram);
            toAgent.add(datagram);
        });
        client.setRemote(agent.local());
        agent.setRemote(client.local());
    }

    /** Connected over Wi-Fi, and the path has proved itself. */
    static IceHarness connected() {
        return new IceHarness().use(WIFI).settle();
    }

    static CandidatePair pair(InetSocketAddress peer) {
        return new CandidatePair(Protocol.UDP, SERVER, peer);
    }

    /** The client takes this path; not delivered yet. */
    IceHarness use(InetSocketAddress source) {
        client.use(source, SERVER, now);
        return this;
    }

    /** Gives the agent a STUN datagram from there, whoever made it. */
    boolean deliver(byte[] bytes, InetSocketAddress source) {
        bytesFrom.merge(source, bytes.length, Integer::sum);
        return agent.onStun(bytes, 0, bytes.length, pair(source), now);
    }

    /** Gives the agent a media datagram from there. */
    void media(int bytes, InetSocketAddress source) {
        bytesFrom.merge(source, bytes, Integer::sum);
        agent.onReceived(pair(source), bytes, now);
    }

    /** Sends media as its owner would. */
    boolean sendMedia(int bytes) {
        CandidatePair selected = agent.selected();
        if (selected == null || !agent.maySend(bytes)) {
            return false;
        }
        agent.onSent(bytes);
        bytesTo.merge(selected.remote(), bytes, Integer::sum);
        return true;
    }

    /** Delivers what either end has sent until nobody has anything to say. */
    IceHarness settle() {
        while (!toAgent.isEmpty() || sentByAgentHandled < told.sent.size()) {
            while (!toAgent.isEmpty()) {
                Datagram datagram = toAgent.remove();
                if (!cut.contains(datagram.peer())) {
                    deliver(datagram.bytes(), datagram.peer());
                }
            }
            while (sentByAgentHandled < told.sent.size()) {
                arrive(told.sent.get(sentByAgentHandled++));
            }
        }
        bytesTo.forEach((peer, bytes) -> assertThat(answeredFrom.contains(peer) || bytes <= 3 * bytesFrom.get(peer))
                .as("sent three times what came, or the path has answered")
                .isTrue());
        return this;
    }

    private void arrive(Datagram datagram) {
        InetSocketAddress peer = datagram.peer();
        bytesTo.merge(peer, datagram.bytes().length, Integer::sum);
        int answered = client.checksAnswered();
        if (OF_CLIENT.contains(peer) && !cut.contains(peer)) {
            client.onStun(datagram.bytes(), 0, datagram.bytes().length, peer, SERVER, now);
        }
        if (client.checksAnswered() > answered) {
            answeredFrom.add(peer);
        }
    }

    /** Lets time pass, a few milliseconds at a time. */
    IceHarness run(long nanos) {
        for (long end = now + nanos; now < end; ) {
            now += TICK_NANOS;
            client.onTimeout(now);
            if (now >= agent.nextTimeoutNanos()) {
                agent.onTimeout(now);
                assertThat(agent.nextTimeoutNanos()).isGreaterThan(now);
            }
            settle();
        }
        return this;
    }

    IceHarness runSeconds(int seconds) {
        return run(Nanos.fromSeconds(seconds));
    }

    InetSocketAddress selected() {
        CandidatePair selected = agent.selected();
        return selected == null ? null : selected.remote();
    }

    long count(Counter counter) {
        return stats.get(counter);
    }

    int bytesTo(InetSocketAddress peer) {
        return bytesTo.getOrDefault(peer, 0);
    }

    int bytesFrom(InetSocketAddress peer) {
        return bytesFrom.getOrDefault(peer, 0);
    }

    List<Datagram> sentTo(InetSocketAddress peer) {
        return told.sent.stream()
                .filter(datagram -> datagram.peer().equals(peer))
                .toList();
    }
}
