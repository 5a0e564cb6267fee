package io.zvonok.media.sim;

import io.netty.buffer.ByteBuf;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.api.LocalCandidate;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PublisherLayer;
import io.zvonok.media.api.RemoteTransport;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.SpeakerLevel;
import io.zvonok.media.api.TransportState;
import io.zvonok.media.ice.CandidatePair;
import io.zvonok.media.ice.IceConfig;
import io.zvonok.media.net.LoopCore;
import io.zvonok.media.peer.Cargo;
import io.zvonok.media.peer.PeerTransport;
import io.zvonok.media.room.LoopContext;
import io.zvonok.media.room.Room;
import io.zvonok.media.room.TransportFactory;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * A media loop without thread, sockets and clock: {@link LoopCore} itself, ticked every 5 ms. Keys are agreed in advance
 * and installed a few milliseconds after ICE has a path, so that early SRTP has to wait.
 */
public final class SimulatedServer {
    private static final long TICK = Nanos.fromMillis(5);
    private static final RoomId LESSON = new RoomId("lesson");

    private final Scenario scenario;
    private final VirtualClock clock;
    private final SimulatedNetwork network;
    private final LoopStats stats = new LoopStats();
    private final TrackingAllocator allocator;
    private final RandomGenerator random;
    private final Random keyDelays;
    private final LoopCore core;
    private final CRC32 trace = new CRC32();
    private final byte[] traced = new byte[16];
    private long traceLength;
    private final Map<Cargo, Integer> sent = new EnumMap<>(Cargo.class);
    private boolean tookLast;
    private long batchNanos;
    private boolean inBatch;
    private final List<Runnable> collected = new ArrayList<>();
    final Map<PeerId, TransportState> states = new LinkedHashMap<>();
    final Map<String, SlotState> slotStates = new LinkedHashMap<>();
    final Map<String, List<PublisherLayer>> publisherLayers = new LinkedHashMap<>();
    final Map<String, Boolean> activeTracks = new LinkedHashMap<>();
    private final List<BiConsumer<PeerId, List<SlotState>>> slotListeners = new ArrayList<>();
    List<SpeakerLevel> speakers = List.of();

    SimulatedServer(Scenario scenario, VirtualClock clock, SimulatedNetwork network, Random seeds, boolean nearWrap) {
        this.scenario = scenario;
        this.clock = clock;
        this.network = network;
        this.allocator = new TrackingAllocator(clock);
        Random plain = new Random(seeds.nextLong());
        this.random = nearWrap ? new NearWrapRandom(plain) : plain;
        this.keyDelays = new Random(seeds.nextLong());
        LoopContext context = new LoopContext(stats, allocator, random, Scenario.UNIX_MILLIS_AT_START);
        this.core = new LoopCore(context, new Transports(), new Sink(), failure -> {
            throw new AssertionError("I23 broken: an exception left a handler", failure);
        });
        core.openRoom(LESSON, new Listener());
        network.listenAtServer(this::onDatagram);
        clock.after(TICK, this::tick);
    }

    public LoopCore core() {
        return core;
    }

    public Room room() {
        return core.room(LESSON);
    }

    public LoopStats stats() {
        return stats;
    }

    /** What the server last told a viewer of a slot, null if nothing. */
    public SlotState slotState(TestPeer viewer, String mid) {
        return slotStates.get(viewer.id().value() + " " + mid);
    }

    /** Hears every telling of slots, as signalling would. */
    public void listenToSlots(BiConsumer<PeerId, List<SlotState>> listener) {
        slotListeners.add(listener);
    }

    /** From now on what arrives within that time is read in one batch, as by a loop that is busy meanwhile. */
    void readInBatches(long nanos) {
        batchNanos = nanos;
    }

    /** To be done when what was read so far has gone on. */
    void onceForwarded(Runnable then) {
        if (inBatch) {
            collected.add(then);
        } else {
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
            clock.after(batchNanos, () -> {
                inBatch = false;
                core.onBatchEnd(clock.nowNanos());
                noteForwarded();
            });
        }
    }

    TrackingAllocator allocator() {
        return allocator;
    }

    /** Over every datagram in and out, with its time. */
    public String traceHash() {
        return Long.toHexString(trace.getValue()) + "/" + traceLength;
    }

    private void tick() {
        core.onTick(clock.nowNanos());
        noteForwarded();
        clock.after(TICK, this::tick);
    }

    private void onDatagram(SimulatedNetwork.Datagram datagram) {
        trace(datagram.bytes(), datagram.bytes().length, 'i');
        scenario.onAtServer(datagram);
        ByteBuf buffer = allocator.heapBuffer(datagram.bytes().length).writeBytes(datagram.bytes());
        long before = taken();
        beginBatch();
        try {
            core.onDatagram(datagram.to(), datagram.from(), buffer, clock.nowNanos());
        } finally {
            buffer.release();
        }
        tookLast = taken() > before;
    }

    /** Whether the last datagram was a media packet that nothing was wrong with. */
    boolean tookLast() {
        return tookLast;
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
            trace(datagram, length, 'o');
            scenario.invariants().onSent(datagram, length, pair.remote());
            network.send(datagram, length, pair.local(), pair.remote());
        }

        @Override
        public void send(byte[] datagram, int length, CandidatePair pair, Cargo cargo) {
            sent.merge(cargo, 1, Integer::sum);
            send(datagram, length, pair);
        }
    }

    /** Datagrams that left since this was asked last. */
    int takeSent(Cargo cargo) {
        Integer count = sent.remove(cargo);
        return count == null ? 0 : count;
    }

    private void trace(byte[] bytes, int length, char direction) {
        long now = clock.nowNanos();
        for (int i = 0; i < 8; i++) {
            traced[i] = (byte) (now >> 8 * i);
        }
        traced[8] = (byte) direction;
        trace.update(traced, 0, 9);
        trace.update(bytes, 0, length);
        traceLength += length;
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
            return List.of();
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

    private final class Listener implements RoomListener {
        @Override
        public void onTransportState(PeerId peer, TransportState state) {
            states.put(peer, state);
        }

        @Override
        public void onSlots(PeerId peer, List<SlotState> changed) {
            changed.forEach(state -> slotStates.put(peer.value() + " " + state.mid(), state));
            slotListeners.forEach(listener -> listener.accept(peer, changed));
        }

        @Override
        public void onPublisherLayers(PeerId peer, String mid, List<PublisherLayer> layers) {
            publisherLayers.put(peer.value() + " " + mid, layers);
            scenario.peerOf(peer).onPublisherLayers(mid, layers);
        }

        @Override
        public void onTrackActive(PeerId peer, String mid, boolean active) {
            activeTracks.put(peer.value() + " " + mid, active);
        }

        @Override
        public void onSpeakers(List<SpeakerLevel> now) {
            speakers = now;
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
