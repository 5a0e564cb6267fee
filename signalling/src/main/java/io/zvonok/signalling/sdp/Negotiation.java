package io.zvonok.signalling.sdp;

import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.SlotStreams;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One offer that was accepted: what the media core must know of it, and the answer once the media core has given the
 * peer a transport and streams.
 *
 * <p>Thread: any; immutable.
 */
public final class Negotiation {
    private final SdpOffer offer;
    private final Map<String, AgreedSection> sections;
    private final PeerDescription description;

    /** @param sections by mid, in the order of the BUNDLE group */
    Negotiation(SdpOffer offer, Map<String, AgreedSection> sections, PeerDescription description) {
        this.offer = offer;
        this.sections = sections;
        this.description = description;
    }

    /** What the peer sends, receives and said of its transport; complete for a first offer and for every later one. */
    public PeerDescription description() {
        return description;
    }

    /** The SDP text to send back. The result must have streams for every slot of {@link #description()}. */
    public String answer(JoinResult result) {
        Map<String, SlotStreams> slots = new LinkedHashMap<>();
        result.slots().forEach(streams -> slots.put(streams.mid(), streams));
        return new AnswerWriter(offer, sections, result.transport(), slots).write();
    }
}
