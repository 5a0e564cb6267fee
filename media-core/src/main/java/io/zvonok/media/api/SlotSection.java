package io.zvonok.media.api;

import java.util.List;

/** A section in which the peer receives: a slot that the server fills with whoever is to be seen or heard. */
public record SlotSection(String mid, MediaKind kind, List<CodecParameters> codecs) {
    public SlotSection {
        codecs = List.copyOf(codecs);
    }
}
