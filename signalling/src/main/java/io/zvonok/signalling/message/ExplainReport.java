package io.zvonok.signalling.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.Codec;
import io.zvonok.media.api.DownlinkReport.Feedback;
import io.zvonok.media.api.DownlinkReport.Limiter;
import io.zvonok.media.api.LayerCause;
import io.zvonok.media.api.LayerLimit;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import io.zvonok.signalling.message.ServerMessage.Layer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code explain}: what the server sees of one participant, with sentences for people. Plain values, so
 * that any other door to the server can give the same answer.
 *
 * @param text the sentence that matters most
 * @param layerChanges the last ones, newest first; of the one slot that was asked about, or of all
 * @param relation why the participant does not see or hear somebody, if that was asked
 * @param browser the last digest that the participant's browser sent, if any
 */
public record ExplainReport(
        String participantId,
        Text text,
        ExplainedTransport transport,
        ExplainedDownlink downlink,
        List<ExplainedSlot> slots,
        List<ExplainedTrack> tracks,
        List<ExplainedChange> layerChanges,
        @JsonInclude(Include.NON_NULL) @Nullable Relation relation,
        @JsonInclude(Include.NON_NULL) @Nullable ObjectNode browser) {

    /** The same with the answer to one more question. */
    public ExplainReport with(Relation found) {
        return new ExplainReport(participantId, text, transport, downlink, slots, tracks, layerChanges, found, browser);
    }

    /**
     * Why the viewer does not see or hear a source of somebody.
     *
     * @param viewer a participant id, or as it was asked for if there is none
     * @param of a participant id, or as it was asked for if there is none
     * @param sinceMillis how long it has been so; left out if that is not known
     * @param needBps with {@code noBandwidth}: what the smallest picture takes
     * @param haveBps with {@code noBandwidth}: what is left of the viewer's link
     * @param requests with {@code waitingForKeyframe}: how often one was asked for in vain
     * @param advice what is so and what to do
     */
    public record Relation(
            String viewer,
            String of,
            TrackSource source,
            ExplainCause cause,
            @JsonInclude(Include.NON_NULL) @Nullable Long sinceMillis,
            @JsonInclude(Include.NON_DEFAULT) long needBps,
            @JsonInclude(Include.NON_DEFAULT) long haveBps,
            @JsonInclude(Include.NON_DEFAULT) int requests,
            Text advice) {}

    /** What is so and what to do, in English and in Russian. */
    public record Text(String en, String ru) {}

    /** @param score 5 excellent to 1 lost */
    public record ExplainedTransport(
            TransportState state,
            int score,
            int roundTripMillis,
            int uplinkLossPercent,
            int downlinkLossPercent,
            Text text) {}

    /**
     * The way from the server to the participant.
     *
     * @param estimateBps what it is believed to carry, -1 if nothing is known
     * @param sentBps over the last second
     * @param allocatedBps what was given to the slots
     * @param wantedBps what all slots would take, each at its best
     * @param roundTripMillis -1 if unknown
     * @param queueDelayMillis how much longer packets travel than the fastest ones did, -1 if unknown
     */
    public record ExplainedDownlink(
            Feedback feedback,
            Limiter limiter,
            long estimateBps,
            long sentBps,
            long allocatedBps,
            long wantedBps,
            int lossPercent,
            int roundTripMillis,
            int queueDelayMillis,
            Text text) {}

    /** As {@link ServerMessage.Slot}, with words. */
    public record ExplainedSlot(
            String mid,
            MediaKind kind,
            @Nullable String participantId,
            @Nullable TrackSource source,
            SlotReason reason,
            @Nullable Layer layer,
            LayerLimit limit,
            @JsonInclude(Include.NON_DEFAULT) long needBps,
            @JsonInclude(Include.NON_DEFAULT) long haveBps,
            long sinceMillis,
            Text text) {}

    public record ExplainedTrack(
            String mid,
            @Nullable TrackSource source,
            boolean muted,
            boolean allowed,
            List<Encoding> encodings,
            Text text) {}

    /**
     * @param wanted somebody watches it, or will in a moment
     * @param lastPacketMillis how long ago the last packet came, -1 if never
     * @param keyframeIntervalMillis between the last two key frames, -1 if unknown
     * @param keyframeWaitMillis how long the last key frame that was asked for took, or has taken until now
     * @param reordered pictures are sent in another order than they are shown in (B-frames)
     * @param layers what a viewer can be given of it
     */
    public record Encoding(
            String rid,
            @Nullable Codec codec,
            boolean wanted,
            int width,
            int height,
            long bitrateBps,
            long packets,
            long lost,
            long lastPacketMillis,
            long keyframeIntervalMillis,
            long keyframeWaitMillis,
            boolean reordered,
            List<EncodingLayer> layers) {}

    /** @param bitrateBps over the last second, all layers below included */
    public record EncodingLayer(int spatialLayer, int temporalLayer, int width, int height, long bitrateBps) {}

    /**
     * A change of what a slot shows.
     *
     * @param from null: nothing was shown
     * @param to null: nothing is shown
     * @param estimateBps what the link was believed to carry, -1 if unknown
     */
    public record ExplainedChange(
            long agoMillis,
            String mid,
            @Nullable String participantId,
            @Nullable TrackSource source,
            @Nullable Layer from,
            @Nullable Layer to,
            LayerCause cause,
            long estimateBps,
            Text text) {}
}
