package io.zvonok.media.net;

import io.netty.buffer.ByteBuf;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.media.ice.CandidatePair;
import io.zvonok.media.ice.Protocol;
import io.zvonok.media.peer.Cargo;
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
import java.util.LinkedHashMap;
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
        rooms.put(id, new Room(context, this, transports, listener, forwarding.feedback()));
    }

    public void closeRoom(RoomId id, long atNanos) {
        Room room = rooms.remove(id);
        if (room != null) {
            forwardCollected(true, atNanos);
            room.close(atNanos);
        }
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
        for (Room room : rooms.values()) {
            count += room.participants().size();
        }
        return count;
    }

    public int connectedCount() {
        int count = 0;
        for (Room room : rooms.values()) {
            for (Participant participant : room.participants()) {
                count += participant.transport().isConnected() ? 1 : 0;
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
        for (Room room : rooms.values()) {
            if (room.isAwake()) {
                return true;
            }
        }
        return false;
    }

    /** Called every few milliseconds, or now and then while nothing {@link #isAwake}. */
    public void onTick(long atNanos) {
        forwardCollected(true, atNanos);
        for (Room room : rooms.values()) {
            try {
                room.onTick(atNanos);
            } catch (RuntimeException failure) {
                stats.increment(Counter.HANDLER_FAILED);
                failures.onFailure(failure);
            }
        }
    }

    private void contain(Participant participant, RuntimeException failure) {
        stats.increment(Counter.HANDLER_FAILED);
        failures.onFailure(failure);
        participant.room().leave(participant.id(), nowNanos);
    }

    // --- RoomHost

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
