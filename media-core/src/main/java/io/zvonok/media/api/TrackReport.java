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
     * @param wanted somebody watches it, or will in a moment
     * @param bitrateBps measured over the last second
     * @param lastPacketMillis how long ago the last packet came, -1 if never
     */
    public record EncodingReport(
            String rid,
            int ssrc,
            @Nullable Codec codec,
            boolean wanted,
            int width,
            int height,
            long bitrateBps,
            long packets,
            long lost,
            long lastPacketMillis,
            List<LayerReport> layers) {
        public EncodingReport {
            layers = List.copyOf(layers);
        }
    }

    /**
     * An operating point of an encoding with several layers: what a viewer gets who decodes up to these.
     *
     * @param bitrateBps measured over the last second, all layers below included
     */
    public record LayerReport(int spatialLayer, int temporalLayer, int width, int height, long bitrateBps) {}
}
