package io.zvonok.media.sim;

import io.zvonok.media.time.Nanos;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
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
    private final Map<Link, SharedDownlink> shares = new LinkedHashMap<>();
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

    /** Where a loop of the server listens: one port each. */
    public InetSocketAddress server(int loop) {
        return loop == 0 ? server : new InetSocketAddress(server.getAddress(), server.getPort() + loop);
    }

    int loopOf(InetSocketAddress address) {
        return address.getPort() - server.getPort();
    }

    private boolean isServer(InetSocketAddress address) {
        return address.getAddress().equals(server.getAddress());
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

    /** What goes over the link passes a shared one before. */
    void share(Link down, SharedDownlink shared) {
        shares.put(down, shared);
    }

    void send(byte[] bytes, int length, InetSocketAddress from, InetSocketAddress to) {
        send(bytes, length, from, to, () -> {});
    }

    /** To the server. @param arrival told when the server has taken it, each time it came */
    void sendUp(byte[] bytes, int length, InetSocketAddress from, InetSocketAddress to, Runnable arrival) {
        send(bytes, length, from, to, arrival);
    }

    private void send(byte[] bytes, int length, InetSocketAddress from, InetSocketAddress to, Runnable arrival) {
        Port port = ports.get(isServer(to) ? from : to);
        if (port == null) {
            return;
        }
        Datagram datagram = new Datagram(Arrays.copyOf(bytes, length), from, to, clock.nowNanos());
        if (isServer(to)) {
            port.up.carry(length, null, () -> {
                atServer.onDatagram(datagram);
                arrival.run();
            });
            return;
        }
        Runnable delivery = () -> {
            Port there = ports.get(to);
            if (there != null) {
                there.receiver.onDatagram(datagram);
            }
        };
        SharedDownlink shared = shares.get(port.down);
        if (shared == null) {
            port.down.carry(length, null, delivery);
        } else {
            shared.carry(length, port.down, () -> port.down.carry(length, null, delivery));
        }
    }

    /** Puts a datagram before the server past all links: an attacker's is never late. */
    void inject(byte[] bytes, InetSocketAddress from) {
        Datagram datagram = new Datagram(bytes.clone(), from, server, clock.nowNanos());
        clock.after(0, () -> atServer.onDatagram(datagram));
    }

    /** One direction of one peer's link, or a piece of the way that several share: a queue, a rate, a delay, losses. */
    public static final class Link {
        private final VirtualClock clock;
        private final Random random;
        private final List<Observer> observers = new ArrayList<>();
        private final Deque<Transit> waiting = new ArrayDeque<>();
        private LinkConditions conditions = LinkConditions.PERFECT;
        private boolean bad;
        private long lastArrivalNanos;
        private long dropped;
        // of what waits: when the first of them has left, and what stands behind it
        private long firstLeavesNanos;
        private long bytesBehind;
        private long departures;

        /** Sees what enters and leaves a link. Called before anything else happens with the datagram. */
        public interface Observer {
            /**
             * A datagram came to the link.
             *
             * @param bytes of UDP payload
             * @param dropped it was lost, or found no place in the queue
             * @param queueDelayNanos how long what waits before it takes to leave, at the rate of now
             */
            void onSent(long nowNanos, int bytes, boolean dropped, long queueDelayNanos);

            /** A datagram arrived at the other end. */
            void onArrived(long nowNanos, int bytes);
        }

        /** What luck has in store for a datagram is known when it enters; -1: not held back, not repeated. */
        private record Transit(int bytes, long jitterNanos, long heldBackNanos, long repeatedNanos, Runnable arrival) {}

        Link(VirtualClock clock, Random random) {
            this.clock = clock;
            this.random = random;
        }

        public LinkConditions conditions() {
            return conditions;
        }

        /** From now on; what waits leaves at the new rate. */
        public void change(LinkConditions.Change... changes) {
            long before = conditions.rateBps();
            for (LinkConditions.Change change : changes) {
                conditions = change.apply(conditions);
            }
            long after = conditions.rateBps();
            if (after != before && !waiting.isEmpty()) {
                long now = clock.nowNanos();
                double left = after == 0 ? 0 : (firstLeavesNanos - now) * ((double) before / after);
                firstLeavesNanos = now + (long) left;
                scheduleDeparture();
            }
        }

        public void observe(Observer observer) {
            observers.add(observer);
        }

        /** Datagrams that did not get through. */
        public long dropped() {
            return dropped;
        }

        /** How long a datagram that came now would wait for those before it. */
        public long queueDelayNanos() {
            return waiting.isEmpty() ? 0 : firstLeavesNanos - clock.nowNanos() + nanosOnLink(bytesBehind);
        }

        private long nanosOnLink(long bytes) {
            return conditions.rateBps() == 0 ? 0 : bytes * 8_000_000_000L / conditions.rateBps();
        }

        /** @param owner who sees only some of what the link carries, or null */
        void carry(int bytes, Observer owner, Runnable delivery) {
            long now = clock.nowNanos();
            long queued = queueDelayNanos();
            boolean drop = bytes > conditions.mtu() || isLost() || isQueueFull(bytes, queued);
            observers.forEach(observer -> observer.onSent(now, bytes, drop, queued));
            if (owner != null) {
                owner.onSent(now, bytes, drop, queued);
            }
            if (drop) {
                dropped++;
                return;
            }
            long jitter = conditions.jitterNanos() == 0 ? 0 : (long) (random.nextDouble() * conditions.jitterNanos());
            long heldBack = chance(conditions.reorder()) ? Nanos.fromMillis(5 + random.nextInt(36)) : -1;
            long repeated = chance(conditions.duplicate()) ? Nanos.fromMillis(random.nextInt(30)) : -1;
            Transit transit = new Transit(bytes, jitter, heldBack, repeated, () -> {
                observers.forEach(observer -> observer.onArrived(clock.nowNanos(), bytes));
                if (owner != null) {
                    owner.onArrived(clock.nowNanos(), bytes);
                }
                delivery.run();
            });
            if (conditions.rateBps() == 0 && waiting.isEmpty()) {
                depart(transit);
            } else if (waiting.isEmpty()) {
                waiting.add(transit);
                firstLeavesNanos = now + nanosOnLink(bytes);
                scheduleDeparture();
            } else {
                waiting.add(transit);
                bytesBehind += bytes;
            }
        }

        private void scheduleDeparture() {
            long number = ++departures;
            clock.at(firstLeavesNanos, () -> {
                if (number == departures) {
                    depart(waiting.remove());
                    startNext();
                }
            });
        }

        private void startNext() {
            if (!waiting.isEmpty()) {
                int bytes = waiting.element().bytes;
                bytesBehind -= bytes;
                firstLeavesNanos += nanosOnLink(bytes);
                scheduleDeparture();
            }
        }

        private void depart(Transit transit) {
            long arrives = Math.max(lastArrivalNanos, clock.nowNanos() + conditions.delayNanos() + transit.jitterNanos);
            if (transit.heldBackNanos >= 0) {
                clock.at(arrives + transit.heldBackNanos, transit.arrival);
            } else {
                lastArrivalNanos = arrives;
                clock.at(arrives, transit.arrival);
            }
            if (transit.repeatedNanos >= 0) {
                clock.at(arrives + transit.repeatedNanos, transit.arrival);
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

        private boolean isQueueFull(int bytes, long queuedNanos) {
            if (conditions.rateBps() == 0 || queuedNanos == 0) {
                return false;
            }
            if (conditions.queueNanos() > 0) {
                return queuedNanos + nanosOnLink(bytes) > conditions.queueNanos();
            }
            return queuedNanos * conditions.rateBps() / 8_000_000_000L + bytes > conditions.queueBytes();
        }

        private boolean chance(double probability) {
            return probability > 0 && random.nextDouble() < probability;
        }
    }
}
