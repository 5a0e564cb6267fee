package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.sdp.Negotiation;
import io.zvonok.signalling.sdp.SdpNegotiator;
import io.zvonok.signalling.token.Claims;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One HTTP request of somebody who publishes or watches; its reply is the whole conversation. */
final class GuestAdmission implements Admission {
    /** Nobody's identity: identities are printable. */
    private static final String PUBLISHERS = "\u0000";

    private final GuestKind kind;
    private final Claims claims;
    private final TokenProof proof;
    private final Negotiation negotiation;
    private final boolean waits;
    private final long startedNanos;
    private final CompletableFuture<Guest.Arrival> arrival = new CompletableFuture<>();
    private @Nullable ClientSession session;

    /** @param waits a viewer comes in though nothing is on air */
    GuestAdmission(
            GuestKind kind,
            Claims claims,
            TokenProof proof,
            Negotiation negotiation,
            boolean waits,
            long startedNanos) {
        this.kind = kind;
        this.claims = claims;
        this.proof = proof;
        this.negotiation = negotiation;
        this.waits = waits;
        this.startedNanos = startedNanos;
    }

    /** Fails with the refusal. */
    CompletionStage<Guest.Arrival> arrival() {
        return arrival;
    }

    @Override
    public Claims claims() {
        return claims;
    }

    @Override
    public TokenProof proof() {
        return proof;
    }

    @Override
    public PeerTier tier() {
        return kind == GuestKind.PUBLISHER ? PeerTier.STAGE : PeerTier.AUDIENCE;
    }

    @Override
    public long startedNanos() {
        return startedNanos;
    }

    /** An encoder comes back before the server has noticed that it was gone; a lesson page of the same person stays. */
    @Override
    public String seat() {
        return kind == GuestKind.PUBLISHER ? PUBLISHERS + claims.identity() : "";
    }

    @Override
    public boolean needsSomethingOnAir() {
        return kind == GuestKind.VIEWER && !waits;
    }

    @Override
    public @Nullable Conversation conversation() {
        return null;
    }

    @Override
    public boolean isWaiting() {
        return !arrival.isDone();
    }

    @Override
    public JoinPlan plan(SdpNegotiator negotiator) {
        return kind == GuestKind.PUBLISHER
                ? JoinPlan.ofPublisher(this, negotiation)
                : JoinPlan.ofViewer(this, negotiation);
    }

    @Override
    public void begin(ClientSession begun) {
        session = begun;
        begun.onClose(() -> refuse(new ZvonokException(ErrorCode.GONE, "the session ended before it began")));
    }

    @Override
    public @Nullable ClientSession session() {
        return session;
    }

    @Override
    public void welcome(ClientSession welcomed, String answer) {
        Guest guest = new Guest(kind, welcomed, negotiation);
        welcomed.lesson().remember(guest);
        arrival.complete(new Guest.Arrival(guest, answer));
    }

    @Override
    public void refuse(ZvonokException why) {
        arrival.completeExceptionally(why);
    }
}
