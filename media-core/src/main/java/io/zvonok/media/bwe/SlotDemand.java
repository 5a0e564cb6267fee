package io.zvonok.media.bwe;

import java.util.List;

/**
 * What one video slot could show.
 *
 * @param content what matters: motion (a camera) or sharpness (a screen)
 * @param rank lower is more important: 0 pinned or wanted first, and so on; equal ranks share alike
 * @param guaranteed its smallest option is sent whatever the link is believed to carry: the teacher
 * @param wantedHeight of the picture on screen, in device pixels; 0 if it is not on screen
 * @param options all there are, in any order; may be empty
 * @param currentId {@link LayerOption#id} of what was chosen the last time, -1 if nothing was or the source is new
 * @param riseBelowBps above what it shows now, nothing included, it may have only what takes less than this: a rise to
 *     more was in vain a moment ago; {@link Long#MAX_VALUE} for no bound. What is better and takes less is no rise
 */
public record SlotDemand(
        Content content,
        int rank,
        boolean guaranteed,
        int wantedHeight,
        List<LayerOption> options,
        int currentId,
        long riseBelowBps) {
    public enum Content {
        CAMERA,
        SCREEN
    }

    public SlotDemand {
        options = List.copyOf(options);
    }
}
