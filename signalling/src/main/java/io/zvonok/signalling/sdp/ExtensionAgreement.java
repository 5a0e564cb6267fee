package io.zvonok.signalling.sdp;

import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.MediaKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the header extensions of one section, at the ids of the offer.
 *
 * <p>Where the peer receives it is to tell what reaches it: by transport-wide feedback if it offers that, else by REMB,
 * for which it needs the time of sending. An extension that nobody would answer to is left out.
 *
 * <p>Spec: RFC 8285 sections 5 to 7. Ids 1 to 14 fit one-byte headers, 15 to 255 need two-byte ones; 4096 to 4351 are
 * placeholders of an offerer that ran out of ids, which an answerer may leave out.
 */
final class ExtensionAgreement {
    private static final int MAX_ID = 255;
    private static final int FIRST_PLACEHOLDER = 4096;
    private static final int LAST_PLACEHOLDER = 4351;

    private final MediaKind kind;
    private final Direction section;
    private final boolean mixed;
    private final boolean sparing;
    private final CodecAgreement codecs;

    private ExtensionAgreement(
            MediaKind kind, Direction section, boolean mixed, boolean sparing, CodecAgreement codecs) {
        this.kind = kind;
        this.section = section;
        this.mixed = mixed;
        this.sparing = sparing;
        this.codecs = codecs;
    }

    /**
     * @param offered the section's direction
     * @param mixed one-byte and two-byte headers may stand in one stream ({@code a=extmap-allow-mixed})
     * @param sparing the peer is not to tell transport-wide what it receives here
     */
    static List<AgreedExtension> of(
            SdpSection section,
            MediaKind kind,
            Direction offered,
            boolean mixed,
            boolean sparing,
            CodecAgreement codecs) {
        ExtensionAgreement agreement = new ExtensionAgreement(kind, offered, mixed, sparing, codecs);
        List<AgreedExtension> agreed = new ArrayList<>();
        Map<Integer, String> uris = new HashMap<>();
        for (SdpAttribute attribute : section.attributes().all("extmap")) {
            String[] fields = attribute.value().split(" ", -1);
            String[] number = fields[0].split("/", -1);
            int id = (int) SdpTokens.number(number[0], LAST_PLACEHOLDER);
            if (fields.length < 2 || number.length > 2 || id < 1 || (id > MAX_ID && id < FIRST_PLACEHOLDER)) {
                throw BadSdp.attribute(attribute, "needs an id from 1 to 255 and a URI");
            }
            String uri = fields[1];
            String earlier = uris.putIfAbsent(id, uri);
            if (earlier != null && !earlier.equals(uri)) {
                throw BadSdp.attribute(attribute, "gives id " + id + " to a second extension");
            }
            HeaderExtension extension = extensionOf(uri);
            Direction flow = number.length == 1 ? Direction.SENDRECV : direction(attribute, number[1]);
            if (extension != null && id <= MAX_ID && agreement.isUseful(extension, flow)) {
                String answer =
                        flow == Direction.SENDRECV ? "" : "/" + flow.reversed().word();
                agreed.add(new AgreedExtension(
                        attribute.line(), extension, id, answer, agreement.isUsefulToPeer(extension, flow)));
            }
        }
        if (isAnsweredTransportWide(agreed)) {
            agreed.removeIf(extension -> extension.extension() == HeaderExtension.ABS_SEND_TIME);
        }
        return List.copyOf(agreed);
    }

    /** True if the peer tells transport-wide what reaches it. */
    static boolean isAnsweredTransportWide(List<AgreedExtension> agreed) {
        return agreed.stream()
                .anyMatch(extension -> extension.extension() == HeaderExtension.TRANSPORT_CC && extension.toPeer());
    }

    private boolean isUseful(HeaderExtension extension, Direction flow) {
        return isUsefulToPeer(extension, flow)
                || isUsefulFromPeer(extension, flow)
                || (extension == HeaderExtension.MID && section == Direction.INACTIVE);
    }

    private boolean isUsefulFromPeer(HeaderExtension extension, Direction flow) {
        return section.sends()
                && flow.sends()
                && switch (extension) {
                    case MID, TRANSPORT_CC -> true;
                    case RID, REPAIRED_RID -> kind == MediaKind.VIDEO;
                    case AUDIO_LEVEL -> kind == MediaKind.AUDIO;
                    case DEPENDENCY_DESCRIPTOR -> isDescribable();
                    case ABS_SEND_TIME -> false;
                };
    }

    private boolean isUsefulToPeer(HeaderExtension extension, Direction flow) {
        return section.receives()
                && flow.receives()
                && switch (extension) {
                    case MID -> true;
                    case RID, REPAIRED_RID -> false;
                    case AUDIO_LEVEL -> kind == MediaKind.AUDIO;
                    case TRANSPORT_CC -> !sparing && codecs.offersFeedback(CodecAgreement.TRANSPORT_FEEDBACK);
                    case ABS_SEND_TIME -> codecs.offersFeedback(CodecAgreement.REMB_FEEDBACK);
                    case DEPENDENCY_DESCRIPTOR -> isDescribable();
                };
    }

    /** A descriptor may have more than the 16 bytes of a one-byte header, beside extensions that use such. */
    private boolean isDescribable() {
        return kind == MediaKind.VIDEO && mixed;
    }

    private static Direction direction(SdpAttribute attribute, String word) {
        for (Direction direction : Direction.values()) {
            if (direction.word().equals(word)) {
                return direction;
            }
        }
        throw BadSdp.attribute(attribute, "has an unknown direction");
    }

    private static @Nullable HeaderExtension extensionOf(String uri) {
        for (HeaderExtension extension : HeaderExtension.values()) {
            if (extension.uri().equals(uri)) {
                return extension;
            }
        }
        return null;
    }
}
