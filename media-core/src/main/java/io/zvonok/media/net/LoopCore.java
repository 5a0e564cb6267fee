package io.zvonok.media.net;

import io.netty.buffer.ByteBuf;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.media.ice.CandidatePair;
import io.zvonok.media.ice.Protocol;
import io.zvonok.media.peer.Cargo;
import io.zvonok.media.relay.RelayLink;
import io.zvonok.media.relay.RelayPipe;
import io.zvonok.media.room.ForwardingPath;
import io.zvonok.media.room.LoopContext;
import io.zvonok.media.room.PacketRun;
import io.zvonok.media.room.Participant;
import io.zvonok.media.room.Room;
import io.zvonok.media.room.RoomHost;
import io.zvonok.media.room.TransportFactory;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stun.StunMessage;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a media loop does, without its thread, sockets and clock: finds whose a datagram is, runs its rooms, contains
 * failures. A simulated loop runs this very code.
 *
 * <p>Thread: the owning media loop.
 */
public final class LoopCore implements RoomHost {
    /** How datagrams leave. */
    public interface DatagramSink {
        /** Queue a datagram; the bytes are copied before the call returns. */
        void send(byte[] datagram, int length, CandidatePair pair);

        /** As {@link #send(byte[], int, CandidatePair)}, telling what is in it. */
        default void send(byte[] datagram, int length, CandidatePair pair, Cargo cargo) {
            send(datagram, length, pair);
        }
    }

    /** What becomes of an exception that escaped a handler: a bug, contained to one participant (P38). */
    public interface FailureHandler {
        void onFailure(RuntimeException failure);
    }

    private final LoopContext context;
    private final LoopStats stats;
    private final TransportFactory transports;
    private final DatagramSink sink;
    private final FailureHandler failures;
    private final ForwardingPath forwarding;
    private final PeerTable peers = new PeerTable();
    private final Map<RoomId, Room> rooms = new LinkedHashMap<>();
    private final Map<RoomId, Room> audiences = new LinkedHashMap<>();
    private final List<Room> all = new ArrayList<>();
    private final List<RelayPipe> outgoing = new ArrayList<>();
    private long nowNanos;

    public LoopCore(LoopContext context, TransportFactory transports, DatagramSink sink, FailureHandler failures) {
        this.context = context;
        this.stats = context.stats();
        this.transports = transports;
        this.sink = sink;
        this.failures = failures;
        this.forwarding = new ForwardingPath(context);
    }

    public LoopContext context() {
        return context;
    }

    // --- rooms

    public void openRoom(RoomId id, RoomListener listener) {
        if (rooms.containsKey(id)) {
            throw new ZvonokException(ErrorCode.WRONG_STATE, "the room is open already");
        }
        Room room = new Room(context, this, transports, listener);
        rooms.put(id, room);
        all.add(room);
    }

    public void closeRoom(RoomId id, long atNanos) {
        close(rooms.remove(id), atNanos);
    }

    /** Opens a room for a part of the audience of a stage, which is at the other end. */
    public void openAudience(RoomId id, RoomListener listener, RelayLink.End stage, long atNanos) {
        nowNanos = atNanos;
        Room room = new Room(context, this, transports, listener, stage);
        audiences.put(id, room);
        all.add(room);
    }

    public void closeAudience(RoomId id, long atNanos) {
        close(audiences.remove(id), atNanos);
    }

    private void close(@Nullable Room room, long atNanos) {
        if (room != null) {
            forwardCollected(true, atNanos);
            nowNanos = atNanos;
            all.remove(room);
            room.close(atNanos);
            outgoing.forEach(RelayPipe::flush);
        }
    }

    /** Everything ends. */
    public void close(long atNanos) {
        List.copyOf(audiences.keySet()).forEach(id -> closeAudience(id, atNanos));
        List.copyOf(rooms.keySet()).forEach(id -> closeRoom(id, atNanos));
    }

