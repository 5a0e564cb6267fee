package io.zvonok.media.ice;

import static io.zvonok.media.stats.Counter.*;

import io.zvonok.media.api.IceParameters;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stun.StunMessage;
import io.zvonok.media.stun.StunWriter;
import io.zvonok.media.time.Nanos;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The ICE-lite end of one peer: which path its datagrams take, and whether they may be sent at all.
 *
 * <p>A check with our ufrag, the right MESSAGE-INTEGRITY and a FINGERPRINT makes a path valid; anything else gets no
 * answer (P4). The first valid path is used at once, with three bytes out for each byte in until it answers a check of
 * ours (P12). Any other path must be nominated and then answer a fresh check before it is used, and the old one goes on
 * until then (P3): a copied check cannot move media. Beyond what ICE-lite must do the agent checks the selected path
 * for ever, and stops sending when no answer came for 30 seconds (P7, RFC 7675).
 *
 * <p>Spec: RFC 8445 sections 7.3 and 9 (lite, restart), RFC 7675 section 5. Thread: the owning media loop.
 */
public final class IceAgent {
    private static final int UNKNOWN_ATTRIBUTE = 420;
    private static final int ROLE_CONFLICT = 487;
    private static final int FORBIDDEN = 403;

    private final IceConfig config;
    private final RandomGenerator random;
    private final LoopStats stats;
    private final Output output;
    private final CheckedPairs pairs;
    private final OutgoingChecks checks;
    private final CheckBudget strangers;
    private final CheckBudget members;

    private IceCredentials current;
    private @Nullable IceCredentials previous; // carries the selected pair until current does
    private @Nullable CheckedPair selected;
    private State state = State.NEW;
    private boolean closed;
    private long nominations;
    private long heardNanos;
    private long consentUntilNanos;
    private long connectByNanos = Nanos.NEVER; // after a restart: when the selected pair may be missing no longer
    private long nextTimeoutNanos = Nanos.NEVER;

    /** How the peer can be reached. */
    public enum State {
        /** No valid path yet. */
        NEW,
        /** There is a selected path. */
        CONNECTED,
        /** Nothing was heard for a while, even when asked; sending goes on until consent expires. */
        SILENT,
        /** Consent was lost or the agent closed: nothing is sent or answered. A restart leads out of the former. */
        FAILED
    }

    /** Where the agent's decisions go. Only records or enqueues; never calls back. */
    public interface Output {
        void transmit(byte[] datagram, int length, CandidatePair pair);

        /** Datagrams of this pair are this peer's from now on. */
        void onValidPair(CandidatePair pair);

        void onPairGone(CandidatePair pair);

        /** Sending uses this pair from now on. */
        void onSelectedPair(CandidatePair pair);

        void onState(State state);
    }

    /** @param random must not be predictable: it makes passwords and transaction ids */
    public IceAgent(IceConfig config, RandomGenerator random, LoopStats stats, Output output) {
        this.config = config;
        this.random = random;
        this.stats = stats;
        this.output = output;
        pairs = new CheckedPairs(config.maxPairs(), stats, output);
        checks = new OutgoingChecks(config, random, output);
        current = new IceCredentials(1, random);
        strangers = new CheckBudget(config.maxVerificationsPerSecond());
        members = new CheckBudget(config.maxVerificationsPerSecond());
    }

    public IceParameters local() {
        return current.local();
    }

    /** Of before a restart, accepted until the new ones have carried a nominated pair; null if there are none. */
    public @Nullable IceParameters previousLocal() {
        return previous == null ? null : previous.local();
    }

    /** The peer's credentials; our own checks wait for them. */
    public void setRemote(IceParameters remote) {
        current.setRemote(remote);
    }

