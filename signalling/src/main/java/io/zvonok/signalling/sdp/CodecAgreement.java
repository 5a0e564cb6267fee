package io.zvonok.signalling.sdp;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.ZvonokException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the codecs of one section: those that are forwarded, each with its RTX, in the offer's order. Forward error
 * correction and video RED are left out: a forwarder could not look into them.
 *
 * <p>Spec: RFC 7587 (Opus), RFC 2198 (RED), RFC 7741 (VP8), RFC 9628 (VP9), RFC 6184 (H264), the AV1 RTP specification.
 */
final class CodecAgreement {
    private static final List<String> VIDEO_FEEDBACK = List.of("nack", "nack pli", "ccm fir");
    private static final String TRANSPORT_FEEDBACK = "transport-cc";
    /** Bounds that nothing here needs (RFC 7741 section 6.1) and what tells of the offerer's own stream. */
    private static final List<String> UNANSWERED_PARAMETERS = List.of("max-fs=", "max-fr=", "sprop-");

    private final MediaKind kind;
    private final OfferedFormats offered;
    private final boolean publish;
    private final boolean transportFeedback;

    private CodecAgreement(MediaKind kind, OfferedFormats offered, boolean publish, boolean transportFeedback) {
        this.kind = kind;
        this.offered = offered;
        this.publish = publish;
        this.transportFeedback = transportFeedback;
    }

    /**
     * @param publish the peer sends in this section
     * @param transportFeedback what the peer sends carries transport-wide sequence numbers
     */
    static List<AgreedCodec> of(SdpSection section, MediaKind kind, boolean publish, boolean transportFeedback) {
        OfferedFormats offered = new OfferedFormats(section);
        CodecAgreement agreement = new CodecAgreement(kind, offered, publish, transportFeedback);
        List<AgreedCodec> agreed = new ArrayList<>();
        for (int payloadType : offered.payloadTypes()) {
            AgreedCodec codec = agreement.agree(payloadType);
            if (codec != null) {
                agreed.add(codec);
            }
        }
        List<AgreedCodec> all = List.copyOf(agreed);
        agreed.removeIf(codec -> codec.parameters().codec() == Codec.RED && !carriesOnlyOpus(codec, all));
        if (agreed.isEmpty()) {
            throw new ZvonokException(
                    ErrorCode.NO_COMMON_CODEC,
                    section.label() + " offers none of the codecs that are forwarded here ("
                            + (kind == MediaKind.AUDIO ? "opus" : "VP8, VP9, H264, AV1") + ").");
        }
        return List.copyOf(agreed);
    }

    private @Nullable AgreedCodec agree(int payloadType) {
        Codec codec = codecOf(offered.encoding(payloadType));
        String profile = codec == null ? null : profile(codec, payloadType);
        if (codec == null || profile == null) {
            return null;
        }
        int retransmission = kind == MediaKind.VIDEO ? offered.retransmission(payloadType) : -1;
        return new AgreedCodec(
                new CodecParameters(codec, payloadType, retransmission, profile),
                offered.encoding(payloadType),
                answeredFormat(codec, payloadType),
                answeredFeedback(payloadType));
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

    private List<String> answeredFeedback(int payloadType) {
        List<String> answered = new ArrayList<>();
        if (kind == MediaKind.VIDEO) {
            VIDEO_FEEDBACK.stream()
                    .filter(what -> offered.hasFeedback(payloadType, what))
                    .forEach(answered::add);
        }
        if (transportFeedback && offered.hasFeedback(payloadType, TRANSPORT_FEEDBACK)) {
            answered.add(TRANSPORT_FEEDBACK);
        }
        return List.copyOf(answered);
    }

    /** {@code a=fmtp:63 111/111}: every block of RED must be an Opus that was agreed (RFC 2198 section 5). */
    private static boolean carriesOnlyOpus(AgreedCodec red, List<AgreedCodec> agreed) {
        return Arrays.stream(red.fmtp().split("/", -1))
                .mapToLong(block -> SdpTokens.number(block, 127))
                .allMatch(block -> agreed.stream()
                        .map(AgreedCodec::parameters)
                        .anyMatch(codec -> codec.codec() == Codec.OPUS && codec.payloadType() == block));
    }
}
