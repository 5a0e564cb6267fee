package io.zvonok.media.api;

import java.util.List;

/** Everything the media core can say of one peer; the material of {@code explain}. */
public record PeerReport(
        PeerId peer, TransportState transport, LinkQuality quality, List<SlotState> slots, List<TrackReport> tracks) {
    public PeerReport {
        slots = List.copyOf(slots);
        tracks = List.copyOf(tracks);
    }
}
