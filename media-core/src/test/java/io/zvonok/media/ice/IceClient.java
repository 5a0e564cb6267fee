package io.zvonok.media.ice;

import io.zvonok.media.api.IceParameters;
import io.zvonok.media.stun.StunMessage;
import io.zvonok.media.stun.StunWriter;
import io.zvonok.media.time.Nanos;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The browser's end of ICE as far as a lite server sees it: the controlling agent that checks one path, nominates it,
 * and answers the server's checks. Sans-I/O, for tests and simulated peers.
 *
 * <p>Times are Chromium's: a check every 50 ms until the path answers, then every 2.5 s.
 *
 * <p>Thread: that of the test.
 */
public final class IceClient {
    private static final long FIRST_INTERVAL_NANOS = Nanos.fromMillis(50);
    private static final long INTERVAL_NANOS = Nanos.fromMillis(2500);
    private static final long PRIORITY = 0x6E0001FFL;
    private static final int MAX_OUTSTANDING = 40;

    private final RandomGenerator random;
    private final Output output;
    private final long tieBreaker;

    /** By our ufrag: who may check us and what an answer is signed with. */
    private final Map<String, IceParameters> accepted = new LinkedHashMap<>();

    private IceParameters local;
    private IceParameters remote = new IceParameters("", "");
    private InetSocketAddress source;
    private InetSocketAddress server;
    /** Of checks on the present path that may be answered yet: a round trip may take longer than the next check. */
    private final ArrayDeque<byte[]> transactionIds = new ArrayDeque<>();

    private boolean nominating = true;
    private boolean answering = true;
    private boolean connected;
    private int checksAnswered;
    private InetSocketAddress reflexive;
    private long nextCheckNanos = Nanos.NEVER;

    /** Puts a datagram on the wire; from {@code source}, one of the client's own addresses. */
    public interface Output {
        void send(byte[] datagram, int length, InetSocketAddress source, InetSocketAddress server);
    }

    public IceClient(RandomGenerator random, Output output) {
        this.random = random;
        this.output = output;
        tieBreaker = random.nextLong();
        local = freshLocal();
    }

    public IceParameters local() {
        return local;
    }

    /** The server's credentials. */
    public void setRemote(IceParameters remote) {
        this.remote = remote;
    }

    /** New credentials of ours, to be given to the server; its checks with the old ones are answered still. */
    public IceParameters restart() {
        local = freshLocal();
        return local;
    }

    private IceParameters freshLocal() {
        IceParameters fresh = new IceParameters(
                String.format("cl%08x", random.nextInt()),
                String.format("%016x%016x", random.nextLong(), random.nextLong()));
        accepted.put(fresh.ufrag(), fresh);
        return fresh;
    }

    /** Checks and nominates this path from now on. */
    public void use(InetSocketAddress source, InetSocketAddress server, long nowNanos) {
        this.source = source;
        this.server = server;
        connected = false;
        transactionIds.clear();
        nextCheckNanos = nowNanos;
        onTimeout(nowNanos);
    }

    /** Whether checks carry USE-CANDIDATE; they do at first. */
    public void nominate(boolean nominates) {
        nominating = nominates;
    }

    /** Whether the server's checks are answered; they are at first. */
    public void answer(boolean answers) {
        answering = answers;
    }

    public void onTimeout(long nowNanos) {
        if (nowNanos >= nextCheckNanos) {
            byte[] check = check(nominating);
            nextCheckNanos = nowNanos + (connected ? INTERVAL_NANOS : FIRST_INTERVAL_NANOS);
            output.send(check, check.length, source, server);
        }
    }

    public long nextTimeoutNanos() {
        return nextCheckNanos;
    }

    /** No checks from now on; the server's are still answered. */
    public void stopChecks() {
        nextCheckNanos = Nanos.NEVER;
    }

    /** A check of a new transaction, not sent: for tests that send it themselves. */
    public byte[] check(boolean useCandidate) {
        byte[] transactionId = new byte[12];
        random.nextBytes(transactionId);
        transactionIds.addLast(transactionId);
        if (transactionIds.size() > MAX_OUTSTANDING) {
            transactionIds.removeFirst();
        }
        String username = remote.ufrag() + ":" + local.ufrag();
        return StunWriter.bindingRequest(
                transactionId, username, PRIORITY, true, tieBreaker, useCandidate, key(remote));
    }

    /**
     * A STUN datagram from the server to one of our addresses.
     *
     * @return false if it was none that a browser would take
     */
    public boolean onStun(byte[] a, int off, int len, InetSocketAddress to, InetSocketAddress from, long nowNanos) {
        StunMessage message = StunMessage.parse(a, off, len);
        if (message == null || !message.fingerprintValid()) {
            return false;
        }
        return message.isBindingRequest() ? onCheck(message, to, from) : onResponse(message, to, nowNanos);
    }

    private boolean onCheck(StunMessage check, InetSocketAddress to, InetSocketAddress from) {
        String ufrag = check.localUfrag();
        IceParameters own = ufrag == null ? null : accepted.get(ufrag);
        if (own == null || !check.verifyIntegrity(key(own)) || check.iceControlled() == null) {
            return false;
        }
        if (answering) {
            checksAnswered++;
            byte[] response = StunWriter.bindingSuccess(check.transactionId(), from, key(own));
            output.send(response, response.length, to, from);
        }
        return true;
    }

    private boolean onResponse(StunMessage response, InetSocketAddress to, long nowNanos) {
        if (!response.isBindingSuccess()
                || transactionIds.stream().noneMatch(response::hasTransactionId)
                || !response.verifyIntegrity(key(remote))
                || !to.equals(source)) {
            return false;
        }
        reflexive = response.xorMappedAddress();
        if (!connected) {
            connected = true;
            nextCheckNanos = Math.min(nextCheckNanos, nowNanos + FIRST_INTERVAL_NANOS);
        }
        return true;
    }

    /** True once the path in use has answered a check. */
    public boolean isConnected() {
        return connected;
    }

    public int checksAnswered() {
        return checksAnswered;
    }

    /** Our address as the server sees it; null until it has answered. */
    public InetSocketAddress reflexive() {
        return reflexive;
    }

    public InetSocketAddress source() {
        return source;
    }

    private static byte[] key(IceParameters parameters) {
        return parameters.password().getBytes(StandardCharsets.UTF_8);
    }
}
