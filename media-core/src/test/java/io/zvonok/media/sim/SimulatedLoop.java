package io.zvonok.media.sim;

import io.netty.buffer.ByteBuf;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.api.LocalCandidate;
import io.zvonok.media.api.RemoteTransport;
import io.zvonok.media.api.TransportState;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.media.ice.CandidatePair;
import io.zvonok.media.ice.IceConfig;
import io.zvonok.media.net.LoopCore;
import io.zvonok.media.net.RoomLoop;
import io.zvonok.media.peer.Cargo;
import io.zvonok.media.peer.PeerTransport;
import io.zvonok.media.room.LoopContext;
import io.zvonok.media.room.TransportFactory;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/**
 * A media loop without thread, sockets and clock: {@link LoopCore} itself, ticked every 5 ms. Keys are agreed in advance
 * and installed a few milliseconds after ICE has a path, so that early SRTP has to wait. What another loop hands over
 * comes a moment later.
 */
public final class SimulatedLoop implements RoomLoop {
    private static final long TICK = Nanos.fromMillis(5);
    static final long HAND_OVER = 50_000;

    private final Scenario scenario;
    private final SimulatedServer server;
    private final int index;
    private final VirtualClock clock;
    private final LoopStats stats = new LoopStats();
    private final RandomGenerator random;
    private final Random keyDelays;
    private final LoopCore core;
    private boolean tookLast;
    private long batchNanos;
    private boolean inBatch;
    private final List<Runnable> collected = new ArrayList<>();
    private long stuckUntilNanos;
    private long longestStuckNanos;
    private long seconds;
    private long datagrams;
    private long datagramsPerSecond;

    SimulatedLoop(
            Scenario scenario, SimulatedServer server, int index, VirtualClock clock, Random seeds, boolean nearWrap) {
        this.index = index;
        this.scenario = scenario;
        this.server = server;
        this.clock = clock;
        Random plain = new Random(seeds.nextLong());
        this.random = nearWrap ? new NearWrapRandom(plain) : plain;
        this.keyDelays = new Random(seeds.nextLong());
        LoopContext context = new LoopContext(stats, server.allocator(), random, Scenario.UNIX_MILLIS_AT_START);
        this.core = new LoopCore(context, new Transports(), new Sink(), failure -> {
            throw new AssertionError("I23 broken: an exception left a handler", failure);
        });
        clock.after(TICK, this::tick);
    }

    public LoopCore core() {
        return core;
    }

    public LoopStats stats() {
        return stats;
    }

    /** The loop does nothing for so long, and all that was to happen on it waits. */
    public void stickFor(long nanos) {
        stuckUntilNanos = clock.nowNanos() + nanos;
        longestStuckNanos = Math.max(longestStuckNanos, nanos);
    }

    long stuckUntilNanos() {
        return stuckUntilNanos;
    }

    long longestStuckNanos() {
        return longestStuckNanos;
    }

    private boolean isStuck() {
        return clock.nowNanos() < stuckUntilNanos;
    }

    private void tick() {
        if (isStuck()) {
            clock.at(stuckUntilNanos, this::tick);
            return;
        }
        core.onTick(clock.nowNanos());
        noteForwarded();
        core.flushRelays();
        if (clock.nowNanos() / 1_000_000_000L > seconds) {
            seconds = clock.nowNanos() / 1_000_000_000L;
            long now = stats.get(Counter.DATAGRAMS_IN) + stats.get(Counter.RTP_OUT);
            datagramsPerSecond = now - datagrams;
            datagrams = now;
        }
        clock.after(TICK, this::tick);
    }

    void onDatagram(SimulatedNetwork.Datagram datagram) {
        if (isStuck()) {
            clock.at(stuckUntilNanos, () -> onDatagram(datagram));
            return;
        }
        ByteBuf buffer = server.allocator().heapBuffer(datagram.bytes().length).writeBytes(datagram.bytes());
        long before = taken();
        beginBatch();
        try {
            core.onDatagram(datagram.to(), datagram.from(), buffer, clock.nowNanos());
        } finally {
            buffer.release();
        }
        tookLast = taken() > before;
        core.flushRelays();
    }

    void readInBatches(long nanos) {
        batchNanos = nanos;
    }

    /** To be done when the last datagram has gone on, if it was a media packet that nothing was wrong with. */
    void onceTaken(Runnable then) {
        if (isStuck()) {
            clock.at(stuckUntilNanos, () -> onceTaken(then)); // behind that datagram
        } else if (tookLast && inBatch) {
            collected.add(then);
        } else if (tookLast) {
            then.run();
        }
    }

    private void noteForwarded() {
        collected.forEach(Runnable::run);
        collected.clear();
    }

    private void beginBatch() {
        if (batchNanos > 0 && !inBatch) {
            inBatch = true;
            core.onBatchStart(true);
            clock.after(batchNanos, this::endBatch);
        }
    }

