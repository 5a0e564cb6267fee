package io.zvonok.media.sim;

import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerPermissions;
import io.zvonok.media.api.PublisherLayer;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.SpeakerLevel;
import io.zvonok.media.api.TransportState;
import io.zvonok.media.ice.CandidatePair;
import io.zvonok.media.net.LoopCore;
import io.zvonok.media.peer.Cargo;
import io.zvonok.media.room.Room;
import io.zvonok.media.server.PlacedRooms;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.zip.CRC32;

/** The server of a simulation: its loops, the rooms on them, and one lesson that is open from the start. */
public final class SimulatedServer {
    static final RoomId LESSON = new RoomId("lesson");

    private final Scenario scenario;
    private final VirtualClock clock;
    private final SimulatedNetwork network;
    private final TrackingAllocator allocator;
    private final List<SimulatedLoop> loops = new ArrayList<>();
    private final PlacedRooms rooms;
    private final CRC32 trace = new CRC32();
    private final byte[] traced = new byte[16];
    private long traceLength;
    private final Map<Cargo, Integer> sent = new EnumMap<>(Cargo.class);
    private SimulatedLoop last;
    private boolean hasAudience;
    final Map<PeerId, TransportState> states = new LinkedHashMap<>();
    final Map<String, SlotState> slotStates = new LinkedHashMap<>();
    final Map<String, List<PublisherLayer>> publisherLayers = new LinkedHashMap<>();
    final Map<String, Boolean> activeTracks = new LinkedHashMap<>();
    private final List<BiConsumer<PeerId, List<SlotState>>> slotListeners = new ArrayList<>();
    List<SpeakerLevel> speakers = List.of();

    SimulatedServer(
            Scenario scenario,
            VirtualClock clock,
            SimulatedNetwork network,
            Random seeds,
            boolean nearWrap,
            int loopCount) {
        this.scenario = scenario;
        this.clock = clock;
        this.network = network;
        this.allocator = new TrackingAllocator(clock);
        for (int i = 0; i < loopCount; i++) {
            loops.add(new SimulatedLoop(scenario, this, i, clock, seeds, nearWrap));
        }
        this.last = loops.get(0);
        this.rooms = new PlacedRooms(loops);
        await(rooms.openRoom(LESSON, new Listener()));
        network.listenAtServer(this::onDatagram);
    }

    /** Of the first loop, where the stage is. */
    public LoopCore core() {
        return loops.get(0).core();
    }

    public Room room() {
        return core().room(LESSON);
    }

    /** Of the first loop. */
    public LoopStats stats() {
        return loops.get(0).stats();
    }

    /** Of all loops. */
    public long total(Counter counter) {
        return loops.stream().mapToLong(loop -> loop.stats().get(counter)).sum();
    }

    public List<SimulatedLoop> loops() {
        return loops;
    }

    public PlacedRooms rooms() {
        return rooms;
    }

    /** In the room in which the peer is; on a loop that is stuck, later. */
    void command(PeerId peer, BiConsumer<Room, Long> command) {
        CompletionStage<Void> given = rooms.inRoom(LESSON, peer, (room, now) -> {
            command.accept(room, now);
            return null;
        });
        if (given.toCompletableFuture().isDone()) {
            await(given);
        }
    }

    /** The result of a command, which no loop that is stuck has to give. */
    static <T> T await(CompletionStage<T> stage) {
        CompletableFuture<T> result = stage.toCompletableFuture();
        if (!result.isDone()) {
            throw new IllegalStateException("the loop is stuck");
        }
        try {
            return result.join();
        } catch (CompletionException refused) {
            throw (RuntimeException) refused.getCause();
        }
    }

    /** For how long a loop had to leave everything as it was. */
    long longestStuckNanos() {
        return loops.stream().mapToLong(SimulatedLoop::longestStuckNanos).max().orElse(0);
    }

    int participantCount() {
        return loops.stream().mapToInt(loop -> loop.core().participantCount()).sum();
    }

    int boundAddresses() {
        return loops.stream().mapToInt(loop -> loop.core().boundAddresses()).sum();
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
        loops.forEach(loop -> loop.readInBatches(nanos));
    }

    /** To be done when the last datagram has gone on, if it was a media packet that nothing was wrong with. */
    void onceTaken(Runnable then) {
        last.onceTaken(hasAudience ? () -> onceHandedOver(then) : then);
    }

    /** By then what came has gone to all loops, too. */
    private void onceHandedOver(Runnable then) {
        long free =
                loops.stream().mapToLong(SimulatedLoop::stuckUntilNanos).max().orElse(0);
        clock.at(Math.max(free, clock.nowNanos()) + 2 * SimulatedLoop.HAND_OVER, then);
    }

    /** Somebody joins the audience, on whatever loop. */
    JoinResult joinAudience(PeerId peer, PeerDescription description, PeerPermissions permissions) {
        hasAudience = true;
        return await(rooms.joinAudience(LESSON, peer, description, permissions));
    }

    TrackingAllocator allocator() {
        return allocator;
    }

    /** Over every datagram in and out, with its time. */
    public String traceHash() {
        return Long.toHexString(trace.getValue()) + "/" + traceLength;
    }

    private void onDatagram(SimulatedNetwork.Datagram datagram) {
        trace(datagram.bytes(), datagram.bytes().length, 'i');
        scenario.onAtServer(datagram);
        last = loops.get(network.loopOf(datagram.to()));
        last.onDatagram(datagram);
    }

    void send(byte[] datagram, int length, CandidatePair pair, Cargo cargo) {
        sent.merge(cargo, 1, Integer::sum);
        trace(datagram, length, 'o');
        scenario.invariants().onSent(datagram, length, pair.remote());
        network.send(datagram, length, pair.local(), pair.remote());
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
}
