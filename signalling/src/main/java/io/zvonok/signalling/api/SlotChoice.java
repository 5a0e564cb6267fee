package io.zvonok.signalling.api;

import io.zvonok.media.api.TrackSource;
import org.jspecify.annotations.Nullable;

/**
 * What one slot of a participant is to show.
 *
 * @param mid names the slot
 * @param want {@code auto}, {@code stage}, {@code none}, or a participant
 * @param source of that participant; null: camera or microphone
 * @param width on screen in device pixels, 0: off screen; null is 0
 * @param height as {@code width}
 * @param priority higher first when the link does not carry all; null is 0
 */
public record SlotChoice(
        String mid,
        String want,
        @Nullable TrackSource source,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Integer priority) {
    private static final int MAX_PIXELS = 16_384;
    private static final int MAX_PRIORITY = 1000;
    private static final int MAX_MID_LENGTH = 32;
    private static final int MAX_NAME_LENGTH = 128;

    public SlotChoice {
        int midLength = Checks.present(mid, "mid").length();
        int wantLength = Checks.present(want, "want").length();
        Checks.require(midLength > 0 && midLength <= MAX_MID_LENGTH, "mid must have 1 to 32 characters");
        Checks.require(wantLength > 0 && wantLength <= MAX_NAME_LENGTH, "want must have 1 to 128 characters");
        Checks.between(width, 0, MAX_PIXELS, "width");
        Checks.between(height, 0, MAX_PIXELS, "height");
        Checks.between(priority, -MAX_PRIORITY, MAX_PRIORITY, "priority");
    }

    /** Camera or microphone of one participant, at the size of a full screen. */
    public static SlotChoice participant(String mid, String participant) {
        return new SlotChoice(mid, participant, null, 1280, 720, null);
    }

    /** Whoever the server chooses. */
    public static SlotChoice auto(String mid) {
        return new SlotChoice(mid, "auto", null, 1280, 720, null);
    }

    public static SlotChoice nothing(String mid) {
        return new SlotChoice(mid, "none", null, null, null, null);
    }
}
