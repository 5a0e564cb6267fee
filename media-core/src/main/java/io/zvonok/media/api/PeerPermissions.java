package io.zvonok.media.api;

import java.util.Set;

/**
 * What a peer may do with media; enforced on every packet.
 *
 * @param publish the sources the peer may send; packets of other sources are dropped at the server
 * @param subscribe false: its slots stay empty
 * @param prominence higher goes first into automatic slots (a teacher before students)
 * @param peerClass for {@link Visibility}; below {@link Visibility#CLASSES}
 * @param floor whoever may hear its microphone does, however loud others are
 */
public record PeerPermissions(
        Set<TrackSource> publish, boolean subscribe, int prominence, int peerClass, boolean floor) {
    public PeerPermissions {
        publish = Set.copyOf(publish);
        Visibility.requireClass(peerClass);
    }

    /** Without the floor. */
    public PeerPermissions(Set<TrackSource> publish, boolean subscribe, int prominence, int peerClass) {
        this(publish, subscribe, prominence, peerClass, false);
    }

    /** Of class 0, without the floor. */
    public PeerPermissions(Set<TrackSource> publish, boolean subscribe, int prominence) {
        this(publish, subscribe, prominence, 0);
    }

    public PeerPermissions withFloor(boolean given) {
        return new PeerPermissions(publish, subscribe, prominence, peerClass, given);
    }
}
