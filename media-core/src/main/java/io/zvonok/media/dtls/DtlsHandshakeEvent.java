package io.zvonok.media.dtls;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** One DTLS handshake, from its first record to keys or failure. Costs nothing unless a recording wants it. */
@Name("zvonok.DtlsHandshake")
@Label("DTLS handshake")
@Category("Zvonok")
@Description("From the first record of a handshake to its keys, or its failure")
@StackTrace(false)
final class DtlsHandshakeEvent extends Event {
    @Label("Role of this server")
    @Nullable
    String role;

    @Label("Keys were agreed")
    boolean done;

    @Label("Why it failed")
    @Nullable
    String failure;
}
