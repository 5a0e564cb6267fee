package io.zvonok.signalling.sdp;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.ZvonokException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the codecs of one section: those that are forwarded, each with its RTX, in the offer's order. Forward error
 * correction and video RED are left out: a forwarder could not look into them.
 *
 * <p>Spec: RFC 7587 (Opus), RFC 2198 (RED), RFC 7741 (VP8), RFC 9628 (VP9), RFC 6184 (H264), the AV1 RTP specification.
 */
final class CodecAgreement {
    static final String PICTURE_LOSS = "nack pli";
    static final String FULL_INTRA_REQUEST = "ccm fir";
    private static final List<String> VIDEO_FEEDBACK = List.of("nack", PICTURE_LOSS, FULL_INTRA_REQUEST);
    static final String TRANSPORT_FEEDBACK = "transport-cc";
    static final String REMB_FEEDBACK = "goog-remb";
    /** Bounds that nothing here needs (RFC 7741 section 6.1) and what tells of the offerer's own stream. */
    private static final List<String> UNANSWERED_PARAMETERS = List.of("max-fs=", "max-fr=", "sprop-");

    private final MediaKind kind;
    private final OfferedFormats offered;
    private final boolean publish;
    private final List<CodecParameters> agreed;

    private CodecAgreement(SdpSection section, MediaKind kind, boolean publish) {
        this.kind = kind;
        this.offered = new OfferedFormats(section);
        this.publish = publish;
        List<CodecParameters> known = offered.payloadTypes().stream()
                .map(this::agree)
                .filter(Objects::nonNull)
                .toList();
        agreed = known.stream()
                .filter(codec -> codec.codec() != Codec.RED || carriesOnlyOpus(codec, known))
                .toList();
    }

    /** @param publish the peer sends in this section */
    static CodecAgreement of(SdpSection section, MediaKind kind, boolean publish) {
        CodecAgreement agreement = new CodecAgreement(section, kind, publish);
        if (agreement.agreed.isEmpty()) {
            throw new ZvonokException(
                    ErrorCode.NO_COMMON_CODEC,
                    section.label() + " offers none of the codecs that are forwarded here ("
                            + (kind == MediaKind.AUDIO ? "opus" : "VP8, VP9, H264, AV1") + ").");
        }
        return agreement;
    }

    /** True if one of the codecs is offered with it. */
    boolean offersFeedback(String what) {
        return agreed.stream().anyMatch(codec -> offered.hasFeedback(codec.payloadType(), what));
    }

    /** @param congestion the feedback about the link that is used in this section, beside that about pictures */
    List<AgreedCodec> codecs(Set<String> congestion) {
        return agreed.stream()
                .map(codec -> new AgreedCodec(
                        codec,
                        offered.encoding(codec.payloadType()),
                        answeredFormat(codec.codec(), codec.payloadType()),
                        answeredFeedback(codec.payloadType(), congestion)))
                .toList();
    }

    private @Nullable CodecParameters agree(int payloadType) {
        Codec codec = codecOf(offered.encoding(payloadType));
        String profile = codec == null ? null : profile(codec, payloadType);
        if (codec == null || profile == null) {
            return null;
        }
        int retransmission = kind == MediaKind.VIDEO ? offered.retransmission(payloadType) : -1;
        return new CodecParameters(codec, payloadType, retransmission, profile);
    }

    private @Nullable Codec codecOf(String encoding) {
        Codec codec = switch (encoding.toLowerCase(Locale.ROOT)) {
            case "opus/48000/2" -> Codec.OPUS;
            case "red/48000/2", "red/48000" -> Codec.RED;
            case "vp8/90000" -> Codec.VP8;
            case "vp9/90000" -> Codec.VP9;
            case "h264/90000" -> Codec.H264;
            case "av1/90000" -> Codec.AV1;
            default -> null;
        };
        return codec != null && codec.kind() == kind ? codec : null;
    }

    /** As {@link CodecParameters#profile}; null if this profile is not forwarded. */
    private @Nullable String profile(Codec codec, int payloadType) {
        return switch (codec) {
            case VP9 -> {
                String profile = offered.parameter(payloadType, "profile-id", "0");
                yield SdpTokens.number(profile, 3) >= 0 ? profile : null;
            }
            case H264 -> {
                String level = offered.parameter(payloadType, "profile-level-id", "42000a");
                String mode = offered.parameter(payloadType, "packetization-mode", "0");
                boolean known = level.length() == 6 && SdpTokens.isHex(level) && SdpTokens.number(mode, 1) >= 0;
                yield known ? level.toLowerCase(Locale.ROOT) + ";" + mode : null;
            }
            case AV1 -> offered.parameter(payloadType, "profile", "0").equals("0") ? "" : null;
            default -> "";
        };
    }

    private String answeredFormat(Codec codec, int payloadType) {
        if (codec == Codec.OPUS && publish) {
            String packetTime = offered.parameter(payloadType, "minptime", "");
            boolean said = SdpTokens.number(packetTime, 120) >= 0;
            return (said ? "minptime=" + packetTime + ";" : "") + "useinbandfec=1;usedtx=1";
        }
        return Arrays.stream(offered.format(payloadType).split(";"))
                .filter(parameter -> UNANSWERED_PARAMETERS.stream().noneMatch(parameter.strip()::startsWith))
                .collect(Collectors.joining(";"));
    }

    private List<String> answeredFeedback(int payloadType, Set<String> congestion) {
        Stream<String> picture = kind == MediaKind.VIDEO ? VIDEO_FEEDBACK.stream() : Stream.empty();
        return Stream.concat(picture, congestion.stream().sorted())
                .filter(what -> offered.hasFeedback(payloadType, what))
                .toList();
    }

    /** {@code a=fmtp:63 111/111}: every block of RED must be an Opus that was agreed (RFC 2198 section 5). */
    private boolean carriesOnlyOpus(CodecParameters red, List<CodecParameters> known) {
        return Arrays.stream(offered.format(red.payloadType()).split("/", -1))
                .mapToLong(block -> SdpTokens.number(block, 127))
                .allMatch(block ->
                        known.stream().anyMatch(codec -> codec.codec() == Codec.OPUS && codec.payloadType() == block));
    }
}
