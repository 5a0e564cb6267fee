package io.zvonok.media.api;

import java.util.List;

/** What a peer must be told after joining: the server's transport and the streams of its slots, in section order. */
public record JoinResult(LocalTransport transport, List<SlotStreams> slots) {
    public JoinResult {
        slots = List.copyOf(slots);
    }
}
