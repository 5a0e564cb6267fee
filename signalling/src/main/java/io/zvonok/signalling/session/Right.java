package io.zvonok.signalling.session;

import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.message.ServerMessage.PersonalRights;
import io.zvonok.signalling.message.ServerMessage.RoomRights;
import org.jspecify.annotations.Nullable;

/** What a moderator may allow and forbid, within what a token grants. */
enum Right {
    MICROPHONE,
    CAMERA,
    /** Its sound too. */
    SCREEN,
    CHAT,
    HAND;

    static Right of(TrackSource source) {
        return switch (source) {
            case MICROPHONE -> MICROPHONE;
            case CAMERA -> CAMERA;
            case SCREEN, SCREEN_AUDIO -> SCREEN;
        };
    }

    boolean in(RoomRights rights) {
        return switch (this) {
            case MICROPHONE -> rights.microphone();
            case CAMERA -> rights.camera();
            case SCREEN -> rights.screen();
            case CHAT -> rights.chat();
            case HAND -> rights.hand();
        };
    }

    /** Null: as in the room. */
    @Nullable
    Boolean in(PersonalRights rights) {
        return switch (this) {
            case MICROPHONE -> rights.microphone();
            case CAMERA -> rights.camera();
            case SCREEN -> rights.screen();
            case CHAT -> rights.chat();
            case HAND -> null;
        };
    }
}
