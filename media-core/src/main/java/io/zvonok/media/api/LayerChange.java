package io.zvonok.media.api;

import org.jspecify.annotations.Nullable;

/**
 * One change of what a slot shows, kept so that it can be read afterwards.
 *
 * @param agoMillis how long ago it was decided
 * @param from null: nothing was shown
 * @param to null: nothing is shown
 * @param estimateBps what the viewer's link was believed to carry, -1 if unknown
 */
public record LayerChange(
        long agoMillis,
        String mid,
        @Nullable PeerId peer,
        @Nullable TrackSource source,
        @Nullable SlotLayer from,
        @Nullable SlotLayer to,
        LayerCause cause,
        long estimateBps) {}
