package io.zvonok.signalling.sdp;

import io.zvonok.media.api.MediaKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@code m=} section as it was offered.
 *
 * @param line number of its m-line
 * @param media the media type as written: {@code audio}, {@code video}, {@code application}, ...
 * @param formats as written; payload types when the section is audio or video
 * @param mid its {@code a=mid}, or null when it has none
 */
record SdpSection(
        int line,
        String media,
        int port,
        String protocol,
        List<String> formats,
        SdpAttributes attributes,
        @Nullable String mid) {

    /** Audio or video, or null: no other media is forwarded. */
    @Nullable
    MediaKind kind() {
        return switch (media) {
            case "audio" -> MediaKind.AUDIO;
            case "video" -> MediaKind.VIDEO;
            default -> null;
        };
    }

    /** False for a closed section (port 0) and for media that is not forwarded: it is answered with port 0. */
    boolean wanted() {
        return kind() != null && (port != 0 || attributes.has("bundle-only"));
    }

    /** How a refusal names this section. */
    String label() {
        return mid == null ? "The section at line " + line : "Section '" + mid + "'";
    }
}
