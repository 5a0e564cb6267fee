package io.zvonok.media.api;

import java.util.Set;

/**
 * What a peer may do with media; enforced on every packet.
 *
 * @param publish the sources the peer may send; packets of other sources are dropped at the server
 * @param subscribe false: its slots stay empty
 * @param prominence higher goes first into automatic slots (a teacher before students)
 */
public record PeerPermissions(Set<TrackSource> publish, boolean subscribe, int prominence) {
    public PeerPermissions {
        publish = Set.copyOf(publish);
    }
}
