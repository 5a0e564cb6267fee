package io.zvonok.media.api;

import org.jspecify.annotations.Nullable;

/**
 * What a slot carries now.
 *
 * @param peer who is in the slot, or null when it is empty
 * @param layer what is forwarded, null when nothing flows
 * @param limit why it is nothing better
 * @param needBps with {@link SlotReason#NO_BANDWIDTH} what the smallest picture takes, with
 *     {@link LayerLimit#BANDWIDTH} what the next better one takes, else 0
 * @param haveBps what is left of the link for it, 0 when {@code needBps} is
 * @param sinceMillis how long the reason has held
 */
public record SlotState(
        String mid,
        MediaKind kind,
        @Nullable PeerId peer,
        @Nullable TrackSource source,
        SlotReason reason,
        @Nullable SlotLayer layer,
        LayerLimit limit,
        long needBps,
        long haveBps,
        long sinceMillis) {}
