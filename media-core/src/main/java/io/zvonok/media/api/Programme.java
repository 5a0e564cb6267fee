package io.zvonok.media.api;

import java.util.List;

/**
 * What the audience of a room sees and hears, in order.
 *
 * @param choice by a director; empty: automatically the newest screen share and the camera of who speaks. Without any
 *     voice in it the audience hears the loudest three of the stage
 */
public record Programme(List<Pick> choice) {
    private static final Programme AUTOMATIC = new Programme(List.of());

    public Programme {
        choice = List.copyOf(choice);
    }

    /** One source of one peer. */
    public record Pick(PeerId peer, TrackSource source) {}

    public static Programme automatic() {
        return AUTOMATIC;
    }

    public boolean isAutomatic() {
        return choice.isEmpty();
    }
}
