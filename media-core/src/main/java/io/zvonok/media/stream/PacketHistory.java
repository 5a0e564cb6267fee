package io.zvonok.media.stream;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The recent packets of one source encoding, as received: the only copy kept, for all its subscribers (D5).
 *
 * <p>A ring by extended sequence number. It starts small and grows up to its capacity only when packets younger than
 * the maximum age would be overwritten; a silent source gives everything back.
 *
 * <p>Thread: the owning media loop.
 */
public final class PacketHistory {
    private static final int INITIAL_SLOTS = 64;

    private final int capacity;
    private final long maxAgeNanos;

    // slot = extended sequence number modulo slots; every packet lies in oldest..highest, never wider than the ring
    private @Nullable ByteBuf[] packets = new ByteBuf[0];
    private long[] storedNanos = new long[0];
    private long oldest;
    private long highest;
    private int size;

    /** @param capacity most packets kept, a power of two */
    public PacketHistory(int capacity, long maxAgeNanos) {
        if (capacity < 1 || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity must be a power of two, not " + capacity);
        }
        this.capacity = capacity;
        this.maxAgeNanos = maxAgeNanos;
    }

    /**
     * Keeps a packet, retained once more. The first one under a number stays: what was sent under it must not change.
     * One older than all the ring can hold is not kept.
     */
    public void put(long extendedSequence, ByteBuf packet, long nowNanos) {
        expire(nowNanos);
        if (size == 0) {
            oldest = extendedSequence;
            highest = extendedSequence;
        } else if (extendedSequence <= highest - capacity) {
            return;
        }
        makeRoom(Math.min(oldest, extendedSequence), Math.max(highest, extendedSequence));
        int slot = slotOf(extendedSequence);
        if (packets[slot] == null) {
            packets[slot] = packet.retain();
            storedNanos[slot] = nowNanos;
            size++;
        }
    }

    /** Makes {@code from..to} the range of the ring: by growing, then by releasing the oldest. */
    private void makeRoom(long from, long to) {
        long needed = to - from + 1;
        if (needed > packets.length && packets.length < capacity) {
            resize((int) Math.min(capacity, Math.max(INITIAL_SLOTS, Long.highestOneBit(2 * needed - 1))));
        }
        for (; oldest <= highest && oldest <= to - packets.length; oldest++) {
            release(oldest);
        }
        oldest = Math.max(Math.min(oldest, from), to - packets.length + 1);
        highest = to;
    }

    private void resize(int slots) {
        @Nullable ByteBuf[] oldPackets = packets;
        long[] oldNanos = storedNanos;
        packets = new ByteBuf[slots];
        storedNanos = new long[slots];
        for (long sequence = oldest; size > 0 && sequence <= highest; sequence++) {
            int from = (int) (sequence % oldPackets.length);
            packets[slotOf(sequence)] = oldPackets[from];
            storedNanos[slotOf(sequence)] = oldNanos[from];
        }
    }

    /** The packet, borrowed: retain it to keep it beyond this call chain. Null when gone or never there. */
    public @Nullable ByteBuf get(long extendedSequence) {
        if (size == 0 || extendedSequence < oldest || extendedSequence > highest) {
            return null;
        }
        return packets[slotOf(extendedSequence)];
    }

    /** False if what may have come under this number is gone by now. */
    public boolean reachesBackTo(long extendedSequence) {
        return size > 0 && extendedSequence >= oldest;
    }

    /** When the packet came; only if {@link #get} has it. */
    public long storedNanos(long extendedSequence) {
        return storedNanos[slotOf(extendedSequence)];
    }

    /** Releases what is too old. */
    public void expire(long nowNanos) {
        while (size > 0) {
            int slot = slotOf(oldest);
            if (packets[slot] != null && nowNanos - storedNanos[slot] <= maxAgeNanos) {
                return;
            }
            release(oldest++);
        }
        if (packets.length > INITIAL_SLOTS) {
            resize(INITIAL_SLOTS);
        }
    }

    /** Releases everything, the ring too. */
    public void clear() {
        for (; size > 0; oldest++) {
            release(oldest);
        }
        resize(0);
    }

    private void release(long sequence) {
        int slot = slotOf(sequence);
        ByteBuf packet = packets[slot];
        if (packet != null) {
            packets[slot] = null;
            size--;
            packet.release();
        }
    }

    private int slotOf(long extendedSequence) {
        return (int) (extendedSequence & (packets.length - 1));
    }

    /** Packets kept. */
    public int size() {
        return size;
    }

    /** Packets there is room for before the ring grows. */
    int slots() {
        return packets.length;
    }
}
