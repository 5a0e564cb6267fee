package io.zvonok.signalling.sdp;

import io.zvonok.signalling.sdp.Simulcast.Encoding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code a=rid:<id> send [pt=96,97;max-width=1280]}.
 *
 * <p>Spec: RFC 8851 section 10.
 */
final class RidLines {
    private static final int MAX_RIDS = 16;
    private static final String PAYLOAD_TYPES = "pt=";

    private RidLines() {}

    /** What the peer sends, in order, without those that no agreed codec can carry. */
    static List<Encoding> sent(SdpSection section, Set<Integer> payloadTypes) {
        List<SdpAttribute> attributes = section.attributes().all("rid");
        if (attributes.size() > MAX_RIDS) {
            throw BadSdp.attribute(attributes.get(MAX_RIDS), "is one of more than " + MAX_RIDS);
        }
        List<Encoding> encodings = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (SdpAttribute attribute : attributes) {
            String[] fields = attribute.value().split(" ", -1);
            boolean way = fields.length >= 2 && (fields[1].equals("send") || fields[1].equals("recv"));
            if (!way || fields.length > 3 || !SdpTokens.isRid(fields[0])) {
                throw BadSdp.attribute(attribute, "needs an id of 1 to 16 letters and digits, then send or recv");
            }
            if (!known.add(fields[0])) {
                throw BadSdp.attribute(attribute, "repeats '" + fields[0] + "'");
            }
            String restrictions = fields.length < 3 ? "" : narrowed(attribute, fields[2], payloadTypes);
            if (restrictions != null && fields[1].equals("send")) {
                encodings.add(new Encoding(fields[0], restrictions));
            }
        }
        return encodings;
    }

    /** The restrictions with their payload types reduced to agreed ones; null if none is left. */
    private static @Nullable String narrowed(SdpAttribute attribute, String restrictions, Set<Integer> payloadTypes) {
        List<String> kept = new ArrayList<>();
        for (String restriction : restrictions.split(";", -1)) {
            String narrowed = restriction;
            if (restriction.startsWith(PAYLOAD_TYPES)) {
                narrowed = narrowedTypes(attribute, restriction.substring(PAYLOAD_TYPES.length()), payloadTypes);
            }
            if (narrowed.equals(PAYLOAD_TYPES)) {
                return null;
            }
            kept.add(narrowed);
        }
        return String.join(";", kept);
    }

    private static String narrowedTypes(SdpAttribute attribute, String list, Set<Integer> payloadTypes) {
        List<Integer> usable = new ArrayList<>();
        for (String format : list.split(",", -1)) {
            int payloadType = (int) SdpTokens.number(format, 127);
            if (payloadType < 0) {
                throw BadSdp.attribute(attribute, "restricts to something that is no payload type");
            }
            usable.add(payloadType);
        }
        usable.retainAll(payloadTypes);
        return usable.stream().map(String::valueOf).collect(Collectors.joining(",", PAYLOAD_TYPES, ""));
    }
}
