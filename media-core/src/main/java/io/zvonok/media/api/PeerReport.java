package io.zvonok.media.api;

import java.util.List;

/**
 * Everything the media core can say of one peer; the material of {@code explain}.
 *
 * @param layerChanges the last ones of all slots, newest first
 * @param views what the peer wants in its slots, in the order of {@code slots}
 */
public record PeerReport(
        PeerId peer,
        TransportState transport,
        LinkQuality quality,
        DownlinkReport downlink,
        List<SlotState> slots,
        List<TrackReport> tracks,
        List<LayerChange> layerChanges,
        List<SlotView> views) {
    public PeerReport {
        slots = List.copyOf(slots);
        tracks = List.copyOf(tracks);
        layerChanges = List.copyOf(layerChanges);
        views = List.copyOf(views);
    }
}
