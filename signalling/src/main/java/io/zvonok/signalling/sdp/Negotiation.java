package io.zvonok.signalling.sdp;

import io.zvonok.media.api.IceParameters;
import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.RemoteTransport;
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

    /** The same with other ICE credentials of the peer: an ICE restart without a new offer. */
    public PeerDescription restarted(IceParameters ice) {
        RemoteTransport before = description.transport();
        return new PeerDescription(
                new RemoteTransport(ice, before.fingerprints(), before.localRole()),
                description.extensions(),
                description.publishSections(),
                description.slotSections());
    }

    /** True if all that the peer sends as pictures may be asked for a key frame, as far as its offer says. */
    public boolean takesKeyframeRequests() {
        return sections.values().stream()
                .filter(section ->
                        section.kind() == MediaKind.VIDEO && section.direction().sends())
                .flatMap(section -> section.codecs().stream())
                .allMatch(codec -> codec.feedback().contains(CodecAgreement.PICTURE_LOSS)
                        || codec.feedback().contains(CodecAgreement.FULL_INTRA_REQUEST));
    }

    /** The SDP text to send back. The result must have streams for every slot of {@link #description()}. */
    public String answer(JoinResult result) {
        return writer(result).write();
    }

    /** What answers an ICE restart: the server's new credentials and its candidates (RFC 8840 section 9). */
    public String fragment(JoinResult result) {
        return writer(result).writeFragment();
    }

    private AnswerWriter writer(JoinResult result) {
        Map<String, SlotStreams> slots = new LinkedHashMap<>();
        result.slots().forEach(streams -> slots.put(streams.mid(), streams));
        return new AnswerWriter(offer, sections, result.transport(), slots);
    }
}
