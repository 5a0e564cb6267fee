package io.zvonok.media.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A published track as the server sees it. */
public record TrackReport(
        String mid, @Nullable TrackSource source, boolean muted, boolean allowed, List<EncodingReport> encodings) {
    public TrackReport {
        encodings = List.copyOf(encodings);
    }

    /**
     * @param rid empty for a single encoding
     * @param bitrateBps measured over the last second
     * @param lastPacketMillis how long ago the last packet came, -1 if never
     */
    public record EncodingReport(
            String rid,
            int ssrc,
            @Nullable Codec codec,
            int width,
            int height,
            long bitrateBps,
            long packets,
            long lost,
            long lastPacketMillis) {}
}
