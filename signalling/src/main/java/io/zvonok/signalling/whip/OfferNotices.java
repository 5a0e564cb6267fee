package io.zvonok.signalling.whip;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PublishSection;
import io.zvonok.signalling.sdp.Negotiation;
import java.util.ArrayList;
import java.util.List;

/** What can be foreseen of a stream from its offer alone: it is accepted, and this is said. A pure function. */
final class OfferNotices {
    /** profile_idc of Baseline, which has no B-frames (ITU-T H.264 section A.2.1). */
    private static final String BASELINE = "42";

    private OfferNotices() {}

    /** Sentences of printable ASCII: they stand in a header. */
    static List<String> of(Negotiation negotiation) {
        List<PublishSection> sections = negotiation.description().publishSections();
        List<String> notices = new ArrayList<>();
        if (!has(sections, MediaKind.AUDIO)) {
            notices.add("There is no audio in the offer: viewers hear nothing.");
        }
        if (!has(sections, MediaKind.VIDEO)) {
            notices.add("There is no video in the offer: viewers see nothing.");
        }
        if (sections.stream().anyMatch(OfferNotices::mayReorder)) {
            notices.add("This H.264 profile may hold B-frames, which browsers do not play smoothly: turn them off.");
        }
        if (!negotiation.takesKeyframeRequests()) {
            notices.add("This sender takes no requests for key frames (PLI): set its key-frame interval to 1 or 2 s,"
                    + " or whoever comes waits long for a picture.");
        }
        return notices;
    }

    private static boolean has(List<PublishSection> sections, MediaKind kind) {
        return sections.stream().anyMatch(section -> section.kind() == kind);
    }

    /** Nothing but H.264 profiles above Baseline. */
    private static boolean mayReorder(PublishSection section) {
        List<CodecParameters> codecs = section.codecs();
        return codecs.stream()
                .allMatch(
                        codec -> codec.codec() == Codec.H264 && !codec.profile().startsWith(BASELINE));
    }
}