    /**
     * Starts over with new credentials on both ends; the selected pair stays until a new one is nominated and proven.
     * With the credentials the peer has already it is no restart and changes nothing.
     *
     * @return our credentials from now on
     */
    public IceParameters restart(IceParameters newRemote, long nowNanos) {
        if (closed || newRemote.equals(current.remote())) {
            return current.local();
        }
        IceCredentials next = new IceCredentials(current.generation() + 1, random);
        next.setRemote(newRemote);
        previous = selected == null ? null : selected.credentials();
        current = next;
        connectByNanos = nowNanos + config.consentTimeoutNanos();
        if (state == State.FAILED) {
            setState(State.NEW);
        }
        rearm();
        return current.local();
    }

    /**
     * A datagram that looks like STUN. What it gives in amplification credit and signs of life is counted here, not by
     * {@link #onReceived}.
     *
     * @return false if it was ignored (counted)
     */
    public boolean onStun(byte[] a, int off, int len, CandidatePair pair, long nowNanos) {
        if (state == State.FAILED) {
            return ignore(STUN_UNKNOWN_UFRAG);
        }
        StunMessage message = StunMessage.parse(a, off, len);
        if (message == null) {
            return ignore(STUN_MALFORMED);
        }
        CheckedPair known = find(pair);
        boolean accepted;
        if (message.isBindingRequest()) {
            accepted = onRequest(message, len, known, pair, nowNanos);
        } else if (known == null) {
            accepted = ignore(STUN_UNEXPECTED_RESPONSE);
        } else if (message.isIndication()) {
            onHeard(known, len, nowNanos);
            accepted = true;
        } else {
            accepted = onResponse(message, len, known, nowNanos);
        }
        rearm();
        return accepted;
    }

    private boolean onRequest(
            StunMessage request, int len, @Nullable CheckedPair known, CandidatePair pair, long nowNanos) {
        IceCredentials credentials = credentialsOf(request.localUfrag());
        if (credentials == null) {
            return ignore(STUN_UNKNOWN_UFRAG);
        }
        if (!request.fingerprintValid()) {
            return ignore(STUN_MALFORMED);
        }
        if (!verify(request, credentials.localKey(), known, nowNanos)) {
            return false;
        }
        int errorCode = errorIn(request);
        if (errorCode != 0) {
            List<Integer> unknown = request.unknownRequiredAttributes();
            byte[] key = credentials.localKey();
            respond(StunWriter.bindingError(request.transactionId(), errorCode, unknown, key), pair, known);
            return true;
        }
        CheckedPair checked = known == null ? pairs.admit(pair, credentials, selected) : known;
        checked.onCheckWith(credentials);
        onHeard(checked, len, nowNanos);
        byte[] key = credentials.localKey();
        respond(StunWriter.bindingSuccess(request.transactionId(), pair.remote(), key), pair, checked);
        follow(checked, request, credentials, nowNanos);
        return true;
    }

    /** Only for authentic requests: 0 or the code of the error that answers it. */
    private static int errorIn(StunMessage request) {
        if (!request.unknownRequiredAttributes().isEmpty()) {
            return UNKNOWN_ATTRIBUTE;
        }
        // A lite agent never takes the controlling role, so the tie breakers decide nothing (RFC 8445 section 6.1.1).
        return request.iceControlled() != null ? ROLE_CONFLICT : 0;
    }

    private void respond(byte[] response, CandidatePair pair, @Nullable CheckedPair checked) {
        if (checked != null) {
            checked.onSent(response.length);
        }
        stats.increment(STUN_ACCEPTED);
        output.transmit(response, response.length, pair);
    }

    /**
     * Work for strangers is bounded whatever comes of it, for known paths as long as it fails. So neither guesses nor
     * copies from made-up addresses cost more than so many HMACs a second, and they do not shut out the peer itself.
     */
    private boolean verify(StunMessage message, byte[] key, @Nullable CheckedPair known, long nowNanos) {
        CheckBudget budget = known == null ? strangers : members;
        if (!budget.isLeft(nowNanos)) {
            return ignore(STUN_OVER_BUDGET);
        }
        boolean authentic = message.verifyIntegrity(key);
        if (known == null || !authentic) {
            budget.spend();
        }
        return authentic || ignore(STUN_BAD_INTEGRITY);
    }

