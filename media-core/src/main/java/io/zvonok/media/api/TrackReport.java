package io.zvonok.media.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A published track as the server sees it.
 *
 * @param offered it may come into automatic slots: a picture always, a voice while it is among the loudest
 */
public record TrackReport(
        String mid,
        @Nullable TrackSource source,
        boolean muted,
        boolean allowed,
        boolean offered,
        List<EncodingReport> encodings) {
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
            Pictures pictures,
            List<LayerReport> layers) {
        public EncodingReport {
            layers = List.copyOf(layers);
        }
    }

    /**
     * The rhythm of a video encoding.
     *
     * @param keyframeIntervalMillis between the last two key frames, -1 if unknown
     * @param keyframeWaitMillis how long the last key frame that was asked for took, or has taken until now; 0 if none was
     * @param keyframeRequests sent since the last key frame came
     * @param reordered pictures are sent in another order than they are shown in (B-frames)
     */
    public record Pictures(
            long keyframeIntervalMillis, long keyframeWaitMillis, int keyframeRequests, boolean reordered) {}

    /**
     * An operating point of an encoding with several layers: what a viewer gets who decodes up to these.
     *
     * @param bitrateBps measured over the last second, all layers below included
     */
    public record LayerReport(int spatialLayer, int temporalLayer, int width, int height, long bitrateBps) {}
}
