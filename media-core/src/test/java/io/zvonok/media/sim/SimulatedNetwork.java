package io.zvonok.media.sim;

import io.zvonok.media.time.Nanos;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Carries datagrams between the server and the addresses of the peers. Each peer has a link of its own, each direction
 * its own conditions and luck.
 */
public final class SimulatedNetwork {
    private final VirtualClock clock;
    private final InetSocketAddress server;
    private final Map<InetSocketAddress, Port> ports = new LinkedHashMap<>();
    private Receiver atServer = datagram -> {};

    /** On its way, and then there. */
    public record Datagram(byte[] bytes, InetSocketAddress from, InetSocketAddress to, long sentNanos) {}

    public interface Receiver {
        void onDatagram(Datagram datagram);
    }

    private record Port(Link up, Link down, Receiver receiver) {}

    public SimulatedNetwork(VirtualClock clock, InetSocketAddress server) {
        this.clock = clock;
        this.server = server;
    }

    public InetSocketAddress server() {
        return server;
    }

    void listenAtServer(Receiver receiver) {
        atServer = receiver;
    }

    /** Both links may serve several addresses of one peer. */
    void attach(InetSocketAddress address, Link up, Link down, Receiver receiver) {
        ports.put(address, new Port(up, down, receiver));
    }

    /** What is sent to the address, and what still was on its way, is lost. */
    void detach(InetSocketAddress address) {
        ports.remove(address);
    }

    Link newLink(long seed) {
        return new Link(clock, new Random(seed));
    }

    void send(byte[] bytes, int length, InetSocketAddress from, InetSocketAddress to) {
        Port port = ports.get(to.equals(server) ? from : to);
        if (port == null) {
            return;
        }
        Datagram datagram = new Datagram(Arrays.copyOf(bytes, length), from, to, clock.nowNanos());
        if (to.equals(server)) {
            port.up.carry(datagram, () -> atServer.onDatagram(datagram));
        } else {
            port.down.carry(datagram, () -> {
                Port there = ports.get(to);
                if (there != null) {
                    there.receiver.onDatagram(datagram);
                }
            });
        }
    }

    /** Puts a datagram before the server past all links: an attacker's is never late. */
    void inject(byte[] bytes, InetSocketAddress from) {
        Datagram datagram = new Datagram(bytes.clone(), from, server, clock.nowNanos());
        clock.after(0, () -> atServer.onDatagram(datagram));
    }

    /** One direction of one peer's link. */
    static final class Link {
        private final VirtualClock clock;
        private final Random random;
        private LinkConditions conditions = LinkConditions.PERFECT;
        private boolean bad;
        private long busyUntilNanos;
        private long lastArrivalNanos;
        private long dropped;

        Link(VirtualClock clock, Random random) {
            this.clock = clock;
            this.random = random;
        }

        LinkConditions conditions() {
            return conditions;
        }

        void change(LinkConditions.Change... changes) {
            for (LinkConditions.Change change : changes) {
                conditions = change.apply(conditions);
            }
        }

        long dropped() {
            return dropped;
        }

        private void carry(Datagram datagram, Runnable delivery) {
            int length = datagram.bytes.length;
            if (length > conditions.mtu() || isLost() || isQueueFull(length)) {
                dropped++;
                return;
            }
            long now = clock.nowNanos();
            long leaves = now;
            if (conditions.rateBps() > 0) {
                busyUntilNanos = Math.max(busyUntilNanos, now) + length * 8_000_000_000L / conditions.rateBps();
                leaves = busyUntilNanos;
            }
            long jitter = conditions.jitterNanos() == 0 ? 0 : (long) (random.nextDouble() * conditions.jitterNanos());
            long arrives = Math.max(lastArrivalNanos, leaves + conditions.delayNanos() + jitter);
            if (chance(conditions.reorder())) {
                clock.at(arrives + Nanos.fromMillis(5 + random.nextInt(36)), delivery);
            } else {
                lastArrivalNanos = arrives;
                clock.at(arrives, delivery);
            }
            if (chance(conditions.duplicate())) {
                clock.at(arrives + Nanos.fromMillis(random.nextInt(30)), delivery);
            }
        }

        private boolean isLost() {
            if (conditions.toBad() > 0) {
                bad = bad ? !chance(conditions.toGood()) : chance(conditions.toBad());
            } else {
                bad = false;
            }
            return chance(bad ? conditions.lossBad() : conditions.lossGood());
        }

        private boolean isQueueFull(int length) {
            long waitingNanos = busyUntilNanos - clock.nowNanos();
            long waitingBytes = conditions.rateBps() == 0 ? 0 : waitingNanos * conditions.rateBps() / 8_000_000_000L;
            return waitingBytes + length > conditions.queueBytes();
        }

        private boolean chance(double probability) {
            return probability > 0 && random.nextDouble() < probability;
        }
    }
}
