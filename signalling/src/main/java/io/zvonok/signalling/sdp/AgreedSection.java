package io.zvonok.signalling.sdp;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PublishSection;
import io.zvonok.media.api.PublishSection.DeclaredSsrc;
import io.zvonok.media.api.SlotSection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that was agreed about one section.
 *
 * @param direction the offer's
 * @param simulcast encodings that the peer sends; its rids are empty for a single encoding
 * @param ssrcs declared by the peer for what it sends
 */
record AgreedSection(
        SdpSection offered,
        String mid,
        MediaKind kind,
        Direction direction,
        List<AgreedCodec> codecs,
        List<AgreedExtension> extensions,
        Simulcast simulcast,
        List<DeclaredSsrc> ssrcs) {

    PublishSection publishSection() {
        return new PublishSection(mid, kind, codecParameters(), simulcast.rids(), ssrcs);
    }

    /** RED stands behind the Opus that it is made of, whatever the offer prefers: it is for when packets are lost. */
    SlotSection slotSection() {
        List<CodecParameters> opusFirst = codecParameters().stream()
                .sorted(Comparator.comparing(codec -> codec.codec() == Codec.RED))
                .toList();
        Set<HeaderExtension> taken = extensions.stream()
                .filter(AgreedExtension::toPeer)
                .map(AgreedExtension::extension)
                .collect(Collectors.toUnmodifiableSet());
        return new SlotSection(mid, kind, opusFirst, taken);
    }

    private List<CodecParameters> codecParameters() {
        return codecs.stream().map(AgreedCodec::parameters).toList();
    }
}
