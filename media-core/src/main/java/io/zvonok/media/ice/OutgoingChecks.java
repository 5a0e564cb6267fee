package io.zvonok.media.ice;

import io.zvonok.media.api.IceParameters;
import io.zvonok.media.stun.StunWriter;
import java.util.random.RandomGenerator;

/**
 * Our own checks: quick ones to prove a path, then one every few seconds to keep consent
 * (more when one stays unanswered). Each has a transaction of its
 * own, so each answer is a round trip measured.
 *
 * <p>Spec: RFC 8445 section 7.2.2, RFC 7675 section 5.1. Thread: the owning media loop.
 */
final class OutgoingChecks {
    /** Of a peer-reflexive candidate, as a check has to claim it (RFC 8445 sections 5.1.2.1 and 7.1.1). */
    private static final long PRIORITY = 110L << 24 | 65535 << 8 | 255;

    private static final int TRANSACTION_ID_LENGTH = 12;

    /**
     * So much more often a path is asked that did not answer. At 30 % loss each way six checks in half a minute all
     * fail once or twice an hour, and that would end a lesson that is still going on.
     */
    private static final int UNANSWERED_FACTOR = 5;

    private final IceConfig config;
    private final RandomGenerator random;
    private final IceAgent.Output output;
    private final long tieBreaker;

    OutgoingChecks(IceConfig config, RandomGenerator random, IceAgent.Output output) {
        this.config = config;
        this.random = random;
        this.output = output;
        tieBreaker = random.nextLong();
    }

    /** A check of that pair is due: sends it and says when the next one is. */
    void onDue(CheckedPair pair, boolean isSelected, long nowNanos) {
        if (!pair.isProving()) {
            pair.scheduleConsentCheck(consentIntervalNanos() / UNANSWERED_FACTOR, nowNanos); // unless it is answered
        } else if (isSelected || pair.proofChecks() < config.maxProofChecks()) {
            pair.scheduleProofCheck(config.proofIntervalNanos(), nowNanos);
        } else {
            pair.stopChecks(); // until it is nominated again
            return;
        }
        send(pair, nowNanos);
    }

    /** Randomised, lest all clients of a lesson are asked at once. */
    long consentIntervalNanos() {
        return (long) (config.consentIntervalNanos() * (0.8 + 0.4 * random.nextDouble()));
    }

    private void send(CheckedPair pair, long nowNanos) {
        IceCredentials credentials = pair.credentials();
        IceParameters remote = credentials.remote();
        if (remote == null) {
            return;
        }
        byte[] transactionId = new byte[TRANSACTION_ID_LENGTH];
        random.nextBytes(transactionId);
        String username = remote.ufrag() + ":" + credentials.local().ufrag();
        byte[] key = IceCredentials.key(remote);
        byte[] check = StunWriter.bindingRequest(transactionId, username, PRIORITY, false, tieBreaker, false, key);
        if (pair.maySend(check.length, config.unprovenFactor())) {
            pair.onCheckSent(transactionId, check.length, nowNanos);
            output.transmit(check, check.length, pair.pair());
        }
    }
}
