package io.zvonok.media.dtls;

import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stats.Timing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DTLS association with one peer: a handshake that gives SRTP keys, and afterwards what is left of it, answering
 * repeated flights and noticing that the peer closes.
 *
 * <p>The handshake itself blocks a thread of the engine; all else, and every call of {@link Output}, is on the loop. One
 * failed handshake ends the session: a peer that wants to try again needs a new one.
 *
 * <p>Spec: RFC 6347, RFC 5764. Thread: the owning media loop.
 */
public final class DtlsSession {
    private enum State {
        NEW,
        HANDSHAKING,
        ESTABLISHED,
        CLOSED
    }

    private static final Logger LOG = LoggerFactory.getLogger(DtlsSession.class);

    private final DtlsEngine engine;
    private final DtlsRole role;
    private final List<Fingerprint> remoteFingerprints;
    private final LoopStats stats;
    private final Executor loop;
    private final Output output;
    private final DtlsRecordFilter filter = new DtlsRecordFilter();
    private final RecordTransport transport;
    private State state = State.NEW;
    private @Nullable DTLSTransport association;
    private long begunNanos;
    private @Nullable DtlsHandshakeEvent event;

    /** What a session tells. Always called on the {@code loop} executor; nothing after {@link #close} has returned. */
    public interface Output {
        /** Send a datagram to the peer. The array is the receiver's to keep. */
        void transmit(byte[] datagram, int length);

        /** The handshake is done, and the peer's certificate has an offered fingerprint. Comes before our last flight. */
        void onKeys(DtlsKeys keys);

        /** The session is over without keys, or broken later. The reason holds no addresses and no secrets. */
        void onFailed(String reason);

        /** The peer closed the association: it will send nothing more. */
        void onClosed();
    }

    /**
     * @param remoteFingerprints those of the peer's SDP
     * @param loop runs tasks on the owning media loop, in order
     */
    public DtlsSession(
            DtlsEngine engine,
            DtlsRole role,
            List<Fingerprint> remoteFingerprints,
            LoopStats stats,
            Executor loop,
            Output output) {
        this.engine = engine;
        this.role = role;
        this.remoteFingerprints = List.copyOf(remoteFingerprints);
        this.stats = stats;
        this.loop = loop;
        this.output = output;
        this.transport = new RecordTransport(engine.computing(), this::transmitFromHandshake);
    }

    /** There is a path to the peer. A client says hello now; a server waits for one. Idempotent. */
    public void start() {
        if (state == State.NEW && role == DtlsRole.CLIENT && !begin()) {
            fail("too many handshakes at once");
        }
    }

    /** A datagram of the peer, already known to come over a path that ICE has checked. Nothing of it is kept by reference. */
    public void onDatagram(byte[] array, int offset, int length) {
        if (state == State.CLOSED) {
            return;
        }
        int end = offset + length;
        int at = offset;
        while (at < end) {
            int recordLength = DtlsRecordFilter.recordLength(array, at, end);
            if (recordLength < 0) {
                stats.increment(Counter.DTLS_FILTERED);
                break;
            }
            onRecord(array, at, recordLength);
            at += recordLength;
        }
        if (state == State.ESTABLISHED) {
            pump();
        }
    }

    private void onRecord(byte[] array, int at, int length) {
        boolean unexpected =
                state == State.NEW && (role == DtlsRole.CLIENT || !DtlsRecordFilter.isClientHello(array, at, length));
        if (unexpected || !filter.accepts(array, at, length)) {
            stats.increment(Counter.DTLS_FILTERED);
        } else if (!transport.offer(array, at, length)) {
            stats.increment(Counter.DTLS_QUEUE_FULL);
        } else if (state == State.NEW && !begin()) {
            // The peer repeats its hello in 50 ms to 1 s.
            transport.discardRecords();
        }
    }

    /** False if the engine has no room now. */
    private boolean begin() {
        if (!engine.submit(this::shakeHands)) {
            stats.increment(Counter.DTLS_REFUSED);
            return false;
        }
        state = State.HANDSHAKING;
        begunNanos = System.nanoTime();
        event = new DtlsHandshakeEvent();
        event.begin();
        stats.increment(Counter.DTLS_HANDSHAKES_STARTED);
        return true;
    }

