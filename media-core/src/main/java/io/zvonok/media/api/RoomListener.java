package io.zvonok.media.api;

import java.util.List;

/**
 * What a room tells its owner.
 *
 * <p>Thread: called on the room's media loop, of peers of the audience on the loops where these are: implementations hand
 * over at once and never block or call back.
 */
public interface RoomListener {
    default void onTransportState(PeerId peer, TransportState state) {}

    /** All slots of the peer whose occupant, reason or encoding changed. Coalesced; at most every 50 ms per peer. */
    default void onSlots(PeerId peer, List<SlotState> changed) {}

    /** Who is audible, loudest first; at most every 300 ms and only when it changed. */
    default void onSpeakers(List<SpeakerLevel> speakers) {}

    /** A peer began or stopped sending packets on a published section. */
    default void onTrackActive(PeerId peer, String mid, boolean active) {}

    /**
     * Which encodings of a published section anybody watches now; all of the section, each time one of them changed. A
     * publisher need not send the others.
     */
    default void onPublisherLayers(PeerId peer, String mid, List<PublisherLayer> layers) {}

    /** Link quality of all peers whose score changed; at most every 2 s. */
    default void onQuality(List<LinkQuality> changed) {}
}
