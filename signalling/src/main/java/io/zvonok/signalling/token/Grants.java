package io.zvonok.signalling.token;

import io.zvonok.media.api.PeerPermissions;
import io.zvonok.media.api.TrackSource;
import java.util.Set;

/**
 * What somebody may do in a lesson.
 *
 * @param publish sources that may be sent
 * @param subscribe may see and hear others
 * @param chat may write into the chat
 * @param moderate may mute, kick and lower hands
 * @param record may start a recording
 */
public record Grants(Set<TrackSource> publish, boolean subscribe, boolean chat, boolean moderate, boolean record) {
    public Grants {
        publish = Set.copyOf(publish);
    }

    public PeerPermissions mediaPermissions(Role role) {
        return new PeerPermissions(publish, subscribe, role.prominence());
    }
}
