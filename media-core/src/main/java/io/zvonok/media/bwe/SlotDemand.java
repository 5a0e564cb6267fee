package io.zvonok.media.bwe;

import java.util.List;

/**
 * What one video slot could show.
 *
 * @param content what matters: motion (a camera) or sharpness (a screen)
 * @param rank lower is more important: 0 pinned or wanted first, and so on; equal ranks share alike
 * @param guaranteed its smallest option is sent whatever the link is believed to carry: the teacher
 * @param wantedHeight of the picture on screen, in device pixels
 * @param options all there are, in any order; may be empty
 * @param currentId {@link LayerOption#id} of what is shown now, -1 if nothing is
 * @param mayRise false: it may not go above what it shows now (it rose in vain a moment ago)
 */
public record SlotDemand(
        Content content,
        int rank,
        boolean guaranteed,
        int wantedHeight,
        List<LayerOption> options,
        int currentId,
        boolean mayRise) {
    public enum Content {
        CAMERA,
        SCREEN
    }

    public SlotDemand {
        options = List.copyOf(options);
    }
}
