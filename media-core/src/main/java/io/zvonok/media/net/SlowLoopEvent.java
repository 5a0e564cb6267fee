package io.zvonok.media.net;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A tick of a media loop came late. Costs nothing unless a recording wants it. */
@Name("zvonok.SlowLoop")
@Label("Media loop was late")
@Category("Zvonok")
@Description("A tick of a media loop came late: something kept its thread, or the machine had no time for it")
@StackTrace(false)
final class SlowLoopEvent extends Event {
    @Label("Loop")
    int loop;

    @Label("Delay")
    @Timespan(Timespan.NANOSECONDS)
    long delay;

    @Label("Participants")
    int participants;

    static void tell(int loop, long delayNanos, int participants) {
        SlowLoopEvent event = new SlowLoopEvent();
        if (event.isEnabled()) {
            event.loop = loop;
            event.delay = delayNanos;
            event.participants = participants;
            event.commit();
        }
    }
}
