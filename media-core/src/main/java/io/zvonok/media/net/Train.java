package io.zvonok.media.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.zvonok.media.peer.Cargo;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams to one peer that leave together: of one size, the last may be shorter. The kernel walks its stack once for all
 * of them (UDP_SEGMENT), which is most of what a datagram costs. One at a time is open; {@link #take} hands it over.
 *
 * <p>Only pictures begin a train; sound and reports may end one. Thread: the owning media loop.
 */
final class Train {
    /** More would be a burst that shallow queues on the way do not hold. */
    static final int MAX_DATAGRAMS = 8;

    static final int MAX_BYTES = 10_000;

    private final ByteBufAllocator allocator;
    private @Nullable ByteBuf buffer;
    private @Nullable InetSocketAddress remote;
    private int segmentBytes;
    private int datagrams;
    private boolean ended;

    Train(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    boolean isEmpty() {
        return datagrams == 0;
    }

    int datagrams() {
        return datagrams;
    }

    /** True if the datagram may follow those that are there. */
    boolean takes(InetSocketAddress to, int length, Cargo cargo) {
        ByteBuf open = buffer;
        return open != null
                && !ended
                && datagrams < MAX_DATAGRAMS
                && length <= segmentBytes
                && length <= open.maxFastWritableBytes()
                && cargo != Cargo.LONE_PICTURE
                && (to == remote || to.equals(remote));
    }

    /** Begins with this datagram; only when empty. */
    void begin(InetSocketAddress to, byte[] datagram, int length, boolean othersMayFollow) {
        int room = othersMayFollow ? Math.max(length, Math.min(MAX_BYTES, MAX_DATAGRAMS * length)) : length;
        buffer = allocator.directBuffer(room, room).writeBytes(datagram, 0, length);
        remote = to;
        segmentBytes = length;
        datagrams = 1;
        ended = !othersMayFollow;
    }

    /** Adds a datagram for which {@link #takes} is true. */
    void add(byte[] datagram, int length) {
        ByteBuf open = buffer;
        if (open == null) {
            throw new IllegalStateException("no train was begun");
        }
        open.writeBytes(datagram, 0, length);
        datagrams++;
        ended = length < segmentBytes;
    }

    /** What is to be written; empty afterwards. A single datagram is a plain one. */
    DatagramPacket take() {
        ByteBuf full = buffer;
        if (full == null || remote == null) {
            throw new IllegalStateException("no train was begun");
        }
        DatagramPacket packet = datagrams == 1
                ? new DatagramPacket(full, remote)
                : new SegmentedDatagramPacket(full, segmentBytes, remote);
        buffer = null;
        remote = null;
        datagrams = 0;
        return packet;
    }
}
