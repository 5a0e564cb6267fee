package io.zvonok.signalling.sdp;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;

/** Words refusals: one sentence for a person, which names the line or the section at fault. Never quotes a secret. */
final class BadSdp {
    private static final int MAX_QUOTED = 60;

    private BadSdp() {}

    static ZvonokException because(String sentence) {
        return new ZvonokException(ErrorCode.BAD_SDP, sentence);
    }

    static ZvonokException line(int number, String problem) {
        return because("Line " + number + ": " + problem + ".");
    }

    static ZvonokException attribute(SdpAttribute attribute, String problem) {
        return line(attribute.line(), "a=" + quote(attribute.name()) + " " + problem);
    }

    static ZvonokException section(SdpSection section, String problem) {
        return because(section.label() + " " + problem + ".");
    }

    /** The client's own text, shortened. */
    static String quote(String text) {
        return text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "...";
    }
}
