package io.zvonok.signalling.session;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** Somebody came into a lesson. Names nobody. Costs nothing unless a recording wants it. */
@Name("zvonok.Join")
@Label("Join")
@Category("Zvonok")
@Description("Somebody came into a lesson: from the message to its answer")
@StackTrace(false)
final class JoinEvent extends Event {
    @Label("Role")
    @Nullable
    String role;

    @Label("On stage")
    boolean onStage;

    @Label("Took")
    @Timespan(Timespan.NANOSECONDS)
    long took;

    static void tell(ClientSession session, long tookNanos) {
        JoinEvent event = new JoinEvent();
        if (event.isEnabled()) {
            event.role = session.claims().role().wireName();
            event.onStage = session.isOnStage();
            event.took = tookNanos;
            event.commit();
        }
    }
}
