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
 * <p>Spec: RFC 8285 sections 5 to 7. Ids 1 to 14 fit one-byte headers, 15 to 255 need two-byte ones; 4096 to 4351 are
 * placeholders of an offerer that ran out of ids, which an answerer may leave out.
 */
final class ExtensionAgreement {
    private static final int MAX_ID = 255;
    private static final int FIRST_PLACEHOLDER = 4096;
    private static final int LAST_PLACEHOLDER = 4351;

    private ExtensionAgreement() {}

    static List<AgreedExtension> of(SdpSection section, MediaKind kind, Direction offered) {
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
            if (extension != null && id <= MAX_ID && isUseful(extension, kind, offered, flow)) {
                String answer =
                        flow == Direction.SENDRECV ? "" : "/" + flow.reversed().word();
                agreed.add(new AgreedExtension(attribute.line(), extension, id, answer));
            }
        }
        return List.copyOf(agreed);
    }

    private static boolean isUseful(HeaderExtension extension, MediaKind kind, Direction section, Direction flow) {
        boolean fromPeer = section.sends() && flow.sends();
        boolean toPeer = section.receives() && flow.receives();
        return switch (extension) {
            case MID -> fromPeer || toPeer || section == Direction.INACTIVE;
            case RID, REPAIRED_RID -> kind == MediaKind.VIDEO && fromPeer;
            case AUDIO_LEVEL -> kind == MediaKind.AUDIO && (fromPeer || toPeer);
            case TRANSPORT_CC -> fromPeer;
            case ABS_SEND_TIME, DEPENDENCY_DESCRIPTOR -> false;
        };
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
