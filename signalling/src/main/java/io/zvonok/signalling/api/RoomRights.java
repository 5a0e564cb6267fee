package io.zvonok.signalling.api;

import org.jspecify.annotations.Nullable;

/**
 * What those may do in a room who do not moderate, as far as their tokens grant it. In a change, what is null stays; of a
 * room, nothing is null.
 *
 * @param screen its sound too
 * @param chat may write
 * @param hand may raise a hand
 */
public record RoomRights(
        @Nullable Boolean microphone,
        @Nullable Boolean camera,
        @Nullable Boolean screen,
        @Nullable Boolean chat,
        @Nullable Boolean hand) {
    /** Nobody but moderators speaks: a change of that right alone. */
    public static RoomRights microphone(boolean allowed) {
        return new RoomRights(allowed, null, null, null, null);
    }

    public static RoomRights chat(boolean allowed) {
        return new RoomRights(null, null, null, allowed, null);
    }
}
