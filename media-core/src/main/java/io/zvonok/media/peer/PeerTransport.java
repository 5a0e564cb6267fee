package io.zvonok.media.peer;

import io.zvonok.media.api.IceParameters;
import io.zvonok.media.api.TransportState;
import io.zvonok.media.dtls.DtlsKeys;
import io.zvonok.media.dtls.DtlsSession;
import io.zvonok.media.ice.CandidatePair;
import io.zvonok.media.ice.IceAgent;
import io.zvonok.media.ice.IceConfig;
import io.zvonok.media.srtp.SrtpKeys;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.media.srtp.SrtpReceiver;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The secure way to and from one peer. ICE decides where to, DTLS gives the keys, SRTP protects. Nothing is taken from an
 * address that passed no connectivity check of this very session, and nothing is sent before keys, a valid pair and
 * consent are there (P1, P2, P7).
 *
 * <p>Spec: RFC 5764, RFC 7675, RFC 8445. Thread: the owning media loop.
 */
public final class PeerTransport {
    /** SRTP that overtakes our keys is held: the first keyframe may be in there. */
    private static final int MAX_HELD = 32;
    /** Of the array that holds a protected packet. */
    public static final int SEALED_BYTES = 2048 + SrtpSender.MAX_OVERHEAD;
    /** A peer that passes ICE but never completes the handshake is given up. */
    private static final long SECURING_DEADLINE = Nanos.fromSeconds(30);

    private final IceAgent ice;
    private final LoopStats stats;
    private final Output output;
    private final byte[] sealed;
    private final ArrayDeque<byte[]> held = new ArrayDeque<>();

    private @Nullable DtlsSession dtls;
    private @Nullable SrtpReceiver receiver;
    private @Nullable SrtpSender sender;
    private TransportState state = TransportState.NEW;
    private long securingSinceNanos = Nanos.NEVER;
    private boolean closed;

    /** What the transport asks of its loop. Only records or enqueues, except {@code onHeldPacket}. */
    public interface Output {
        /** Queue a datagram; the bytes are copied before the call returns. */
        void transmit(byte[] datagram, int length, CandidatePair pair);

        /** As {@link #transmit(byte[], int, CandidatePair)}, telling what is in it. */
        default void transmit(byte[] datagram, int length, CandidatePair pair, Cargo cargo) {
            transmit(datagram, length, pair);
        }

        /** Datagrams of this pair belong to this transport from now on. */
        void onValidPair(CandidatePair pair);

        void onPairGone(CandidatePair pair);

        void onState(TransportState state);

        /** An SRTP or SRTCP datagram that came before the keys; to be handled as if it arrived now. */
        void onHeldPacket(byte[] datagram);
    }

    /**
     * @param sealed where packets are protected before they are handed to the output; may be shared by all transports of
     *     a loop
     */
    public PeerTransport(IceConfig config, RandomGenerator random, LoopStats stats, Output output, byte[] sealed) {
        this.stats = stats;
        this.output = output;
        this.sealed = sealed;
        this.ice = new IceAgent(config, random, stats, new IceOutput());
    }

    /** With an array of its own. */
    public PeerTransport(IceConfig config, RandomGenerator random, LoopStats stats, Output output) {
        this(config, random, stats, output, new byte[SEALED_BYTES]);
    }

    /** Gives the transport its handshake. Without one, keys are set by {@link #installKeys} (agreed in advance: tests). */
    public void handshakeBy(DtlsSession session) {
        this.dtls = session;
    }

    public IceAgent ice() {
        return ice;
    }

    public TransportState state() {
        return state;
    }

    /**
     * True when media may be sent now: keys are there, and the selected path has answered a check of ours. A handshake may
     * go to a path on trial, within three bytes for each received; media never does (P3).
     */
    public boolean isConnected() {
        return sender != null
                && (state == TransportState.CONNECTED || state == TransportState.SILENT)
                && ice.isSelectedProven();
    }

    /** New credentials of the peer: ICE starts over, keys and streams stay (RFC 8445 section 9). */
    public IceParameters restartIce(IceParameters remote, long nowNanos) {
        return ice.restart(remote, nowNanos);
    }

    public void onStun(byte[] array, int offset, int length, CandidatePair pair, long nowNanos) {
        ice.onStun(array, offset, length, pair, nowNanos);
    }

    public void onDtls(byte[] array, int offset, int length, CandidatePair pair) {
        if (!ice.isValid(pair)) {
            stats.increment(Counter.DTLS_BEFORE_ICE);
        } else if (dtls != null) {
            dtls.onDatagram(array, offset, length);
        }
    }

    /**
     * Opens an SRTP packet in place.
     *
     * @return its length, or -1 when it is not to be used (counted)
     */
    public int unprotectRtp(byte[] array, int offset, int length) {
        SrtpReceiver keys = receiver;
        return keys == null ? hold(array, offset, length) : keys.unprotectRtp(array, offset, length);
    }

    /** As {@link #unprotectRtp}, for SRTCP. */
    public int unprotectRtcp(byte[] array, int offset, int length) {
        SrtpReceiver keys = receiver;
        return keys == null ? hold(array, offset, length) : keys.unprotectRtcp(array, offset, length);
    }

