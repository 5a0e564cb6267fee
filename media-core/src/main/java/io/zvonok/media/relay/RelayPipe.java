package io.zvonok.media.relay;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a link: packets and messages from one loop to another, in order. A ring that one loop fills and the
 * other empties; what was put in during a batch is handed over at once, by {@link #flush}. Bounded: what finds no room is
 * refused, and the loop that fills it never waits.
 *
 * <p>Packets are plaintext and are not copied: the pipe retains the buffer, the receiving loop releases it, and the pool
 * takes it back from any thread. Nothing is allocated per packet on either side.
 *
 * <p>Thread: {@link #offer}, {@link #flush} on the sending loop; {@link #receiveWith} and the receiver on the other one.
 */
public final class RelayPipe {
    /** Three seconds of a broadcast, or the key frame of a large screen several times over. */
    private static final int CAPACITY = 1024;
    /** Pictures leave the last places to sound, sound the very last to messages. */
    private static final int KEPT_FROM_PICTURES = 128;

    private static final int KEPT_FROM_SOUND = 64;

    private static final VarHandle PUBLISHED;
    private static final VarHandle TAKEN;
    private static final VarHandle AWAKE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PUBLISHED = lookup.findVarHandle(RelayPipe.class, "published", long.class);
            TAKEN = lookup.findVarHandle(RelayPipe.class, "taken", long.class);
            AWAKE = lookup.findVarHandle(RelayPipe.class, "awake", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Makes the receiving loop run a task soon. */
    public interface Wake {
        void post(Runnable task);
    }

    /** Takes what comes out. */
    public interface Receiver {
        /**
         * @param packet borrowed, read-only
         * @param sentNanos when it was put in
         */
        void onPacket(int source, int encoding, boolean viaRtx, ByteBuf packet, long sentNanos);

        void onMessage(RelayMessage message);
    }

    private final Wake wake;
    private final Runnable emptying = this::empty;
    private final @Nullable Object[] items = new Object[CAPACITY];
    private final int[] tags = new int[CAPACITY];
    private final long[] sentNanos = new long[CAPACITY];

    // of the sending loop
    private long filled;
    private long takenSeen;
    private boolean closed;

    // of the receiving loop
    private long emptied;
    private @Nullable Receiver receiver;

    // shared
    @SuppressWarnings("UnusedVariable") // by its handle
    private volatile long published;

    @SuppressWarnings("UnusedVariable")
    private volatile long taken;

    @SuppressWarnings("UnusedVariable")
    private volatile boolean awake;

    public RelayPipe(Wake wake) {
        this.wake = wake;
    }

    // --- the sending loop

    /**
     * Puts a packet in, retained once more. False if there is no room for it.
     *
     * @param encoding its place among the encodings of the source, below 8
     */
    public boolean offer(int source, int encoding, boolean viaRtx, boolean picture, ByteBuf packet, long nowNanos) {
        if (closed || !hasRoom(picture ? KEPT_FROM_PICTURES : KEPT_FROM_SOUND)) {
            return false;
        }
        int place = place(filled);
        items[place] = packet.retain();
        tags[place] = source << 4 | encoding << 1 | (viaRtx ? 1 : 0);
        sentNanos[place] = nowNanos;
        filled++;
        return true;
    }

    /** Puts a message in. False if there is no room for it. */
    public boolean offer(RelayMessage message) {
        if (closed || !hasRoom(0)) {
            return false;
        }
        items[place(filled)] = message;
        filled++;
        return true;
    }

    private boolean hasRoom(int kept) {
        if (filled - takenSeen < CAPACITY - kept) {
            return true;
        }
        takenSeen = (long) TAKEN.getAcquire(this);
        return filled - takenSeen < CAPACITY - kept;
    }

    /** Hands over what was put in since the last time. */
    public void flush() {
        if (filled != (long) PUBLISHED.getOpaque(this)) {
            PUBLISHED.setVolatile(this, filled);
            if (AWAKE.compareAndSet(this, false, true)) {
                wake.post(emptying);
            }
        }
    }

    /** Hands over the last; nothing more is taken in. */
    public void close() {
        flush();
        closed = true;
    }

    // --- the receiving loop

    /** Names the receiver, who gets at once what came before. */
    public void receiveWith(Receiver next) {
        receiver = next;
        empty();
    }

    private void empty() {
        AWAKE.setVolatile(this, false);
        long end = (long) PUBLISHED.getVolatile(this);
        Receiver taking = receiver;
        if (taking == null) {
            return; // whoever it will be asks for it
        }
        try {
            while (emptied < end) {
                take(taking);
            }
        } finally {
            TAKEN.setRelease(this, emptied);
        }
    }

    private void take(Receiver taking) {
        int place = place(emptied);
        Object item = items[place];
        items[place] = null;
        emptied++;
        if (item instanceof ByteBuf packet) {
            int tag = tags[place];
            try {
                taking.onPacket(tag >>> 4, tag >>> 1 & 7, (tag & 1) != 0, packet, sentNanos[place]);
            } finally {
                packet.release();
            }
        } else if (item instanceof RelayMessage message) {
            taking.onMessage(message);
        }
    }

    /** Nothing is received any more: what comes is given back. */
    public void ignore() {
        receiveWith(new Receiver() {
            @Override
            public void onPacket(int source, int encoding, boolean viaRtx, ByteBuf packet, long nanos) {}

            @Override
            public void onMessage(RelayMessage message) {}
        });
    }

    /** Gives back what is still inside. Only once neither loop runs any more. */
    void discard() {
        PUBLISHED.setVolatile(this, filled);
        ignore();
    }

    private static int place(long index) {
        return (int) (index & (CAPACITY - 1));
    }
}
