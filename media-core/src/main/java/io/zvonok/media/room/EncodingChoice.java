package io.zvonok.media.room;

import org.jspecify.annotations.Nullable;

/**
 * Which encoding of a track fits a slot: the smallest that is at least as high as the picture on screen, else the largest
 * there is. Order and size are measured from key frames, not read off rid names.
 *
 * <p>Thread: the owning media loop; no state.
 */
final class EncodingChoice {
    /** A picture may be stretched by this much before the next larger encoding is worth its bits. */
    private static final double STRETCH = 1.2;

    private EncodingChoice() {}

    /** Null when no encoding sends that the viewer can decode. */
    static @Nullable Encoding choose(PublishedTrack track, Slot slot, long nowNanos) {
        Encoding fitting = null;
        Encoding largest = null;
        for (int i = 0; i < track.encodings().size(); i++) {
            Encoding encoding = track.encodings().get(i);
            if (!encoding.isActive(nowNanos) || !slot.canDecode(encoding)) {
                continue;
            }
            if (largest == null || encoding.height() > largest.height()) {
                largest = encoding;
            }
            if (encoding.height() * STRETCH >= slot.view().height()
                    && (fitting == null || encoding.height() < fitting.height())) {
                fitting = encoding;
            }
        }
        return fitting != null ? fitting : largest;
    }
}
