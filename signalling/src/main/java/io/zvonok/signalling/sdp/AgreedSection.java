package io.zvonok.signalling.sdp;

import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PublishSection;
import io.zvonok.media.api.PublishSection.DeclaredSsrc;
import io.zvonok.media.api.SlotSection;
import java.util.List;
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

    SlotSection slotSection() {
        return new SlotSection(
                mid,
                kind,
                codecParameters(),
                extensions.stream().map(AgreedExtension::extension).collect(Collectors.toUnmodifiableSet()));
    }

    private List<CodecParameters> codecParameters() {
        return codecs.stream().map(AgreedCodec::parameters).toList();
    }
}
