package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.token.Role;
import org.jspecify.annotations.Nullable;

/**
 * Who commands in a lesson: a moderator in it, or the backend, which stands above all roles. Whether a moderator may
 * moderate at all is checked before; whom, here.
 *
 * <p>Thread: any; immutable.
 */
final class Actor {
    static final Actor BACKEND = new Actor(null);

    private final @Nullable ClientSession session;

    private Actor(@Nullable ClientSession session) {
        this.session = session;
    }

    static Actor of(ClientSession moderator) {
        return new Actor(moderator);
    }

    /** Null for the backend. */
    @Nullable
    ClientSession session() {
        return session;
    }

    boolean is(ClientSession other) {
        return session == other;
    }

    /** Empty for the backend. */
    String participantId() {
        return session == null ? "" : session.participantId();
    }

    boolean mayCommand(Role role) {
        return session == null || session.claims().role().mayCommand(role);
    }

    boolean mayCommand(ClientSession target) {
        return mayCommand(target.claims().role());
    }

    /** Throws FORBIDDEN. */
    void requireCommandOf(ClientSession target) {
        requireCommandOf(target.claims().role());
    }

    /** Throws FORBIDDEN. */
    void requireCommandOf(Role role) {
        if (!mayCommand(role)) {
            throw new ZvonokException(ErrorCode.FORBIDDEN, "somebody of a higher role cannot be moderated");
        }
    }
}
