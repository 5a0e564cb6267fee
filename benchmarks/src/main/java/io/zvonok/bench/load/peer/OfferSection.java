package io.zvonok.bench.load.peer;

import io.zvonok.bench.load.model.VideoCodec;
import java.util.List;

/**
 * One m-section of an offer.
 *
 * @param codecs of video, the preferred one first; empty for audio
 * @param rids of a camera with several encodings; else empty
 * @param ssrcs media and retransmissions of a single encoding, told so that servers without RID know it; else empty
 */
record OfferSection(String mid, boolean sends, List<VideoCodec> codecs, List<String> rids, List<Integer> ssrcs) {
    boolean isVideo() {
        return !codecs.isEmpty();
    }

    static OfferSection microphone(String mid, int ssrc) {
        return new OfferSection(mid, true, List.of(), List.of(), List.of(ssrc));
    }

    static OfferSection camera(String mid, VideoCodec codec, List<String> rids, List<Integer> ssrcs) {
        return new OfferSection(mid, true, List.of(codec), rids, ssrcs);
    }

    static OfferSection audioSlot(String mid) {
        return new OfferSection(mid, false, List.of(), List.of(), List.of());
    }

    static OfferSection videoSlot(String mid, List<VideoCodec> codecs) {
        return new OfferSection(mid, false, codecs, List.of(), List.of());
    }
}
