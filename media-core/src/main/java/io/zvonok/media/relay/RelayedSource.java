package io.zvonok.media.relay;

import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PublishSection;
import io.zvonok.media.api.TrackSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that another room must know of a track to treat it as one of its own. Packets of it are numbered and marked as its
 * publisher sent them.
 *
 * @param joinOrder of the publisher in its own room
 * @param extensions header-extension ids of the publisher's packets
 * @param publishedOrder of the track in its own room
 * @param open its packets may be shown
 */
public record RelayedSource(
        PeerId peer,
        long joinOrder,
        int prominence,
        int peerClass,
        Map<HeaderExtension, Integer> extensions,
        PublishSection section,
        @Nullable TrackSource shows,
        long publishedOrder,
        boolean open) {
    public RelayedSource {
        extensions = Map.copyOf(extensions);
    }
}
