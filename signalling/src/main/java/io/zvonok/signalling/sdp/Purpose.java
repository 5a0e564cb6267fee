package io.zvonok.signalling.sdp;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.ZvonokException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What an offer is for. Publishing and watching by HTTP go one way, have one audio and one video section at most, and are
 * answered wholly or not at all.
 *
 * <p>Spec: RFC 9725 sections 4.2 and 4.4 (WHIP); draft-ietf-wish-whep sections 4.2 and 4.6 (WHEP).
 */
public enum Purpose {
    /** A lesson page: it sends in some sections and receives in others; what cannot be used is answered with port 0. */
    LESSON,
    /** WHIP: the peer sends. */
    PUBLISH,
    /** WHEP: the peer receives, and tells of its link by REMB where it can: a fifth of the packets. */
    WATCH;

    /** Throws if not all of the offer can be answered. */
    void checkWhole(SdpOffer offer) {
        if (this == LESSON) {
            return;
        }
        Set<MediaKind> seen = EnumSet.noneOf(MediaKind.class);
        for (SdpSection section : offer.sections()) {
            if (section.kind() == null && section.port() != 0) {
                throw new ZvonokException(
                        ErrorCode.NO_COMMON_CODEC,
                        section.label() + " is " + BadSdp.quote(section.media())
                                + "; only audio and video are forwarded, and an offer is answered as a whole.");
            }
            if (section.wanted() && !seen.add(Objects.requireNonNull(section.kind()))) {
                throw BadSdp.section(
                        section, "is a second one of its kind; one audio and one video section may be offered");
            }
        }
    }

    /** The direction of a section as it is used, seen from the offerer like the given one. */
    Direction use(SdpSection section, Direction offered) {
        if (this == PUBLISH && !offered.sends()) {
            throw BadSdp.section(section, "does not send; a publisher offers sendonly");
        }
        if (this == WATCH && !offered.receives()) {
            throw BadSdp.section(section, "does not receive; a viewer offers recvonly");
        }
        return switch (this) {
            case LESSON -> offered;
            case PUBLISH -> Direction.SENDONLY;
            case WATCH -> Direction.RECVONLY;
        };
    }

    /** True if the peer need not tell transport-wide what reaches it in this section. */
    boolean sparesTransportFeedback(SdpSection section, MediaKind kind, CodecAgreement codecs) {
        return this == WATCH
                && (kind == MediaKind.AUDIO
                        || (codecs.offersFeedback(CodecAgreement.REMB_FEEDBACK) && offersSendTime(section)));
    }

    private static boolean offersSendTime(SdpSection section) {
        List<SdpAttribute> extensions = section.attributes().all("extmap");
        return extensions.stream().anyMatch(line -> line.value().endsWith(" " + HeaderExtension.ABS_SEND_TIME.uri()));
    }
}
