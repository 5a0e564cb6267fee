package io.zvonok.media.room;

import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.api.LocalCandidate;
import io.zvonok.media.api.RemoteTransport;
import io.zvonok.media.peer.PeerTransport;
import java.util.List;

/** Makes transports for new participants; what differs between a real loop and a simulated one. */
public interface TransportFactory {
    /** A transport with ICE running and a handshake in place; the remote credentials are set. */
    PeerTransport create(RemoteTransport remote, PeerTransport.Output output);

    /** Of this server's certificate. */
    Fingerprint fingerprint();

    /** Where this loop can be reached, preferred first. */
    List<LocalCandidate> candidates();
}
