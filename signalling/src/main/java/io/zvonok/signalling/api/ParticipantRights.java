package io.zvonok.signalling.api;

import org.jspecify.annotations.Nullable;

/**
 * What one may do, whatever the room allows, as far as the token grants it; what is null is as in the room.
 *
 * @param screen its sound too
 * @param chat may write
 */
public record ParticipantRights(
        @Nullable Boolean microphone,
        @Nullable Boolean camera,
        @Nullable Boolean screen,
        @Nullable Boolean chat) {
    /** Everything as in the room again. */
    public static ParticipantRights asInTheRoom() {
        return new ParticipantRights(null, null, null, null);
    }
}
