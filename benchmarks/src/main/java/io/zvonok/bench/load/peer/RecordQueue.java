package io.zvonok.bench.load.peer;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;

/**
 * Carries DTLS records between a loop and the thread that shakes hands. Datagrams hold what the server put into them;
 * the library takes one record at a time.
 *
 * <p>Thread: {@link #offer} the loop, the rest the handshake's.
 */
final class RecordQueue implements DatagramTransport {
    private static final int MAX_RECORD = 2048;
    private static final int MAX_QUEUED = 64;
    private static final int HEADER_LENGTH = 13;

    private final LinkedBlockingQueue<byte[]> records = new LinkedBlockingQueue<>(MAX_QUEUED);
    private final Consumer<byte[]> sink;

    /** @param sink puts a datagram on the wire, from any thread */
    RecordQueue(Consumer<byte[]> sink) {
        this.sink = sink;
    }

    /** A datagram of the server. */
    void offer(byte[] array, int length) {
        int at = 0;
        while (length - at >= HEADER_LENGTH) {
            int end = at + HEADER_LENGTH + ((array[at + 11] & 0xFF) << 8 | array[at + 12] & 0xFF);
            if (end > length || !records.offer(Arrays.copyOfRange(array, at, end))) {
                return;
            }
            at = end;
        }
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        try {
            byte[] record = records.poll(waitMillis, TimeUnit.MILLISECONDS);
            if (record == null || record.length > length) {
                return -1;
            }
            System.arraycopy(record, 0, buffer, offset, record.length);
            return record.length;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("the load test ends", interrupted);
        }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        sink.accept(Arrays.copyOfRange(buffer, offset, offset + length));
    }

    @Override
    public int getReceiveLimit() {
        return MAX_RECORD;
    }

    @Override
    public int getSendLimit() {
        return 1200;
    }

    @Override
    public void close() {
        // the socket is the link's
    }
}
