package io.zvonok.media.room;

import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.api.SlotView;

/** What a slot shows before its viewer said anything. */
final class SlotViews {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 180;

    private SlotViews() {}

    static SlotView initial(SlotSection section) {
        boolean video = section.kind() == MediaKind.VIDEO;
        return new SlotView(section.mid(), SlotView.Want.AUTO, null, null, video ? WIDTH : 0, video ? HEIGHT : 0, 0);
    }
}
