package io.zvonok.signalling.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.Codec;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code explain}: what the server sees of one participant, with sentences for people.
 *
 * @param text the sentence that matters most
 * @param browser the last digest that the participant's browser sent, if any
 */
public record ExplainReport(
        String participantId,
        Text text,
        ExplainedTransport transport,
        List<ExplainedSlot> slots,
        List<ExplainedTrack> tracks,
        @JsonInclude(Include.NON_NULL) @Nullable ObjectNode browser) {

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

    public record ExplainedSlot(
            String mid,
            MediaKind kind,
            @Nullable String participantId,
            @Nullable TrackSource source,
            SlotReason reason,
            ServerMessage.@Nullable Layer layer,
            long sinceMillis,
            Text text) {}

    public record ExplainedTrack(
            String mid,
            @Nullable TrackSource source,
            boolean muted,
            boolean allowed,
            List<Encoding> encodings,
            Text text) {}

    /** @param lastPacketMillis how long ago the last packet came, -1 if never */
    public record Encoding(
            String rid,
            @Nullable Codec codec,
            int width,
            int height,
            long bitrateBps,
            long packets,
            long lost,
            long lastPacketMillis) {}
}