    private boolean ignore(Counter reason) {
        stats.increment(reason);
        return false;
    }

    private @Nullable IceCredentials credentialsOf(@Nullable String ufrag) {
        if (current.local().ufrag().equals(ufrag)) {
            return current;
        }
        return previous != null && previous.local().ufrag().equals(ufrag) ? previous : null;
    }

    /** What an accepted check means for the choice of the path. */
    private void follow(CheckedPair pair, StunMessage request, IceCredentials credentials, long nowNanos) {
        if (request.useCandidate() && pair.nominate(request, rankOfNext(credentials))) {
            boolean inUse = pair == selected && pair.isProvenUnder(credentials);
            if (!inUse) {
                pair.startProof(nowNanos);
            }
        }
        if (selected == null) { // no need to wait for the nomination: DTLS may be on its way already
            pair.startProof(nowNanos);
            select(pair, nowNanos);
        }
        checkIfDue(pair, nowNanos);
    }

    /** Later nominations outrank earlier ones, newer credentials any older ones. */
    private long rankOfNext(IceCredentials credentials) {
        return ((long) credentials.generation() << 40) + ++nominations;
    }

    private void select(CheckedPair pair, long nowNanos) {
        if (pair != selected) {
            if (selected != null) {
                selected.stopChecks();
            }
            IceNominatedEvent.tell(pair.pair(), selected == null);
            selected = pair;
            stats.increment(ICE_PAIR_SELECTED);
            output.onSelectedPair(pair.pair());
        }
        consentUntilNanos = nowNanos + config.consentTimeoutNanos();
        if (state == State.NEW) {
            setState(State.CONNECTED);
        }
    }

    private boolean onResponse(StunMessage response, int len, CheckedPair pair, long nowNanos) {
        CheckedPair.OutgoingCheck check = pair.outstanding(response);
        IceParameters remote = check == null ? null : check.credentials().remote();
        if (check == null || remote == null) {
            return ignore(STUN_UNEXPECTED_RESPONSE);
        }
        if (!verify(response, IceCredentials.key(remote), pair, nowNanos)) {
            return false;
        }
        onHeard(pair, len, nowNanos);
        if (response.isBindingError()) {
            if (pair == selected && response.errorCode() == FORBIDDEN) { // RFC 7675 section 5.2
                stats.increment(ICE_CONSENT_LOST);
                fail();
            }
            return true;
        }
        if (!response.unknownRequiredAttributes().isEmpty()) { // RFC 8489 section 6.3.3
            return ignore(STUN_MALFORMED);
        }
        onAnswer(pair, check, nowNanos);
        return true;
    }

    private void onAnswer(CheckedPair pair, CheckedPair.OutgoingCheck check, long nowNanos) {
        boolean completesProof = pair.onAnswer(check, nowNanos);
        if (pair == selected || (completesProof && outranksSelected(pair))) {
            select(pair, nowNanos);
            if (!pair.isProving()) {
                pair.scheduleConsentCheck(checks.consentIntervalNanos(), pair.checkedNanos());
            }
        }
        boolean nominatedAnew = pair.rank() >= (long) current.generation() << 40;
        if (pair == selected && nominatedAnew && pair.isProvenUnder(current)) {
            previous = null; // the restart is complete; paths of before stay good for what is still on its way
            connectByNanos = Nanos.NEVER;
        }
    }

    private boolean outranksSelected(CheckedPair pair) {
        return selected == null || !selected.isProven() || pair.rank() > selected.rank();
    }

    /** A datagram other than STUN that came from a valid pair: amplification credit and a sign of life. */
    public void onReceived(CandidatePair pair, int bytes, long nowNanos) {
        CheckedPair known = find(pair);
        if (known != null) {
            onHeard(known, bytes, nowNanos);
        }
    }

    private void onHeard(CheckedPair pair, int bytes, long nowNanos) {
        pair.onReceived(bytes, nowNanos);
        heardNanos = nowNanos; // the timers that depend on it find out when they fire
        if (state == State.SILENT) {
            setState(State.CONNECTED);
            rearm();
        }
    }

