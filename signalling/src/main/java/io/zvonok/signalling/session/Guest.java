package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.IceParameters;
import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.message.ExplainReport;
import io.zvonok.signalling.message.ServerMessage.LeaveReason;
import io.zvonok.signalling.sdp.Negotiation;
import io.zvonok.signalling.token.Claims;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Somebody in a lesson who came by HTTP (WHIP, WHEP) and is told nothing unless asked. Ends by its own wish, when the
 * transport is lost for 30 s, when replaced or removed, or with the lesson.
 *
 * <p>Thread: any; what changes is changed on the lesson's strand.
 */
public final class Guest {
    private final GuestKind kind;
    private final ClientSession session;
    private final Negotiation negotiation;
    private volatile IceSession ice;

    /**
     * @param credentials the client's own
     * @param number how often ICE was restarted
     */
    public record IceSession(IceParameters credentials, int number) {}

    /** What the HTTP client is answered. */
    public record Arrival(Guest guest, String answer) {}

    Guest(GuestKind kind, ClientSession session, Negotiation negotiation) {
        this.kind = kind;
        this.session = session;
        this.negotiation = negotiation;
        this.ice = new IceSession(negotiation.description().transport().ice(), 0);
    }

    ClientSession session() {
        return session;
    }

    public GuestKind kind() {
        return kind;
    }

    /** Secret: whoever knows it and has the token may end the session. */
    public String id() {
        return session.sessionId();
    }

    public Negotiation negotiation() {
        return negotiation;
    }

    /** As it is now. */
    public IceSession ice() {
        return ice;
    }

    /** True for the very token that opened the session, though it may have expired meanwhile. Constant time. */
    public boolean cameWith(String token) {
        return session.proof().isOf(token);
    }

    /** True for any token of the same person and room. */
    public boolean isOf(Claims other) {
        return claims().identity().equals(other.identity()) && claims().room().equals(other.room());
    }

    public boolean isIn(String room) {
        return claims().room().value().equals(room);
    }

    /** Of the token that opened the session. */
    public Claims claims() {
        return session.claims();
    }

    /**
     * Restarts ICE; the session goes on meanwhile, and if that fails.
     *
     * @return the fragment that answers; fails with WRONG_STATE while another restart is under way, GONE after the end
     */
    public CompletionStage<String> restart(IceParameters next) {
        CompletableFuture<String> answered = new CompletableFuture<>();
        Lesson lesson = session.lesson();
        lesson.inTurn(answered, () -> {
            if (!session.isPresent()) {
                throw new ZvonokException(ErrorCode.GONE, "this session is over");
            }
            if (session.isNegotiating()) {
                throw new ZvonokException(ErrorCode.WRONG_STATE, "the restart before is still being answered");
            }
            session.setNegotiating(true);
            lesson.update(session, negotiation.restarted(next))
                    .whenComplete((result, failure) -> lesson.inTurn(answered, () -> {
                        session.setNegotiating(false);
                        if (result == null || failure != null) {
                            throw Refusals.of(failure);
                        }
                        answered.complete(accept(next, result));
                    }));
        });
        return answered;
    }

    private String accept(IceParameters next, JoinResult result) {
        IceSession before = ice;
        if (!next.equals(before.credentials())) {
            ice = new IceSession(next, before.number() + 1);
        }
        return negotiation.fragment(result);
    }

    /** Completes when nothing more is sent to it or taken from it. */
    public CompletionStage<Void> leave() {
        CompletableFuture<Void> left = new CompletableFuture<>();
        session.lesson().inTurn(left, () -> {
            session.lesson().end(session, LeaveReason.LEFT, null);
            left.complete(null);
        });
        return left;
    }

    /** What the server sees of it, in words. Fails with NOT_FOUND after the end. */
    public CompletionStage<ExplainReport> explain() {
        return session.lesson().explain(session);
    }
}
