package io.zvonok.media.api;

import java.util.List;
import java.util.Map;

/**
 * All that was negotiated with one peer, in terms of media. Made by signalling from the offer and its answer.
 *
 * @param extensions negotiated header-extension ids; the same in all sections (RFC 8843 section 9.2)
 */
public record PeerDescription(
        RemoteTransport transport,
        Map<HeaderExtension, Integer> extensions,
        List<PublishSection> publishSections,
        List<SlotSection> slotSections) {
    public PeerDescription {
        extensions = Map.copyOf(extensions);
        publishSections = List.copyOf(publishSections);
        slotSections = List.copyOf(slotSections);
    }
}