    /** True if a check of this session came from it, under whatever credentials, and it was not forgotten since. */
    public boolean isValid(CandidatePair pair) {
        return find(pair) != null;
    }

    /** True if so much may be sent on the selected pair now; what is refused to an unproven pair is counted. */
    public boolean maySend(int bytes) {
        if (selected == null) {
            return false;
        }
        return selected.maySend(bytes, config.unprovenFactor()) || ignore(ICE_UNPROVEN_LIMIT);
    }

    public void onSent(int bytes) {
        if (selected != null) {
            selected.onSent(bytes);
        }
    }

    public @Nullable CandidatePair selected() {
        return selected == null ? null : selected.pair();
    }

    /** True once the selected pair has answered a check of ours: no 3x limit any more. */
    public boolean isSelectedProven() {
        return selected != null && selected.isProven();
    }

    public State state() {
        return state;
    }

    /** Of the latest answered check of ours on the selected pair; -1 unknown. */
    public long roundTripNanos() {
        return selected == null ? -1 : selected.roundTripNanos();
    }

    public long nextTimeoutNanos() {
        return nextTimeoutNanos;
    }

    public void onTimeout(long nowNanos) {
        if (nowNanos < nextTimeoutNanos) {
            return;
        }
        if (selected != null && nowNanos >= consentUntilNanos) {
            loseConsent(nowNanos);
        } else if (selected == null && nowNanos >= connectByNanos) {
            fail();
        }
        pairs.forgetUnheardSince(nowNanos - config.consentTimeoutNanos(), selected);
        for (int i = 0; i < pairs.size(); i++) {
            checkIfDue(pairs.get(i), nowNanos);
        }
        if (state == State.CONNECTED && nowNanos >= heardNanos + config.silenceNanos()) {
            setState(State.SILENT);
        }
        rearm();
    }

    /** During a restart the peer gets its time to come back on another path, but this one is used no longer. */
    private void loseConsent(long nowNanos) {
        stats.increment(ICE_CONSENT_LOST);
        if (previous == null || nowNanos >= connectByNanos) {
            fail();
            return;
        }
        if (selected != null) {
            selected.forgetProof();
        }
        selected = null;
        setState(State.NEW);
    }

    private void checkIfDue(CheckedPair pair, long nowNanos) {
        if (nowNanos >= checkTimeNanos(pair)) {
            checks.onDue(pair, pair == selected, nowNanos);
        }
    }

    /** The selected pair is also asked when nothing was heard for most of what counts as silence. */
    private long checkTimeNanos(CheckedPair pair) {
        if (pair != selected) {
            return pair.nextCheckNanos();
        }
        long quietNanos = heardNanos + config.silenceNanos() * 3 / 5; // more than a browser's 2.5 s between checks
        boolean askedSince = pair.checkedNanos() >= quietNanos;
        return askedSince ? pair.nextCheckNanos() : Math.min(quietNanos, pair.nextCheckNanos());
    }

    /** Nothing is sent or answered from now on, at once and for ever. */
    public void close() {
        closed = true;
        fail();
        rearm();
    }

    private void fail() {
        selected = null;
        previous = null;
        connectByNanos = Nanos.NEVER;
        pairs.forgetAll();
        setState(State.FAILED);
    }

    private void setState(State next) {
        if (state != next) {
            state = next;
            output.onState(next);
        }
    }

    /** Once or twice a datagram, so the likeliest comes first. */
    private @Nullable CheckedPair find(CandidatePair pair) {
        return selected != null && selected.is(pair) ? selected : pairs.find(pair);
    }

    private void rearm() {
        long next = selected == null ? connectByNanos : consentUntilNanos;
        for (int i = 0; i < pairs.size(); i++) {
            next = Math.min(next, checkTimeNanos(pairs.get(i)));
        }
        if (state == State.CONNECTED) {
            next = Math.min(next, heardNanos + config.silenceNanos());
        }
        nextTimeoutNanos = next;
    }
}
