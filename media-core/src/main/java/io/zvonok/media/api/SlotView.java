package io.zvonok.media.api;

import org.jspecify.annotations.Nullable;

/**
 * What a peer wants to see in one slot.
 *
 * @param want which source: automatically chosen, the stage, one given peer, or nothing
 * @param peer the wanted peer when {@code want} is {@link Want#PEER}, else null
 * @param source the wanted source of that peer, or null for its camera (video) or microphone (audio)
 * @param width of the picture on screen in device pixels, 0 if off screen
 * @param height of the picture on screen in device pixels, 0 if off screen
 * @param priority higher first when not all fit
 */
public record SlotView(
        String mid,
        Want want,
        @Nullable PeerId peer,
        @Nullable TrackSource source,
        int width,
        int height,
        int priority) {
    /** How the source of a slot is chosen. */
    public enum Want {
        /** The next in order that no other slot of the peer shows. */
        AUTO,
        /** The screen share if there is one, else who speaks, else the most prominent peer. */
        STAGE,
        /** One given peer. For audio this pins the peer's voice. */
        PEER,
        /** Nothing. */
        NONE
    }
}
