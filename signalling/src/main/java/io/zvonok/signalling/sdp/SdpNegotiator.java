package io.zvonok.signalling.sdp;

import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.PublishSection.DeclaredSsrc;
import io.zvonok.media.api.RemoteTransport;
import io.zvonok.media.api.ZvonokException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Turns an offer, the first or a later one, into what was agreed. The server never offers (design decision D3); an
 * answer depends on nothing but its offer and the {@code JoinResult}.
 *
 * <p>Spec: RFC 8829 section 5.3 (answers), with ICE-lite, one bundled transport, DTLS-SRTP only.
 * <p>Thread: any; no state.
 */
public final class SdpNegotiator {
    /** RTP over DTLS-SRTP with feedback; the TCP form names the default candidate only (RFC 8829 section 5.1.2). */
    private static final Set<String> PROTOCOLS = Set.of("UDP/TLS/RTP/SAVPF", "TCP/DTLS/RTP/SAVPF");
    /** RFC 8285 section 6; of the session or of one section. */
    static final String MIXED_HEADERS = "extmap-allow-mixed";

    /** Reads the offer of a lesson page. */
    public Negotiation negotiate(String offer) {
        return negotiate(offer, Purpose.LESSON);
    }

    /**
     * Reads an offer.
     *
     * @throws ZvonokException BAD_SDP or NO_COMMON_CODEC with one sentence that names the line or section
     */
    public Negotiation negotiate(String offer, Purpose purpose) {
        SdpOffer parsed = SdpParser.parse(offer);
        refuseOtherKeying(parsed);
        purpose.checkWhole(parsed);
        Bundle bundle = Bundle.of(parsed);
        RemoteTransport transport = OfferedTransport.of(bundle.tagged(), parsed.attributes());
        Direction direction = Direction.of(parsed.attributes(), Direction.SENDRECV);
        Map<String, AgreedSection> sections = new LinkedHashMap<>();
        SharedNumbers numbers = new SharedNumbers();
        for (SdpSection section : bundle.sections()) {
            AgreedSection agreed = agree(parsed, section, direction, purpose);
            numbers.add(agreed);
            sections.put(agreed.mid(), agreed);
        }
        return new Negotiation(parsed, sections, description(parsed, transport, numbers, sections));
    }

    /** DTLS is the only source of keys: no SDES, no clear RTP (RFC 8827 section 6.5). */
    private static void refuseOtherKeying(SdpOffer offer) {
        for (SdpSection section : offer.sections()) {
            boolean media = section.kind() != null;
            if (media && !PROTOCOLS.contains(section.protocol())) {
                throw BadSdp.line(
                        section.line(),
                        "the protocol " + BadSdp.quote(section.protocol()) + " is not spoken; use UDP/TLS/RTP/SAVPF");
            }
            refuseKeys(section.attributes());
        }
        refuseKeys(offer.attributes());
    }

    private static void refuseKeys(SdpAttributes attributes) {
        for (String name : List.of("crypto", "key-mgmt")) {
            if (attributes.has(name)) {
                throw BadSdp.attribute(attributes.all(name).get(0), "is refused; media is keyed by DTLS only");
            }
        }
    }

    private static AgreedSection agree(
            SdpOffer offer, SdpSection section, Direction sessionDirection, Purpose purpose) {
        String mid = Objects.requireNonNull(section.mid());
        MediaKind kind = Objects.requireNonNull(section.kind());
        Direction direction = purpose.use(section, Direction.of(section.attributes(), sessionDirection));
        CodecAgreement agreement = CodecAgreement.of(section, kind, direction.sends());
        boolean mixed =
                offer.attributes().has(MIXED_HEADERS) || section.attributes().has(MIXED_HEADERS);
        boolean sparing = purpose.sparesTransportFeedback(section, kind, agreement);
        List<AgreedExtension> extensions = ExtensionAgreement.of(section, kind, direction, mixed, sparing, agreement);
        List<AgreedCodec> codecs = agreement.codecs(congestionFeedback(direction, extensions));
        List<DeclaredSsrc> ssrcs = direction.sends() ? SsrcLines.declared(section) : List.of();
        Simulcast simulcast = Simulcast.NONE;
        if (kind == MediaKind.VIDEO && direction.sends()) {
            simulcast = Simulcast.of(section, payloadTypes(codecs));
            boolean told = has(extensions, HeaderExtension.RID)
                    || ssrcs.size() >= simulcast.encodings().size();
            simulcast = told ? simulcast : Simulcast.NONE; // nothing on the wire would tell the encodings apart
        }
        return new AgreedSection(section, mid, kind, direction, codecs, extensions, simulcast, ssrcs);
    }

    /** Transport-wide wherever its header extension is used; REMB where the peer receives without it. */
    private static Set<String> congestionFeedback(Direction direction, List<AgreedExtension> extensions) {
        Set<String> feedback = new HashSet<>();
        if (has(extensions, HeaderExtension.TRANSPORT_CC)) {
            feedback.add(CodecAgreement.TRANSPORT_FEEDBACK);
        }
        if (direction.receives() && !ExtensionAgreement.isAnsweredTransportWide(extensions)) {
            feedback.add(CodecAgreement.REMB_FEEDBACK);
        }
        return feedback;
    }

    private static boolean has(List<AgreedExtension> extensions, HeaderExtension wanted) {
        return extensions.stream().anyMatch(agreed -> agreed.extension() == wanted);
    }

    private static Set<Integer> payloadTypes(List<AgreedCodec> codecs) {
        Set<Integer> payloadTypes = new HashSet<>();
        for (AgreedCodec codec : codecs) {
            CodecParameters parameters = codec.parameters();
            payloadTypes.add(parameters.payloadType());
        }
        return payloadTypes;
    }

    /** The sections in the order of the offer's m-lines, as the slots of a {@code JoinResult} are. */
    private static PeerDescription description(
            SdpOffer offer, RemoteTransport transport, SharedNumbers numbers, Map<String, AgreedSection> sections) {
        List<AgreedSection> ordered = offer.sections().stream()
                .filter(SdpSection::wanted)
                .map(section -> Objects.requireNonNull(sections.get(Objects.requireNonNull(section.mid()))))
                .toList();
        return new PeerDescription(
                transport,
                numbers.extensions(),
                ordered.stream()
                        .filter(section -> section.direction().sends())
                        .map(AgreedSection::publishSection)
                        .toList(),
                ordered.stream()
                        .filter(section -> section.direction().receives())
                        .map(AgreedSection::slotSection)
                        .toList());
    }
}
