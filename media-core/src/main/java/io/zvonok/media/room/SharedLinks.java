package io.zvonok.media.room;

import io.zvonok.media.bwe.SharedLink;
import io.zvonok.media.ice.CandidatePair;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Who of a room is behind which address.
 *
 * <p>Thread: the owning media loop.
 */
final class SharedLinks {
    private final Map<InetAddress, SharedLink> byAddress = new HashMap<>();

    /** One more behind the remote address of that path. */
    SharedLink.Member of(CandidatePair path) {
        byAddress.values().removeIf(SharedLink::isEmpty);
        InetAddress address = path.remote().getAddress();
        return byAddress
                .computeIfAbsent(address, fresh -> new SharedLink(fresh.hashCode()))
                .join();
    }
}
