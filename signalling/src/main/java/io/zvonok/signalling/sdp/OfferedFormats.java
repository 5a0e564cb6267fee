package io.zvonok.signalling.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The payload types of one section and what its {@code a=rtpmap}, {@code a=fmtp} and {@code a=rtcp-fb} lines say.
 *
 * <p>Spec: RFC 8866 section 6.6 and 6.15, RFC 4585 section 4.2, RFC 4588 section 8.1 (apt).
 */
final class OfferedFormats {
    private static final int EVERY_PAYLOAD_TYPE = -1;

    private final List<Integer> payloadTypes = new ArrayList<>();
    private final Map<Integer, SdpAttribute> encodings;
    private final Map<Integer, SdpAttribute> formats;
    private final Map<Integer, List<String>> feedback = new HashMap<>();
    private final Map<Integer, Integer> retransmissions = new HashMap<>();

    OfferedFormats(SdpSection section) {
        for (String format : section.formats()) {
            int payloadType = (int) SdpTokens.number(format, 127);
            if (payloadType < 0) {
                throw BadSdp.line(
                        section.line(), "payload type " + BadSdp.quote(format) + " is not a number from 0 to 127");
            }
            payloadTypes.add(payloadType);
        }
        encodings = byPayloadType(section.attributes().all("rtpmap"));
        formats = byPayloadType(section.attributes().all("fmtp"));
        for (SdpAttribute attribute : section.attributes().all("rtcp-fb")) {
            int payloadType = attribute.value().startsWith("* ") ? EVERY_PAYLOAD_TYPE : payloadTypeOf(attribute);
            feedback.computeIfAbsent(payloadType, key -> new ArrayList<>()).add(afterSpace(attribute));
        }
        payloadTypes.forEach(this::readRetransmission);
    }

    /** In the order of the m-line. */
    List<Integer> payloadTypes() {
        return payloadTypes;
    }

    /** {@code VP8/90000} as written, empty when the payload type has no rtpmap. */
    String encoding(int payloadType) {
        SdpAttribute attribute = encodings.get(payloadType);
        return attribute == null ? "" : afterSpace(attribute);
    }

    /** What follows the payload type in its fmtp line, empty when it has none. */
    String format(int payloadType) {
        SdpAttribute attribute = formats.get(payloadType);
        return attribute == null ? "" : afterSpace(attribute);
    }

    /** The value of {@code name=} in the payload type's fmtp line. */
    String parameter(int payloadType, String name, String otherwise) {
        for (String parameter : format(payloadType).split(";", -1)) {
            String[] pair = parameter.strip().split("=", 2);
            if (pair.length == 2 && pair[0].equalsIgnoreCase(name)) {
                return pair[1].strip();
            }
        }
        return otherwise;
    }

    boolean hasFeedback(int payloadType, String what) {
        return feedback.getOrDefault(payloadType, List.of()).contains(what)
                || feedback.getOrDefault(EVERY_PAYLOAD_TYPE, List.of()).contains(what);
    }

    /** The payload type of its retransmissions, or -1. */
    int retransmission(int payloadType) {
        return retransmissions.getOrDefault(payloadType, -1);
    }

    private void readRetransmission(int payloadType) {
        SdpAttribute format = formats.get(payloadType);
        if (format == null || !encoding(payloadType).toLowerCase(Locale.ROOT).equals("rtx/90000")) {
            return;
        }
        int repaired = (int) SdpTokens.number(parameter(payloadType, "apt", ""), 127);
        if (repaired < 0) {
            throw BadSdp.attribute(format, "of RTX needs apt=, a payload type");
        }
        retransmissions.putIfAbsent(repaired, payloadType);
    }

    private static Map<Integer, SdpAttribute> byPayloadType(List<SdpAttribute> attributes) {
        Map<Integer, SdpAttribute> found = new HashMap<>();
        for (SdpAttribute attribute : attributes) {
            if (found.put(payloadTypeOf(attribute), attribute) != null) {
                throw BadSdp.attribute(attribute, "names a payload type for the second time");
            }
        }
        return found;
    }

    private static int payloadTypeOf(SdpAttribute attribute) {
        String value = attribute.value();
        int space = value.indexOf(' ');
        int payloadType = space < 0 ? -1 : (int) SdpTokens.number(value.substring(0, space), 127);
        if (payloadType < 0) {
            throw BadSdp.attribute(attribute, "must begin with a payload type from 0 to 127");
        }
        return payloadType;
    }

    private static String afterSpace(SdpAttribute attribute) {
        return attribute.value().substring(attribute.value().indexOf(' ') + 1);
    }
}