    /** The room of the audience of this stage that is on this loop, or NOT_FOUND. */
    public Room audience(RoomId id) {
        Room room = audiences.get(id);
        if (room == null) {
            throw new ZvonokException(ErrorCode.NOT_FOUND, "the room is not open");
        }
        return room;
    }

    /** The room, or NOT_FOUND. */
    public Room room(RoomId id) {
        Room room = rooms.get(id);
        if (room == null) {
            throw new ZvonokException(ErrorCode.NOT_FOUND, "the room is not open");
        }
        return room;
    }

    public int roomCount() {
        return rooms.size();
    }

    public int participantCount() {
        int count = 0;
        for (Room room : all) {
            count += room.participants().size();
        }
        return count;
    }

    public int connectedCount() {
        int count = 0;
        for (Room room : all) {
            for (Participant participant : room.participants()) {
                count += participant.transport().isConnected() ? 1 : 0;
            }
        }
        return count;
    }

    /** Slots of this kind with somebody in them. */
    public int filledSlots(MediaKind kind) {
        int count = 0;
        for (Room room : all) {
            for (Participant participant : room.participants()) {
                count += participant.filledSlots(kind);
            }
        }
        return count;
    }

    /** Addresses and user fragments that lead to somebody; zero when nobody is there. */
    public int boundAddresses() {
        return peers.size();
    }

    // --- input

    /**
     * A datagram arrived.
     *
     * @param datagram heap buffer, borrowed; may be written to until it is decrypted
     */
    public void onDatagram(InetSocketAddress local, InetSocketAddress remote, ByteBuf datagram, long atNanos) {
        nowNanos = atNanos;
        stats.increment(Counter.DATAGRAMS_IN);
        stats.add(Counter.BYTES_IN, datagram.readableBytes());
        PeerTable.Binding binding = peers.find(local, remote);
        if (binding != null) {
            handle(binding.participant(), binding.pair(), datagram);
            return;
        }
        Participant named = participantOfCheck(datagram);
        if (named != null) {
            handle(named, new CandidatePair(Protocol.UDP, local, remote), datagram);
        }
    }

    /**
     * Datagrams come that were read together: {@link #onBatchEnd} will follow. Without a batch each packet goes on as it
     * comes.
     *
     * @param trains what leaves for one peer may leave in trains
     */
    public void onBatchStart(boolean trains) {
        forwarding.collect(trains);
    }

    /** Forwards the packets of the batch, but for pictures with many viewers of which more is about to come. */
    public void onBatchEnd(long atNanos) {
        forwarding.endCollecting();
        forwardCollected(false, atNanos);
    }

    private void forwardCollected(boolean all, long atNanos) {
        nowNanos = atNanos;
        for (PacketRun run = forwarding.takeDue(all, atNanos); run != null; run = forwarding.takeDue(all, atNanos)) {
            Participant publisher = run.publisher();
            try {
                forwarding.forward(run, atNanos);
            } catch (RuntimeException failure) {
                contain(publisher, failure);
            }
        }
    }

    private @Nullable Participant participantOfCheck(ByteBuf datagram) {
        byte[] array = datagram.array();
        int offset = datagram.arrayOffset() + datagram.readerIndex();
        int length = datagram.readableBytes();
        if (!StunMessage.looksLikeStun(array, offset, length)) {
            stats.increment(Counter.UNKNOWN_SOURCE);
            return null;
        }
        String ufrag = StunMessage.localUfrag(array, offset, length);
        Participant named = ufrag == null ? null : peers.find(ufrag);
        if (named == null) {
            stats.increment(Counter.STUN_UNKNOWN_UFRAG);
        }
        return named;
    }

    private void handle(Participant participant, CandidatePair pair, ByteBuf datagram) {
        Participant named = namedByCheck(participant, datagram);
        try {
            forwarding.onDatagram(named, pair, datagram, nowNanos);
            if (named != participant && named.transport().ice().isValid(pair)) {
                peers.bind(pair, named); // its check was good: the address is this session's now
            }
        } catch (RuntimeException failure) {
            contain(named, failure);
        }
    }