    private int hold(byte[] array, int offset, int length) {
        if (closed || held.size() >= MAX_HELD) {
            stats.increment(Counter.SRTP_BEFORE_KEYS);
        } else {
            stats.increment(Counter.SRTP_HELD);
            held.add(Arrays.copyOfRange(array, offset, offset + length));
        }
        return -1;
    }

    /**
     * Queues the protected form of a packet, which itself stays as it is.
     *
     * @return true if it was queued
     */
    public boolean sendRtp(byte[] packet, int length, Cargo cargo) {
        SrtpSender keys = sender;
        CandidatePair pair = ice.selected();
        if (keys == null || pair == null || !isConnected()) {
            stats.increment(Counter.RTP_NOT_CONNECTED);
            return false;
        }
        return transmit(keys.protectRtp(packet, 0, length, sealed, 0), pair, cargo);
    }

    /** As {@link #sendRtp}, for a compound RTCP packet. */
    public boolean sendRtcp(byte[] packet, int length) {
        SrtpSender keys = sender;
        CandidatePair pair = ice.selected();
        if (keys == null || pair == null || !isConnected()) {
            stats.increment(Counter.RTP_NOT_CONNECTED);
            return false;
        }
        return transmit(keys.protectRtcp(packet, 0, length, sealed, 0), pair, Cargo.CONTROL);
    }

    private boolean transmit(int protectedLength, CandidatePair pair, Cargo cargo) {
        if (protectedLength < 0) {
            return false;
        }
        ice.onSent(protectedLength);
        output.transmit(sealed, protectedLength, pair, cargo);
        return true;
    }

    /** Sets the SRTP keys of both directions: media may flow as soon as ICE has a pair. */
    public void installKeys(SrtpKeys local, SrtpKeys remote) {
        if (closed) {
            return;
        }
        sender = new SrtpSender(local, stats);
        receiver = new SrtpReceiver(remote, stats);
        updateState();
        while (!held.isEmpty()) {
            output.onHeldPacket(held.remove());
        }
    }

    public void onTimeout(long nowNanos) {
        ice.onTimeout(nowNanos);
        if (state != TransportState.SECURING) {
            securingSinceNanos = Nanos.NEVER;
        } else if (securingSinceNanos == Nanos.NEVER) {
            securingSinceNanos = nowNanos;
        } else if (nowNanos - securingSinceNanos >= SECURING_DEADLINE) {
            stats.increment(Counter.DTLS_HANDSHAKES_FAILED);
            close();
        }
    }

    public long nextTimeoutNanos() {
        if (state != TransportState.SECURING) {
            return ice.nextTimeoutNanos();
        }
        long deadline = securingSinceNanos == Nanos.NEVER ? 0 : securingSinceNanos + SECURING_DEADLINE;
        return Math.min(deadline, ice.nextTimeoutNanos());
    }

    /** Nothing is sent or taken any more. */
    public void close() {
        if (dtls != null && !closed) {
            dtls.close(); // says close_notify while there is still a way to the peer
        }
        closed = true;
        held.clear();
        sender = null;
        ice.close();
        setState(TransportState.FAILED);
    }

    private void updateState() {
        if (closed) {
            return;
        }
        switch (ice.state()) {
            case NEW -> setState(TransportState.NEW);
            case CONNECTED -> setState(sender == null ? TransportState.SECURING : TransportState.CONNECTED);
            case SILENT -> setState(sender == null ? TransportState.SECURING : TransportState.SILENT);
            case FAILED -> setState(TransportState.FAILED);
        }
    }

    private void setState(TransportState next) {
        if (state != next) {
            state = next;
            output.onState(next);
        }
    }

    /** What DTLS tells; give it to the {@link DtlsSession} that is then handed to {@link #handshakeBy}. */
    public DtlsSession.Output dtlsOutput() {
        return new DtlsOutput();
    }

    private final class IceOutput implements IceAgent.Output {
        @Override
        public void transmit(byte[] datagram, int length, CandidatePair pair) {
            output.transmit(datagram, length, pair);
        }

        @Override
        public void onValidPair(CandidatePair pair) {
            output.onValidPair(pair);
        }

        @Override
        public void onPairGone(CandidatePair pair) {
            output.onPairGone(pair);
        }

        @Override
        public void onSelectedPair(CandidatePair pair) {
            if (dtls != null) {
                dtls.start();
            }
        }

        @Override
        public void onState(IceAgent.State ignored) {
            updateState();
        }
    }

    private final class DtlsOutput implements DtlsSession.Output {
        @Override
        public void transmit(byte[] datagram, int length) {
            CandidatePair pair = ice.selected();
            if (!closed && pair != null && ice.maySend(length)) {
                ice.onSent(length);
                output.transmit(datagram, length, pair);
            }
        }

        @Override
        public void onKeys(DtlsKeys keys) {
            SrtpProfile profile = SrtpProfile.ofId(keys.srtpProfile());
            if (profile == null) {
                close();
                return;
            }
            installKeys(
                    new SrtpKeys(profile, keys.localKey(), keys.localSalt()),
                    new SrtpKeys(profile, keys.remoteKey(), keys.remoteSalt()));
        }

        @Override
        public void onFailed(String reason) {
            close();
        }

        @Override
        public void onClosed() {
            close();
        }
    }
}
