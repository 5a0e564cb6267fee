package io.zvonok.signalling.sdp;

import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.PublishSection.DeclaredSsrc;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What must mean one thing in all bundled sections: payload types, header-extension ids, SSRCs.
 *
 * <p>Spec: RFC 9143 section 9.
 */
final class SharedNumbers {
    private final Map<Integer, String> payloadTypes = new HashMap<>();
    private final Map<HeaderExtension, Integer> extensions = new EnumMap<>(HeaderExtension.class);
    private final Map<Integer, HeaderExtension> extensionsById = new HashMap<>();
    private final Set<Integer> ssrcs = new HashSet<>();

    void add(AgreedSection section) {
        section.codecs().forEach(codec -> addCodec(section, codec.parameters()));
        section.extensions().forEach(this::addExtension);
        section.ssrcs().forEach(ssrc -> addSsrcs(section, ssrc));
    }

    Map<HeaderExtension, Integer> extensions() {
        return extensions;
    }

    private void addCodec(AgreedSection section, CodecParameters codec) {
        String profile = codec.profile().isEmpty() ? "" : " " + codec.profile();
        addPayloadType(section, codec.payloadType(), codec.codec() + profile);
        if (codec.rtxPayloadType() >= 0) {
            addPayloadType(section, codec.rtxPayloadType(), "RTX of " + codec.payloadType());
        }
    }

    private void addPayloadType(AgreedSection section, int payloadType, String meaning) {
        String earlier = payloadTypes.putIfAbsent(payloadType, meaning);
        if (earlier != null && !earlier.equals(meaning)) {
            throw BadSdp.section(
                    section.offered(),
                    "uses payload type " + payloadType + " for " + meaning + ", but it stands for " + earlier + " too");
        }
    }

    private void addExtension(AgreedExtension agreed) {
        Integer id = extensions.putIfAbsent(agreed.extension(), agreed.id());
        HeaderExtension extension = extensionsById.putIfAbsent(agreed.id(), agreed.extension());
        if ((id != null && id != agreed.id()) || (extension != null && extension != agreed.extension())) {
            throw BadSdp.line(
                    agreed.line(),
                    "a=extmap contradicts an earlier one; an extension must have one id in all bundled sections");
        }
    }

    private void addSsrcs(AgreedSection section, DeclaredSsrc declared) {
        boolean fresh = ssrcs.add(declared.ssrc()) && (declared.rtxSsrc() == 0 || ssrcs.add(declared.rtxSsrc()));
        if (!fresh) {
            throw BadSdp.section(section.offered(), "declares an SSRC that is declared elsewhere too");
        }
    }
}
