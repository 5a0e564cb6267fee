package io.zvonok.media.api;

import org.jspecify.annotations.Nullable;

/**
 * What a slot carries now.
 *
 * @param peer who is in the slot, or null when it is empty
 * @param rid the encoding being forwarded, empty for a single encoding, null when none flows
 * @param width of the forwarded encoding in pixels, 0 if unknown
 * @param height of the forwarded encoding in pixels, 0 if unknown
 * @param sinceMillis how long the reason has held
 */
public record SlotState(
        String mid,
        MediaKind kind,
        @Nullable PeerId peer,
        @Nullable TrackSource source,
        SlotReason reason,
        @Nullable String rid,
        int width,
        int height,
        long sinceMillis) {}
