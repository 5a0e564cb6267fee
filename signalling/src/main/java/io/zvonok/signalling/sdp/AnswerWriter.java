package io.zvonok.signalling.sdp;

import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.api.LocalCandidate;
import io.zvonok.media.api.LocalTransport;
import io.zvonok.media.api.SlotStreams;
import io.zvonok.signalling.sdp.Simulcast.Encoding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Writes the answer: the offer's sections in the offer's order, those that were not wanted with port 0.
 *
 * <p>Every bundled section repeats credentials, fingerprint and setup, as all browsers do; the candidates stand in the
 * first one of the group, IPv4 first, since FFmpeg takes the first it sees.
 *
 * <p>Spec: RFC 8829 section 5.3, RFC 9143 section 7.3, RFC 8839 section 5.3 (ice-lite).
 * <p>Thread: any; one use per answer.
 */
final class AnswerWriter {
    private static final String STREAM = "zvonok";

    private final SdpOffer offer;
    private final Map<String, AgreedSection> agreed;
    private final LocalTransport transport;
    private final Map<String, SlotStreams> slots;
    private final StringBuilder out = new StringBuilder(8192);

    AnswerWriter(
            SdpOffer offer,
            Map<String, AgreedSection> agreed,
            LocalTransport transport,
            Map<String, SlotStreams> slots) {
        this.offer = offer;
        this.agreed = agreed;
        this.transport = transport;
        this.slots = slots;
    }

    String write() {
        line("v=0");
        // The offer's own numbers: the version grows from answer to answer without any state here.
        line("o=" + STREAM + " " + offer.sessionId() + " " + offer.sessionVersion() + " IN IP4 0.0.0.0");
        line("s=-");
        line("t=0 0");
        line("a=group:BUNDLE " + String.join(" ", agreed.keySet()));
        line("a=ice-lite");
        if (offer.attributes().has(SdpNegotiator.MIXED_HEADERS)) {
            line("a=" + SdpNegotiator.MIXED_HEADERS);
        }
        line("a=msid-semantic:WMS *");
        String first = agreed.keySet().iterator().next();
        for (SdpSection section : offer.sections()) {
            AgreedSection accepted = section.mid() == null ? null : agreed.get(section.mid());
            if (accepted == null) {
                rejected(section);
            } else {
                accepted(accepted, accepted.mid().equals(first));
            }
        }
        return out.toString();
    }

    /** The transport alone, in the first section of the group. */
    String writeFragment() {
        AgreedSection first = agreed.values().iterator().next();
        line("a=ice-lite");
        line("a=group:BUNDLE " + String.join(" ", agreed.keySet()));
        line("m=" + first.offered().media() + " 9 " + first.offered().protocol() + " " + formats(first));
        line("a=mid:" + first.mid());
        credentials();
        candidates();
        return out.toString();
    }

    private void rejected(SdpSection section) {
        line("m=" + section.media() + " 0 " + section.protocol() + " " + String.join(" ", section.formats()));
        line("c=IN IP4 0.0.0.0");
        if (section.mid() != null) {
            line("a=mid:" + section.mid());
        }
        line("a=inactive");
    }

    private void accepted(AgreedSection section, boolean first) {
        line("m=" + section.offered().media() + " 9 " + section.offered().protocol() + " " + formats(section));
        line("c=IN IP4 0.0.0.0");
        if (first) {
            candidates();
        }
        transport();
        line("a=mid:" + section.mid());
        if (section.offered().attributes().has(SdpNegotiator.MIXED_HEADERS)) {
            line("a=" + SdpNegotiator.MIXED_HEADERS);
        }
        for (AgreedExtension extension : section.extensions()) {
            line("a=extmap:" + extension.id() + extension.direction() + " "
                    + extension.extension().uri());
        }
        line("a=" + section.direction().reversed().word());
        line("a=rtcp-mux");
        if (section.offered().attributes().has("rtcp-mux-only")) {
            line("a=rtcp-mux-only");
        }
        if (section.offered().attributes().has("rtcp-rsize")) {
            line("a=rtcp-rsize");
        }
        section.codecs().forEach(this::codec);
        simulcast(section.simulcast());
        if (section.direction().receives()) {
            streams(section);
        }
    }

    /** Payload types in the order of the offer, RTX where the offer has it. */
    private static String formats(AgreedSection section) {
        List<String> accepted = new ArrayList<>();
        for (AgreedCodec codec : section.codecs()) {
            accepted.add(Integer.toString(codec.parameters().payloadType()));
            accepted.add(Integer.toString(codec.parameters().rtxPayloadType()));
        }
        return String.join(
                " ",
                section.offered().formats().stream().filter(accepted::contains).toList());
    }

    private void candidates() {
        List<LocalCandidate> candidates = new ArrayList<>(transport.candidates());
        candidates.sort(Comparator.comparing(candidate -> candidate.address().indexOf(':') >= 0));
        for (LocalCandidate candidate : candidates) {
            line("a=candidate:" + candidate.foundation() + " 1 udp " + candidate.priority() + " " + candidate.address()
                    + " " + candidate.port() + " typ host");
        }
        line("a=end-of-candidates");
    }

    private void credentials() {
        line("a=ice-ufrag:" + transport.ice().ufrag());
        line("a=ice-pwd:" + transport.ice().password());
    }

    private void transport() {
        credentials();
        line("a=fingerprint:" + transport.fingerprint().algorithm() + " "
                + transport.fingerprint().value());
        line("a=setup:" + (transport.localRole() == DtlsRole.CLIENT ? "active" : "passive"));
    }

    private void codec(AgreedCodec codec) {
        int payloadType = codec.parameters().payloadType();
        line("a=rtpmap:" + payloadType + " " + codec.encoding());
        for (String feedback : codec.feedback()) {
            line("a=rtcp-fb:" + payloadType + " " + feedback);
        }
        if (!codec.fmtp().isEmpty()) {
            line("a=fmtp:" + payloadType + " " + codec.fmtp());
        }
        int retransmission = codec.parameters().rtxPayloadType();
        if (retransmission >= 0) {
            line("a=rtpmap:" + retransmission + " rtx/90000");
            line("a=fmtp:" + retransmission + " apt=" + payloadType);
        }
    }

    private void simulcast(Simulcast simulcast) {
        for (Encoding encoding : simulcast.encodings()) {
            String restrictions = encoding.restrictions().isEmpty() ? "" : " " + encoding.restrictions();
            line("a=rid:" + encoding.rid() + " recv" + restrictions);
        }
        if (simulcast.listed()) {
            line("a=simulcast:recv " + String.join(";", simulcast.rids()));
        }
    }

    private void streams(AgreedSection section) {
        SlotStreams streams = slots.get(section.mid());
        if (streams == null) {
            throw new IllegalStateException("no streams for slot " + section.mid());
        }
        String ssrc = Integer.toUnsignedString(streams.ssrc());
        String retransmission = Integer.toUnsignedString(streams.rtxSsrc());
        line("a=msid:" + STREAM + " " + section.mid());
        if (streams.rtxSsrc() != 0) {
            line("a=ssrc-group:FID " + ssrc + " " + retransmission);
        }
        line("a=ssrc:" + ssrc + " cname:" + STREAM);
        if (streams.rtxSsrc() != 0) {
            line("a=ssrc:" + retransmission + " cname:" + STREAM);
        }
    }

    private void line(String text) {
        out.append(text).append("\r\n");
    }
}
