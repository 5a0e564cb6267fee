package io.zvonok.media.room;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** Another encoding entered a slot with its key frame. Costs nothing unless a recording wants it. */
@Name("zvonok.LayerSwitch")
@Label("Layer switch")
@Category("Zvonok")
@Description("Another encoding entered a slot with its key frame")
@StackTrace(false)
final class LayerSwitchEvent extends Event {
    @Label("Kind")
    @Nullable
    String kind;

    @Label("Other source")
    boolean otherSource;

    @Label("Height before")
    int heightBefore;

    @Label("Height after")
    int heightAfter;

    @Label("Waited for the key frame")
    @Timespan(Timespan.NANOSECONDS)
    long waited;

    static void tell(Slot slot, @Nullable Encoding before, Encoding after, long waitedNanos) {
        LayerSwitchEvent event = new LayerSwitchEvent();
        if (event.isEnabled()) {
            event.kind = slot.kind().name();
            event.otherSource = before == null || before.track() != after.track();
            event.heightBefore = before == null ? 0 : before.height();
            event.heightAfter = after.height();
            event.waited = waitedNanos;
            event.commit();
        }
    }
}