    /** An address may be taken over by another session behind the same NAT: a check that names it goes there. */
    private Participant namedByCheck(Participant bound, ByteBuf datagram) {
        byte[] array = datagram.array();
        int offset = datagram.arrayOffset() + datagram.readerIndex();
        int length = datagram.readableBytes();
        if (length == 0 || array[offset] > 3 || !StunMessage.looksLikeStun(array, offset, length)) {
            return bound;
        }
        String ufrag = StunMessage.localUfrag(array, offset, length);
        Participant named = ufrag == null ? null : peers.find(ufrag);
        return named == null ? bound : named;
    }

    /** False if {@link #onTick} is needed only now and then: at least every 50 ms. */
    public boolean isAwake() {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).isAwake()) {
                return true;
            }
        }
        return false;
    }

    /** Called every few milliseconds, or now and then while nothing {@link #isAwake}. */
    public void onTick(long atNanos) {
        forwardCollected(true, atNanos);
        nowNanos = atNanos;
        for (int i = 0; i < all.size(); i++) {
            Room room = all.get(i);
            try {
                room.onTick(atNanos);
            } catch (RuntimeException failure) {
                stats.increment(Counter.HANDLER_FAILED);
                failures.onFailure(failure);
            }
        }
    }

    /**
     * Something that another loop asked for. The packets that it brings came together, and go on viewer by viewer.
     *
     * @param trains what leaves for one peer may leave in trains
     */
    public void run(Runnable task, boolean trains, long atNanos) {
        nowNanos = atNanos;
        if (forwarding.isCollecting()) {
            task.run();
            return;
        }
        onBatchStart(trains);
        try {
            task.run();
        } finally {
            onBatchEnd(atNanos);
        }
    }

    /** Hands over what goes to rooms on other loops; at the end of each batch. */
    public void flushRelays() {
        for (int i = 0; i < outgoing.size(); i++) {
            outgoing.get(i).flush();
        }
    }

    private void contain(Participant participant, RuntimeException failure) {
        stats.increment(Counter.HANDLER_FAILED);
        failures.onFailure(failure);
        if (!participant.isRelayed()) { // then it has no session here that could be closed
            participant.room().leave(participant.id(), nowNanos);
        }
    }

    // --- RoomHost

    @Override
    public long nowNanos() {
        return nowNanos;
    }

    @Override
    public ForwardingPath forwarding() {
        return forwarding;
    }

    @Override
    public void sendsThrough(RelayPipe pipe) {
        outgoing.add(pipe);
    }

    @Override
    public void stopsSendingThrough(RelayPipe pipe) {
        outgoing.remove(pipe);
    }

    @Override
    public void onRelayFailure(RuntimeException failure) {
        stats.increment(Counter.HANDLER_FAILED);
        failures.onFailure(failure);
    }

    @Override
    public void transmit(byte[] datagram, int length, CandidatePair pair) {
        sink.send(datagram, length, pair);
    }

    @Override
    public void transmit(byte[] datagram, int length, CandidatePair pair, Cargo cargo) {
        sink.send(datagram, length, pair, cargo);
    }

    @Override
    public void bindUfrag(String ufrag, Participant participant) {
        peers.bind(ufrag, participant);
    }

    @Override
    public void bindPair(CandidatePair pair, Participant participant) {
        peers.bind(pair, participant);
    }

    @Override
    public void unbindPair(CandidatePair pair, Participant participant) {
        peers.unbind(pair, participant);
    }

    @Override
    public void unbindParticipant(Participant participant) {
        peers.unbind(participant);
    }

    @Override
    public void onHeldPacket(Participant participant, byte[] datagram) {
        CandidatePair pair = participant.transport().ice().selected();
        if (pair == null) {
            return;
        }
        ByteBuf buffer = context.allocator().heapBuffer(datagram.length).writeBytes(datagram);
        try {
            forwarding.onDatagram(participant, pair, buffer, nowNanos);
        } finally {
            buffer.release();
        }
    }
}
