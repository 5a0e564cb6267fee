package io.zvonok.bench.load.peer;

import io.zvonok.bench.load.model.VideoCodec;
import io.zvonok.media.api.IceParameters;
import java.util.List;

/**
 * Writes the offer of a peer: what it sends, then its slots, bundled. Extension ids are the same in all sections.
 *
 * <p>Spec: RFC 8829 section 5.2, RFC 9143, RFC 8853 (simulcast).
 */
final class SdpOffer {
    static final int OPUS = 111;
    static final String MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid";
    static final String RID_URI = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
    static final String REPAIRED_RID_URI = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";
    static final String LEVEL_URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
    static final String TRANSPORT_CC_URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
    static final String SEND_TIME_URI = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";

    private final StringBuilder out = new StringBuilder(4096);
    private final boolean transportFeedback;

    private SdpOffer(boolean transportFeedback) {
        this.transportFeedback = transportFeedback;
    }

    /** @param transportFeedback tell what arrives by transport-wide feedback, else by REMB */
    static String write(
            long sessionId,
            IceParameters ice,
            String fingerprint,
            List<OfferSection> sections,
            boolean transportFeedback) {
        SdpOffer offer = new SdpOffer(transportFeedback);
        offer.line("v=0");
        offer.line("o=- " + sessionId + " 1 IN IP4 127.0.0.1");
        offer.line("s=-");
        offer.line("t=0 0");
        offer.line("a=group:BUNDLE "
                + String.join(" ", sections.stream().map(OfferSection::mid).toList()));
        offer.line("a=msid-semantic: WMS *");
        sections.forEach(section -> offer.section(section, ice, fingerprint));
        return offer.out.toString();
    }

    private void section(OfferSection section, IceParameters ice, String fingerprint) {
        StringBuilder formats = new StringBuilder();
        section.codecs()
                .forEach(codec -> formats.append(' ')
                        .append(codec.payloadType())
                        .append(' ')
                        .append(codec.rtxPayloadType()));
        line("m=" + (section.isVideo() ? "video" : "audio") + " 9 UDP/TLS/RTP/SAVPF"
                + (section.isVideo() ? formats : " " + OPUS));
        line("c=IN IP4 0.0.0.0");
        line("a=rtcp:9 IN IP4 0.0.0.0");
        line("a=ice-ufrag:" + ice.ufrag());
        line("a=ice-pwd:" + ice.password());
        line("a=fingerprint:sha-256 " + fingerprint);
        line("a=setup:actpass");
        line("a=mid:" + section.mid());
        extensions(section);
        line(section.sends() ? "a=sendonly" : "a=recvonly");
        line("a=rtcp-mux");
        line("a=rtcp-rsize");
        if (section.isVideo()) {
            section.codecs().forEach(codec -> video(codec, section.sends()));
        } else {
            audio(section.sends());
        }
        streams(section);
    }

    private void extensions(OfferSection section) {
        line("a=extmap:4 " + MID_URI);
        if (section.sends() || transportFeedback) {
            line("a=extmap:3 " + TRANSPORT_CC_URI);
        }
        if (!section.sends()) {
            line("a=extmap:2 " + SEND_TIME_URI);
        }
        if (!section.isVideo()) {
            line("a=extmap:1 " + LEVEL_URI);
        } else if (!section.rids().isEmpty()) {
            line("a=extmap:10 " + RID_URI);
            line("a=extmap:11 " + REPAIRED_RID_URI);
        }
    }

    private void audio(boolean sends) {
        line("a=rtpmap:" + OPUS + " opus/48000/2");
        congestion(OPUS, sends);
        line("a=fmtp:" + OPUS + " minptime=10;useinbandfec=1;usedtx=1");
    }

    private void video(VideoCodec codec, boolean sends) {
        int payloadType = codec.payloadType();
        line("a=rtpmap:" + payloadType + " " + codec.encoding());
        congestion(payloadType, sends);
        for (String feedback : List.of("ccm fir", "nack", "nack pli")) {
            line("a=rtcp-fb:" + payloadType + " " + feedback);
        }
        if (!codec.format().isEmpty()) {
            line("a=fmtp:" + payloadType + " " + codec.format());
        }
        line("a=rtpmap:" + codec.rtxPayloadType() + " rtx/90000");
        line("a=fmtp:" + codec.rtxPayloadType() + " apt=" + payloadType);
    }

    private void congestion(int payloadType, boolean sends) {
        if (!sends) {
            line("a=rtcp-fb:" + payloadType + " goog-remb");
        }
        if (sends || transportFeedback) {
            line("a=rtcp-fb:" + payloadType + " transport-cc");
        }
    }

    private void streams(OfferSection section) {
        if (section.sends()) {
            line("a=msid:load " + section.mid());
        }
        section.rids().forEach(rid -> line("a=rid:" + rid + " send"));
        if (!section.rids().isEmpty()) {
            line("a=simulcast:send " + String.join(";", section.rids()));
        }
        List<String> ssrcs =
                section.ssrcs().stream().map(Integer::toUnsignedString).toList();
        if (ssrcs.size() == 2) {
            line("a=ssrc-group:FID " + String.join(" ", ssrcs));
        }
        ssrcs.forEach(ssrc -> line("a=ssrc:" + ssrc + " cname:load"));
        ssrcs.forEach(ssrc -> line("a=ssrc:" + ssrc + " msid:load " + section.mid()));
    }

    private void line(String text) {
        out.append(text).append("\r\n");
    }
}
