package io.zvonok.bench.load.peer;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What one of our slots is to show.
 *
 * @param want {@code auto} or {@code stage}
 * @param width in pixels, 0 for audio
 */
public record SlotWish(String mid, boolean video, String want, int width, int height) {
    SlotWish sized(int newWidth, int newHeight) {
        return new SlotWish(mid, video, want, newWidth, newHeight);
    }

    void writeTo(ObjectNode out) {
        out.put("mid", mid).put("want", want);
        if (video) {
            out.put("width", width).put("height", height);
        }
    }
}
