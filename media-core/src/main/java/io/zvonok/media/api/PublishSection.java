package io.zvonok.media.api;

import java.util.List;

/**
 * A section in which the peer sends.
 *
 * @param mid the section's media identification tag (RFC 5888)
 * @param codecs negotiated payload types
 * @param rids simulcast encodings in the order they were offered (RFC 8853); empty for a single encoding
 * @param ssrcs SSRCs declared in the offer; empty when they are learnt from MID and RID
 */
public record PublishSection(
        String mid, MediaKind kind, List<CodecParameters> codecs, List<String> rids, List<DeclaredSsrc> ssrcs) {
    public PublishSection {
        codecs = List.copyOf(codecs);
        rids = List.copyOf(rids);
        ssrcs = List.copyOf(ssrcs);
    }

    /**
     * @param ssrc the media SSRC
     * @param rtxSsrc the SSRC of its retransmissions, or 0 when none was declared
     */
    public record DeclaredSsrc(int ssrc, int rtxSsrc) {}
}
