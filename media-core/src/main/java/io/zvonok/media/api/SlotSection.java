package io.zvonok.media.api;

import java.util.List;
import java.util.Set;

/**
 * A section in which the peer receives: a slot that the server fills with whoever is to be seen or heard.
 *
 * @param extensions what the peer takes in this section: with {@link HeaderExtension#TRANSPORT_CC} it answers with
 *     transport-wide feedback, with {@link HeaderExtension#ABS_SEND_TIME} alone with REMB
 */
public record SlotSection(String mid, MediaKind kind, List<CodecParameters> codecs, Set<HeaderExtension> extensions) {
    public SlotSection {
        codecs = List.copyOf(codecs);
        extensions = Set.copyOf(extensions);
    }
}
