package io.zvonok.media.room;

import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;

/** What a slot shows where its viewer said nothing of it. */
final class SlotViews {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 180;

    private SlotViews() {}

    /** Which source of the wanted peer. */
    static TrackSource sourceOf(SlotView view, MediaKind kind) {
        TrackSource wanted = view.source();
        if (wanted != null) {
            return wanted;
        }
        return kind == MediaKind.AUDIO ? TrackSource.MICROPHONE : TrackSource.CAMERA;
    }

    static SlotView initial(SlotSection section) {
        boolean video = section.kind() == MediaKind.VIDEO;
        return new SlotView(section.mid(), SlotView.Want.AUTO, null, null, video ? WIDTH : 0, video ? HEIGHT : 0, 0);
    }
}
