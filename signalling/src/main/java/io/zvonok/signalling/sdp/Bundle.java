package io.zvonok.signalling.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The one BUNDLE group that every wanted section of an offer must be in.
 *
 * <p>Spec: RFC 9143 sections 7.1 and 7.3.
 *
 * @param sections the wanted sections in the order of the group; never empty
 * @param tagged the section that carries the offer's transport
 */
record Bundle(List<SdpSection> sections, SdpSection tagged) {

    static Bundle of(SdpOffer offer) {
        List<SdpSection> wanted =
                offer.sections().stream().filter(SdpSection::wanted).toList();
        if (wanted.isEmpty()) {
            throw BadSdp.because("The offer has no open audio or video section.");
        }
        List<SdpSection> group = group(offer);
        for (SdpSection section : wanted) {
            if (section.mid() == null) {
                throw BadSdp.section(section, "has no a=mid");
            }
            if (!group.contains(section)) {
                throw BadSdp.section(section, "is not in the BUNDLE group; all sections must share one transport");
            }
            if (!section.attributes().has("rtcp-mux")) {
                throw BadSdp.section(section, "has no a=rtcp-mux; RTP and RTCP must share one port");
            }
        }
        List<SdpSection> sections = group.stream().filter(SdpSection::wanted).toList();
        return new Bundle(sections, tagged(sections.get(0), group.get(0)));
    }

    /** The first section that is answered, unless its transport is left to a first one that is not (data channels). */
    private static SdpSection tagged(SdpSection answered, SdpSection offered) {
        return !answered.attributes().has("ice-ufrag") && offered.attributes().has("ice-ufrag") ? offered : answered;
    }

    private static List<SdpSection> group(SdpOffer offer) {
        List<SdpAttribute> groups = offer.attributes().all("group").stream()
                .filter(group -> group.value().equals("BUNDLE") || group.value().startsWith("BUNDLE "))
                .toList();
        if (groups.isEmpty()) {
            throw BadSdp.because("The offer has no BUNDLE group; all sections must share one transport.");
        }
        if (groups.size() > 1) {
            throw BadSdp.attribute(groups.get(1), "is a second BUNDLE group; all sections must share one transport");
        }
        return named(offer, groups.get(0));
    }

    private static List<SdpSection> named(SdpOffer offer, SdpAttribute group) {
        Map<String, SdpSection> byMid = new HashMap<>();
        for (SdpSection section : offer.sections()) {
            if (section.mid() != null) {
                byMid.put(section.mid(), section);
            }
        }
        List<SdpSection> named = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        String[] mids = group.value().split(" ", -1);
        for (int i = 1; i < mids.length; i++) {
            SdpSection section = byMid.get(mids[i]);
            if (section == null || !seen.add(mids[i])) {
                throw BadSdp.attribute(
                        group,
                        (section == null ? "names an unknown mid: '" : "names a mid twice: '") + BadSdp.quote(mids[i])
                                + "'");
            }
            named.add(section);
        }
        return named;
    }
}
