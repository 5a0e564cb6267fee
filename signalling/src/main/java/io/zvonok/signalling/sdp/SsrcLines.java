package io.zvonok.signalling.sdp;

import io.zvonok.media.api.PublishSection.DeclaredSsrc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the SSRCs that a peer declares for what it sends: {@code a=ssrc} and {@code a=ssrc-group:FID}.
 *
 * <p>Spec: RFC 5576 section 4; FID groups pair a stream with its RTX (RFC 4588 section 8.6).
 */
final class SsrcLines {
    /** Of one section; four encodings with RTX and forward error correction have 12. */
    private static final int MAX_SSRCS = 16;

    private static final long MAX_SSRC = 0xffffffffL;

    private SsrcLines() {}

    /** Media SSRCs in the offer's order, each with that of its retransmissions. */
    static List<DeclaredSsrc> declared(SdpSection section) {
        Set<Integer> media = new LinkedHashSet<>();
        for (SdpAttribute attribute : section.attributes().all("ssrc")) {
            int space = attribute.value().indexOf(' ');
            media.add(ssrc(
                    attribute, space < 0 ? attribute.value() : attribute.value().substring(0, space)));
        }
        Map<Integer, Integer> retransmissions = new HashMap<>();
        for (SdpAttribute attribute : section.attributes().all("ssrc-group")) {
            String[] fields = attribute.value().split(" ", -1);
            if (!fields[0].equals("FID") && !fields[0].startsWith("FEC")) {
                continue;
            }
            if (fields.length != 3) {
                throw BadSdp.attribute(attribute, "must name two SSRCs");
            }
            int first = ssrc(attribute, fields[1]);
            int second = ssrc(attribute, fields[2]);
            media.add(first);
            media.remove(second);
            if (fields[0].equals("FID")) {
                retransmissions.put(first, second);
            }
        }
        if (media.size() + retransmissions.size() > MAX_SSRCS) {
            throw BadSdp.section(section, "declares more than " + MAX_SSRCS + " SSRCs");
        }
        List<DeclaredSsrc> declared = new ArrayList<>();
        media.forEach(ssrc -> declared.add(new DeclaredSsrc(ssrc, retransmissions.getOrDefault(ssrc, 0))));
        return List.copyOf(declared);
    }

    private static int ssrc(SdpAttribute attribute, String text) {
        long ssrc = SdpTokens.number(text, MAX_SSRC);
        if (ssrc < 0) {
            throw BadSdp.attribute(attribute, "needs an SSRC, a number below 2^32");
        }
        return (int) ssrc;
    }
}