    private void endBatch() {
        if (isStuck()) {
            clock.at(stuckUntilNanos, this::endBatch);
            return;
        }
        inBatch = false;
        core.onBatchEnd(clock.nowNanos());
        noteForwarded();
        core.flushRelays();
    }

    private long taken() {
        return stats.get(Counter.RTP_IN)
                - stats.get(Counter.RTP_JUMP)
                - stats.get(Counter.RTP_TOO_LATE)
                - stats.get(Counter.RTP_UNDESCRIBED);
    }

    private final class Sink implements LoopCore.DatagramSink {
        @Override
        public void send(byte[] datagram, int length, CandidatePair pair) {
            server.send(datagram, length, pair, Cargo.CONTROL);
        }

        @Override
        public void send(byte[] datagram, int length, CandidatePair pair, Cargo cargo) {
            server.send(datagram, length, pair, cargo);
        }
    }

    // --- RoomLoop

    @Override
    public <T> CompletionStage<T> call(BiFunction<LoopCore, Long, T> command) {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (isStuck()) {
            clock.at(stuckUntilNanos, () -> run(command, result));
        } else {
            run(command, result);
        }
        return result;
    }

    private <T> void run(BiFunction<LoopCore, Long, T> command, CompletableFuture<T> result) {
        try {
            result.complete(command.apply(core, clock.nowNanos()));
        } catch (ZvonokException refused) {
            result.completeExceptionally(refused);
        }
        core.flushRelays();
    }

    @Override
    public void post(Runnable task) {
        clock.after(HAND_OVER, () -> runPosted(task));
    }

    private void runPosted(Runnable task) {
        if (isStuck()) {
            clock.at(stuckUntilNanos, () -> runPosted(task));
            return;
        }
        core.run(task, true, clock.nowNanos());
        core.flushRelays();
    }

    @Override
    public long datagramsPerSecond() {
        return datagramsPerSecond;
    }

    @Override
    public long secondsCounted() {
        return seconds;
    }

    @Override
    public int participantCount() {
        return core.participantCount();
    }

    private final class Transports implements TransportFactory {
        @Override
        public PeerTransport create(RemoteTransport remote, PeerTransport.Output output) {
            TestPeer peer = scenario.peerOf(remote.fingerprints().get(0));
            KeyInstaller installer = new KeyInstaller(output, peer);
            PeerTransport transport = new PeerTransport(IceConfig.defaults(), random, stats, installer);
            installer.transport = transport;
            transport.ice().setRemote(remote.ice());
            return transport;
        }

        @Override
        public Fingerprint fingerprint() {
            return new Fingerprint("sha-256", "SERVER");
        }

        @Override
        public List<LocalCandidate> candidates() {
            InetSocketAddress here = scenario.network().server(index);
            return List.of(new LocalCandidate("1", here.getHostString(), here.getPort(), 1));
        }
    }

    /** Stands for the handshake. */
    private final class KeyInstaller implements PeerTransport.Output {
        private final PeerTransport.Output output;
        private final TestPeer peer;
        private PeerTransport transport;
        private boolean scheduled;

        KeyInstaller(PeerTransport.Output output, TestPeer peer) {
            this.output = output;
            this.peer = peer;
        }

        @Override
        public void transmit(byte[] datagram, int length, CandidatePair pair) {
            output.transmit(datagram, length, pair);
        }

        @Override
        public void transmit(byte[] datagram, int length, CandidatePair pair, Cargo cargo) {
            output.transmit(datagram, length, pair, cargo);
        }

        @Override
        public void onValidPair(CandidatePair pair) {
            output.onValidPair(pair);
        }

        @Override
        public void onPairGone(CandidatePair pair) {
            output.onPairGone(pair);
        }

        @Override
        public void onState(TransportState state) {
            output.onState(state);
            if (state == TransportState.SECURING && !scheduled) {
                scheduled = true;
                clock.after(
                        Nanos.fromMillis(1 + keyDelays.nextInt(60)),
                        () -> transport.installKeys(peer.serverKeys, peer.clientKeys));
            }
        }

        @Override
        public void onHeldPacket(byte[] datagram) {
            output.onHeldPacket(datagram);
        }
    }

    /** Lets the server's own numbers begin near their wrap: times at 2^32, sequence numbers as high as they may. */
    private record NearWrapRandom(Random random) implements RandomGenerator {
        @Override
        public long nextLong() {
            return random.nextLong();
        }

        @Override
        public int nextInt() {
            return -1 - random.nextInt(1 << 20);
        }

        @Override
        public int nextInt(int bound) {
            return bound > 10_000 ? bound - 1 - random.nextInt(50) : random.nextInt(bound);
        }

        @Override
        public void nextBytes(byte[] bytes) {
            random.nextBytes(bytes);
        }
    }
}
