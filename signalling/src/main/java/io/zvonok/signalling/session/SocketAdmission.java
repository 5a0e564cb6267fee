package io.zvonok.signalling.session;

import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.message.ClientMessage;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.sdp.SdpNegotiator;
import io.zvonok.signalling.token.Claims;
import io.zvonok.signalling.token.Role;
import org.jspecify.annotations.Nullable;

/**
 * The {@code join} of a WebSocket. A refusal leaves the socket for another try.
 *
 * @param answered the client was told to wait
 */
record SocketAdmission(
        Conversation conversation, ClientMessage.Join message, Claims claims, long startedNanos, boolean answered)
        implements Admission {
    SocketAdmission(Conversation conversation, ClientMessage.Join message, Claims claims, long startedNanos) {
        this(conversation, message, claims, startedNanos, false);
    }

    /** Out of the lobby: the message has been answered. */
    SocketAdmission admitted(long nowNanos) {
        return new SocketAdmission(conversation, message, claims, nowNanos, true);
    }

    @Override
    public TokenProof proof() {
        return new TokenProof(message.token());
    }

    @Override
    public PeerTier tier() {
        return claims.role() == Role.VIEWER ? PeerTier.AUDIENCE : PeerTier.STAGE;
    }

    /** A link to watch is given to many: they do not take each other's place. */
    @Override
    public String seat() {
        return tier() == PeerTier.STAGE ? claims.identity() : "";
    }

    @Override
    public void enter(Lesson lesson) {
        conversation.enter(lesson);
    }

    @Override
    public boolean isWaiting() {
        return conversation.isOpen();
    }

    @Override
    public JoinPlan plan(SdpNegotiator negotiator) {
        return JoinPlan.of(this, negotiator);
    }

    @Override
    public void begin(ClientSession session) {
        conversation.begin(session);
    }

    @Override
    public @Nullable ClientSession session() {
        return conversation.session();
    }

    @Override
    public void welcome(ClientSession session, String answer) {
        if (!answered) {
            session.reply(new ServerMessage.Done(message.id()));
        }
    }

    @Override
    public void refuse(ZvonokException why) {
        conversation.refuse(message.id(), why);
    }
}
