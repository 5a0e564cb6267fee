package io.zvonok.media.net;

import io.netty.channel.socket.DatagramPacket;
import io.zvonok.media.peer.Cargo;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams, and trains of them, that the kernel does not take at the moment. Bounded: the oldest picture goes first, for
 * who waits for it has no use for it by then; sound only when there are no pictures left.
 *
 * <p>Thread: the owning media loop.
 */
final class SendQueue {
    private final int maxBytes;
    private final ArrayDeque<DatagramPacket> pictures = new ArrayDeque<>();
    private final ArrayDeque<DatagramPacket> others = new ArrayDeque<>();
    private int bytes;

    SendQueue(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    boolean isEmpty() {
        return pictures.isEmpty() && others.isEmpty();
    }

    int bytes() {
        return bytes;
    }

    /**
     * Takes a packet.
     *
     * @return how many were dropped for it, itself included
     */
    int offer(DatagramPacket packet, Cargo cargo) {
        (cargo.isPicture() ? pictures : others).add(packet);
        bytes += packet.content().readableBytes();
        int dropped = 0;
        while (bytes > maxBytes) {
            remove(pictures.isEmpty() ? others : pictures).release();
            dropped++;
        }
        return dropped;
    }

    /** What may leave next, sound and control before pictures, each in order; null if nothing waits. Not released. */
    @Nullable
    DatagramPacket poll() {
        if (isEmpty()) {
            return null;
        }
        return remove(others.isEmpty() ? pictures : others);
    }

    private DatagramPacket remove(ArrayDeque<DatagramPacket> from) {
        DatagramPacket packet = from.remove();
        bytes -= packet.content().readableBytes();
        return packet;
    }

    void clear() {
        for (DatagramPacket packet = poll(); packet != null; packet = poll()) {
            packet.release();
        }
    }
}
