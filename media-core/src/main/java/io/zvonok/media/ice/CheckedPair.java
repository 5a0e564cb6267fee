package io.zvonok.media.ice;

import io.zvonok.media.stun.StunMessage;
import io.zvonok.media.time.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link IceAgent} remembers of one path that passed a check: bytes each way until it is proven, how it was
 * nominated, and our own checks on it.
 *
 * <p>Thread: the owning media loop.
 */
final class CheckedPair {
    /** Our latest checks, any of which may still be answered: several round trips may pass between two of them. */
    private static final int MAX_OUTSTANDING = 8;

    private static final int MAX_INTERVAL_DOUBLINGS = 4;

    private final CandidatePair pair;
    private IceCredentials credentials;
    private long receivedBytes;
    private long sentBytes;
    private long heardNanos;

    private int provenGeneration; // 0: never answered a check of ours
    private long rank; // of its latest nomination; 0: never nominated
    private byte[] nominatedBy = {};

    private final @Nullable OutgoingCheck[] outstanding = new OutgoingCheck[MAX_OUTSTANDING];
    private int checksSent;
    private long checkedNanos = -1;
    private long nextCheckNanos = Nanos.NEVER;
    private boolean proving;
    private long provingSinceNanos;
    private int proofChecks;
    private long roundTripNanos = -1;

    /** A check of ours; answers are verified with the credentials it was made with. */
    record OutgoingCheck(byte[] transactionId, IceCredentials credentials, long sentNanos) {}

    CheckedPair(CandidatePair pair, IceCredentials credentials) {
        this.pair = pair;
        this.credentials = credentials;
    }

    CandidatePair pair() {
        return pair;
    }

    boolean is(CandidatePair other) {
        return pair == other || pair.equals(other);
    }

    /** The latest credentials a check on this path carried; ours carry them too. */
    IceCredentials credentials() {
        return credentials;
    }

    void onCheckWith(IceCredentials used) {
        if (used.generation() > credentials.generation()) {
            credentials = used;
        }
    }

    void onReceived(int bytes, long nowNanos) {
        receivedBytes += bytes;
        heardNanos = nowNanos;
    }

    void onSent(int bytes) {
        sentBytes += bytes;
    }

    long heardNanos() {
        return heardNanos;
    }

    /** False while unproven and the credit that received bytes gave is used up (P3, P12). */
    boolean maySend(int bytes, int unprovenFactor) {
        return isProven() || sentBytes + bytes <= unprovenFactor * receivedBytes;
    }

    boolean isProven() {
        return provenGeneration > 0;
    }

    boolean isProvenUnder(IceCredentials used) {
        return provenGeneration >= used.generation();
    }

    /** Consent is lost: the path is as good as one never seen. */
    void forgetProof() {
        provenGeneration = 0;
        rank = 0;
        receivedBytes = 0;
        sentBytes = 0;
        stopChecks();
    }

    /** False if it is a repetition of the request that nominated the path before. */
    boolean nominate(StunMessage request, long newRank) {
        if (request.hasTransactionId(nominatedBy)) {
            return false;
        }
        nominatedBy = request.transactionId();
        rank = Math.max(rank, newRank);
        return true;
    }

    long rank() {
        return rank;
    }

    /** From now on only an answer to a check sent from now on proves the path. */
    void startProof(long nowNanos) {
        if (!proving) {
            proving = true;
            provingSinceNanos = nowNanos;
            proofChecks = 0;
            nextCheckNanos = nowNanos;
        }
    }

    boolean isProving() {
        return proving;
    }

    int proofChecks() {
        return proofChecks;
    }

    void onCheckSent(byte[] transactionId, int bytes, long nowNanos) {
        outstanding[checksSent++ % MAX_OUTSTANDING] = new OutgoingCheck(transactionId, credentials, nowNanos);
        sentBytes += bytes;
    }

    /** A check was due: the next one of a proof is due in twice the time, up to a bound. */
    void scheduleProofCheck(long firstIntervalNanos, long nowNanos) {
        nextCheckNanos = nowNanos + (firstIntervalNanos << Math.min(proofChecks, MAX_INTERVAL_DOUBLINGS));
        proofChecks++;
        checkedNanos = nowNanos;
    }

    void scheduleConsentCheck(long intervalNanos, long nowNanos) {
        nextCheckNanos = nowNanos + intervalNanos;
        checkedNanos = nowNanos;
    }

    void stopChecks() {
        nextCheckNanos = Nanos.NEVER;
        proving = false;
    }

    long nextCheckNanos() {
        return nextCheckNanos;
    }

    /** When the latest check was due, sent or not; -1 if none was. */
    long checkedNanos() {
        return checkedNanos;
    }

    /** The check of ours this answers, or null. */
    @Nullable
    OutgoingCheck outstanding(StunMessage response) {
        for (OutgoingCheck check : outstanding) {
            if (check != null && response.hasTransactionId(check.transactionId())) {
                return check;
            }
        }
        return null;
    }

    /** An authentic answer. True if it completes the proof that was asked for. */
    boolean onAnswer(OutgoingCheck check, long nowNanos) {
        forget(check); // a transaction is answered once: nobody keeps consent alive by repeating an answer
        roundTripNanos = nowNanos - check.sentNanos();
        provenGeneration = Math.max(provenGeneration, check.credentials().generation());
        boolean completes = proving && check.sentNanos() >= provingSinceNanos;
        if (completes) {
            stopChecks();
        }
        return completes;
    }

    private void forget(OutgoingCheck answered) {
        for (int i = 0; i < MAX_OUTSTANDING; i++) {
            if (outstanding[i] == answered) {
                outstanding[i] = null;
            }
        }
    }

    /** Of the latest answered check; -1 if none was. */
    long roundTripNanos() {
        return roundTripNanos;
    }
}
