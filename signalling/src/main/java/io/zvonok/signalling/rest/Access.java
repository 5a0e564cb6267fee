package io.zvonok.signalling.rest;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.token.Claims;
import io.zvonok.signalling.token.Role;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask what (P27): one constant for each kind of request, chosen in {@link RestRoutes}. A backend's token is for the
 * whole server or for one room; an admin reads what concerns the own room; nobody else has any business here.
 */
enum Access {
    /** Reads what concerns one room. */
    READ_ROOM(true, false),
    /** Commands in one room. */
    COMMAND_ROOM(false, false),
    /** Reads what concerns no room in particular; rooms that are not the token's are left out. */
    READ_SERVER(true, false),
    /** Sees or commands what concerns all rooms. */
    WHOLE_SERVER(false, true);

    private final boolean forAdmins;
    private final boolean wholeServerOnly;

    Access(boolean forAdmins, boolean wholeServerOnly) {
        this.forAdmins = forAdmins;
        this.wholeServerOnly = wholeServerOnly;
    }

    /**
     * Throws FORBIDDEN.
     *
     * @param room that the request names, null if it names none
     */
    void check(Claims claims, @Nullable String room) {
        boolean welcome = claims.role() == Role.SERVER || forAdmins && claims.role() == Role.ADMIN;
        if (!welcome) {
            throw new ZvonokException(
                    ErrorCode.FORBIDDEN, "this is for tokens with the role server" + (forAdmins ? " or admin" : ""));
        }
        if (wholeServerOnly && !claims.isForWholeServer()) {
            throw new ZvonokException(ErrorCode.FORBIDDEN, "this is for tokens of the whole server");
        }
        if (room != null) {
            checkRoom(claims, room);
        }
    }

    /** Throws FORBIDDEN. */
    static void checkRoom(Claims claims, String room) {
        if (!claims.isForWholeServer() && !claims.room().value().equals(room)) {
            throw new ZvonokException(ErrorCode.FORBIDDEN, "the token is for another room");
        }
    }
}