    /** Runs on a thread of the engine. */
    private void shakeHands() {
        engine.computing().acquireUninterruptibly();
        Runnable outcome;
        try {
            PeerProof proof = new PeerProof(remoteFingerprints);
            DtlsHandshake handshake =
                    role == DtlsRole.CLIENT ? new ClientHandshake(engine, proof) : new ServerHandshake(engine, proof);
            DTLSTransport done = handshake.run(transport);
            DtlsKeys keys = handshake.keys();
            outcome = () -> onEstablished(done, keys);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            LOG.debug("a DTLS handshake failed", e);
            outcome = () -> onHandshakeFailed(reason(e));
        } finally {
            engine.computing().release();
        }
        post(outcome);
    }

    private void transmitFromHandshake(byte[] datagram) {
        post(() -> {
            if (state != State.CLOSED) {
                output.transmit(datagram, datagram.length);
            }
        });
    }

    private void post(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop is gone, and this session with it.
        }
    }

    /** Our last flight still waits in the transport: keys come first, since the peer's media follows at once. */
    private void onEstablished(DTLSTransport done, DtlsKeys keys) {
        if (state != State.HANDSHAKING) {
            return;
        }
        state = State.ESTABLISHED;
        association = done;
        filter.established();
        transport.pump();
        stats.increment(Counter.DTLS_HANDSHAKES_DONE);
        stats.record(Timing.DTLS_HANDSHAKE, System.nanoTime() - begunNanos, 1);
        tell(null);
        output.onKeys(keys);
        if (state == State.ESTABLISHED) {
            transmitPending();
            pump();
        }
    }

    private void onHandshakeFailed(String reason) {
        if (state == State.HANDSHAKING) {
            stats.increment(Counter.DTLS_HANDSHAKES_FAILED);
            tell(reason);
            transmitPending();
            fail(reason);
        }
    }

    private void tell(@Nullable String failure) {
        DtlsHandshakeEvent ended = event;
        event = null;
        if (ended != null && ended.shouldCommit()) {
            ended.role = role.name();
            ended.done = failure == null;
            ended.failure = failure;
            ended.commit();
        }
    }

    /** Gives the library what has arrived. It answers a repeated last flight of the peer with ours, and close_notify. */
    private void pump() {
        DTLSTransport library = association;
        if (library == null) {
            return;
        }
        byte[] ignored = new byte[RecordTransport.MAX_RECORD];
        boolean broken = false;
        try {
            while (transport.holdsRecords()) {
                library.receive(ignored, 0, ignored.length, 1);
            }
        } catch (InterruptedIOException idle) {
            // Nothing left to read.
        } catch (TlsFatalAlertReceived closedByPeer) {
            // As good as close_notify.
        } catch (IOException e) {
            broken = true;
        }
        transmitPending();
        if (broken) {
            fail("the DTLS association broke");
        } else if (transport.isClosedByLibrary() && state == State.ESTABLISHED) {
            state = State.CLOSED;
            output.onClosed();
        }
    }

    private void transmitPending() {
        byte[] datagram = transport.takePending();
        if (datagram != null) {
            output.transmit(datagram, datagram.length);
        }
    }

    private void fail(String reason) {
        state = State.CLOSED;
        output.onFailed(reason);
    }

    /** Ends the session. If there is an association, the peer is told by a last {@link Output#transmit} from in here. */
    public void close() {
        State was = state;
        state = State.CLOSED;
        if (was == State.HANDSHAKING) {
            transport.shutDown();
        } else if (was == State.ESTABLISHED && association != null) {
            try {
                association.close();
            } catch (IOException e) {
                // It was about to say goodbye; the peer will find out by itself.
            }
            transmitPending();
        }
    }

    private static String reason(Throwable failure) {
        if (failure instanceof HandshakeRefused refused) {
            return refused.reason();
        }
        if (failure instanceof TlsTimeoutException) {
            return "the DTLS handshake took too long";
        }
        if (failure instanceof TlsFatalAlertReceived alert) {
            return "the peer ended the DTLS handshake: " + AlertDescription.getName(alert.getAlertDescription());
        }
        if (failure instanceof TlsFatalAlert alert) {
            return "the DTLS handshake failed: " + AlertDescription.getName(alert.getAlertDescription());
        }
        return "the DTLS handshake failed";
    }
}
