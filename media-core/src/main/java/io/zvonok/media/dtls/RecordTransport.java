package io.zvonok.media.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/**
 * What the library takes for a socket. Incoming: a bounded queue of single records, filtered already. Outgoing: records
 * that follow each other leave together in one datagram, when the library next waits or when {@link #takePending} is
 * called.
 *
 * <p>It has two lives. During the handshake its user is a handshake thread, and {@link #receive} blocks. After
 * {@link #pump} its user is the loop, and {@code receive} throws {@link InterruptedIOException} when nothing is there:
 * the one exception that leaves an association of the library alive.
 *
 * <p>Thread: {@link #offer} and {@link #shutDown} on the loop; the rest on the present user.
 */
final class RecordTransport implements DatagramTransport {
    /** Fits through every path that WebRTC media fits through. */
    static final int MAX_DATAGRAM = 1200;

    /** The largest record taken; a datagram of at most 1500 bytes brings it. */
    static final int MAX_RECORD = 2048;

    /** Half of the 64 KiB a peer may make us hold (P8); the other half is for reassembly. */
    static final int MAX_HELD_BYTES = 32 * 1024;

    private static final int MAX_HELD_RECORDS = 64;

    /** Wakes a waiting handshake when the session is shut down. */
    private static final byte[] WAKE_UP = {};

    private static final byte[] NOTHING = {};

    private final Semaphore computing;
    private final Consumer<byte[]> sink;
    private final LinkedBlockingQueue<byte[]> held = new LinkedBlockingQueue<>();
    private final AtomicInteger heldBytes = new AtomicInteger();
    private byte[] pending = NOTHING; // made when something is to be sent
    private int pendingLength;
    private volatile boolean pumping;
    private volatile boolean shutDown;
    private volatile boolean closedByLibrary;

    /**
     * @param computing given back while the handshake waits
     * @param sink takes the datagrams of the handshake, on the handshake's thread
     */
    RecordTransport(Semaphore computing, Consumer<byte[]> sink) {
        this.computing = computing;
        this.sink = sink;
    }

    /** Keeps a copy of a record; false if too much is held already. */
    boolean offer(byte[] array, int offset, int length) {
        if (held.size() >= MAX_HELD_RECORDS || heldBytes.get() + length > MAX_HELD_BYTES) {
            return false;
        }
        heldBytes.addAndGet(length);
        held.add(Arrays.copyOfRange(array, offset, offset + length));
        return true;
    }

    boolean holdsRecords() {
        return !held.isEmpty();
    }

    void discardRecords() {
        held.clear();
        heldBytes.set(0);
    }

    /** From now on {@link #receive} does not block: the loop has taken over. */
    void pump() {
        pumping = true;
    }

    /** Ends a handshake that is waiting or about to wait. */
    void shutDown() {
        shutDown = true;
        held.add(WAKE_UP);
    }

    /** True once the library has ended the association: by failure, or because the peer closed it. */
    boolean isClosedByLibrary() {
        return closedByLibrary;
    }

    /** The records that wait to be sent, or null. */
    byte @Nullable [] takePending() {
        if (pendingLength == 0) {
            return null;
        }
        byte[] datagram = pendingLength == MAX_DATAGRAM ? pending : Arrays.copyOf(pending, pendingLength);
        pending = NOTHING;
        pendingLength = 0;
        return datagram;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        byte[] record = pumping ? held.poll() : await(waitMillis);
        if (shutDown) {
            throw new IOException("the session is closed");
        }
        if (record == null) {
            if (pumping) {
                throw new InterruptedIOException("nothing to read now");
            }
            return -1;
        }
        heldBytes.addAndGet(-record.length);
        if (record.length > length) {
            return -1;
        }
        System.arraycopy(record, 0, buffer, offset, record.length);
        return record.length;
    }

    private byte @Nullable [] await(int waitMillis) throws IOException {
        flush();
        computing.release();
        try {
            return held.poll(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the engine is closed", e);
        } finally {
            computing.acquireUninterruptibly();
        }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        if (length > MAX_DATAGRAM - pendingLength) {
            flush();
        }
        if (length > MAX_DATAGRAM) {
            throw new IllegalStateException("a record beyond the send limit");
        }
        if (pending.length == 0) {
            pending = new byte[MAX_DATAGRAM];
        }
        System.arraycopy(buffer, offset, pending, pendingLength, length);
        pendingLength += length;
    }

    private void flush() {
        byte[] datagram = takePending();
        if (datagram != null) {
            sink.accept(datagram);
        }
    }

    @Override
    public int getReceiveLimit() {
        return MAX_RECORD;
    }

    @Override
    public int getSendLimit() {
        return MAX_DATAGRAM;
    }

    /** The library's wish only: the socket is not ours to close. */
    @Override
    public void close() {
        closedByLibrary = true;
    }
}
