package io.zvonok.bench.load.peer;

import io.zvonok.media.api.IceParameters;
import io.zvonok.media.stun.StunMessage;
import io.zvonok.media.stun.StunWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.random.RandomGenerator;

/**
 * The full, controlling end of ICE on one path: checks it, nominates it with the check itself, answers the server's checks
 * and goes on asking for consent. Sans-I/O.
 *
 * <p>Times are Chromium's: a check every 50 ms until the path answers, then every 2.5 s.
 *
 * <p>Spec: RFC 8445 sections 7.2, 7.3 and 8; RFC 7675. Thread: the loop.
 */
final class IceClient {
    private static final long FIRST_INTERVAL_NANOS = 50_000_000;
    private static final long INTERVAL_NANOS = 2_500_000_000L;
    private static final long PRIORITY = 0x6E0001FFL;
    private static final int MAX_OUTSTANDING = 8;
    private static final long CONSENT_NANOS = 30_000_000_000L;

    private final RandomGenerator random;
    private final Output output;
    private final IceParameters local;
    private final byte[] localKey;
    private final long tieBreaker;
    private final ArrayDeque<byte[]> outstanding = new ArrayDeque<>(MAX_OUTSTANDING);
    private String username = "";
    private byte[] remoteKey = {};
    private boolean connected;
    private long nextCheckNanos = Long.MAX_VALUE;
    private long consentUntilNanos = Long.MAX_VALUE;

    /** Puts a datagram on the path. */
    interface Output {
        void send(byte[] datagram, int length);
    }

    IceClient(RandomGenerator random, Output output) {
        this.random = random;
        this.output = output;
        this.local = new IceParameters(
                String.format("ld%08x", random.nextInt()),
                String.format("%016x%016x", random.nextLong(), random.nextLong()));
        this.localKey = key(local);
        this.tieBreaker = random.nextLong();
    }

    IceParameters local() {
        return local;
    }

    /** Starts checking a path with the server's credentials; also for another path. */
    void start(IceParameters remote, long nowNanos) {
        username = remote.ufrag() + ":" + local.ufrag();
        remoteKey = key(remote);
        outstanding.clear();
        connected = false;
        nextCheckNanos = nowNanos;
        onTimeout(nowNanos);
    }

    boolean isConnected() {
        return connected;
    }

    /** True once the server has answered nothing for 30 s. */
    boolean isConsentLost(long nowNanos) {
        return nowNanos > consentUntilNanos;
    }

    long nextTimeoutNanos() {
        return nextCheckNanos;
    }

    void onTimeout(long nowNanos) {
        if (nowNanos < nextCheckNanos) {
            return;
        }
        byte[] transactionId = new byte[12];
        random.nextBytes(transactionId);
        if (outstanding.size() == MAX_OUTSTANDING) {
            outstanding.removeFirst();
        }
        outstanding.addLast(transactionId);
        byte[] check = StunWriter.bindingRequest(transactionId, username, PRIORITY, true, tieBreaker, true, remoteKey);
        nextCheckNanos = nowNanos + (connected ? INTERVAL_NANOS : FIRST_INTERVAL_NANOS);
        output.send(check, check.length);
    }

    /** A datagram that looks like STUN. */
    void onStun(byte[] array, int length, InetSocketAddress from, long nowNanos) {
        StunMessage message = StunMessage.parse(array, 0, length);
        if (message == null) {
            return;
        }
        if (message.isBindingRequest()) {
            onCheck(message, from);
        } else if (message.isBindingSuccess() && takeOutstanding(message) && message.verifyIntegrity(remoteKey)) {
            connected = true;
            consentUntilNanos = nowNanos + CONSENT_NANOS;
            nextCheckNanos = Math.max(nextCheckNanos, nowNanos + INTERVAL_NANOS);
        }
    }

    private void onCheck(StunMessage check, InetSocketAddress from) {
        if (local.ufrag().equals(check.localUfrag()) && check.verifyIntegrity(localKey)) {
            byte[] response = StunWriter.bindingSuccess(check.transactionId(), from, localKey);
            output.send(response, response.length);
        }
    }

    private boolean takeOutstanding(StunMessage response) {
        return outstanding.removeIf(response::hasTransactionId);
    }

    private static byte[] key(IceParameters parameters) {
        return parameters.password().getBytes(StandardCharsets.UTF_8);
    }
}
