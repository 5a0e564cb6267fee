package io.zvonok.media.ice;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A path of a peer became the selected one. Holds no address. Costs nothing unless a recording wants it. */
@Name("zvonok.IceNominated")
@Label("ICE path selected")
@Category("Zvonok")
@Description("A path of a peer became the selected one")
@StackTrace(false)
final class IceNominatedEvent extends Event {
    @Label("Protocol")
    @Nullable
    String protocol;

    @Label("IPv6")
    boolean ipv6;

    @Label("First path of the peer")
    boolean first;

    static void tell(CandidatePair pair, boolean first) {
        IceNominatedEvent event = new IceNominatedEvent();
        if (event.isEnabled()) {
            event.protocol = pair.protocol().name();
            event.ipv6 = pair.remote().getAddress() instanceof java.net.Inet6Address;
            event.first = first;
            event.commit();
        }
    }
}
