package io.zvonok.signalling.session;

import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.sdp.SdpNegotiator;
import io.zvonok.signalling.token.Claims;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whose token is good, on the way into a lesson: by a socket's {@code join} or by one HTTP request.
 *
 * <p>Thread: all before {@link #isWaiting} any, the rest the lesson's strand.
 */
interface Admission {
    Claims claims();

    TokenProof proof();

    PeerTier tier();

    /** When the request came. */
    long startedNanos();

    /** Whoever has the same seat is replaced; empty: there may be any number. */
    String seat();

    /** True if there is no point in coming while nobody publishes. */
    default boolean needsSomethingOnAir() {
        return false;
    }

    /** Where the newcomer is told what happens; null: nowhere. */
    @Nullable
    Conversation conversation();

    /** Questions and answers go to this lesson from now on. */
    default void enter(Lesson lesson) {}

    /** False if whoever asked has gone away meanwhile. */
    boolean isWaiting();

    /** Throws {@link ZvonokException} with what is wrong with the request. */
    JoinPlan plan(SdpNegotiator negotiator);

    void begin(ClientSession session);

    /** The session, since {@link #begin}. */
    @Nullable
    ClientSession session();

    /** In the lesson; with a conversation the {@code joined} event has been told. */
    void welcome(ClientSession session, String answer);

    void refuse(ZvonokException why);
}
