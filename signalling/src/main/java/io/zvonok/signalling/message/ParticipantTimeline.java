package io.zvonok.signalling.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.zvonok.media.api.LayerCause;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import io.zvonok.signalling.message.ServerMessage.Layer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last ten minutes of one participant: numbers every 5 s, and what changed in between. Plain values, as
 * {@link ExplainReport}.
 *
 * @param time when it was asked for, milliseconds since 1970
 * @param samples oldest first; none of who is in the audience
 * @param events oldest first
 */
public record ParticipantTimeline(
        String participantId, String identity, long time, List<Sample> samples, List<Event> events) {
    public ParticipantTimeline {
        samples = List.copyOf(samples);
        events = List.copyOf(events);
    }

    /** Names nobody (P30). */
    @Override
    public String toString() {
        return "ParticipantTimeline[" + participantId + "]";
    }

    /**
     * @param receivedBps what the server gets from the participant
     * @param sentBps what it sends to it
     * @param estimateBps what the link is believed to carry, -1 if nothing is known
     * @param roundTripMillis -1 if unknown
     * @param queueDelayMillis -1 if unknown
     * @param voices slots of sound in which somebody is heard
     * @param small pictures below 270 lines
     * @param medium pictures below 540 lines
     * @param large pictures of 540 lines and more
     * @param missing slots that somebody is assigned to and that show nothing
     */
    public record Sample(
            long time,
            long receivedBps,
            long sentBps,
            long estimateBps,
            long allocatedBps,
            long wantedBps,
            int uplinkLossPercent,
            int downlinkLossPercent,
            int roundTripMillis,
            int queueDelayMillis,
            int voices,
            int small,
            int medium,
            int large,
            int missing) {}

    /**
     * A change; what does not belong to its type is left out.
     *
     * @param type {@code transport}, {@code socketLost}, {@code socketBack}, {@code published}, {@code unpublished},
     *     {@code muted}, {@code unmuted}, {@code gated}, {@code ungated}, {@code handRaised}, {@code handLowered}, {@code stage}, {@code audience},
     *     {@code slot}, {@code layer}, or what the room's ledger calls it
     * @param mid of the slot
     * @param participantId who is in the slot
     * @param by who did it, if it was a moderator
     * @param cause of a change of layers
     */
    @JsonInclude(Include.NON_NULL)
    public record Event(
            long time,
            String type,
            @Nullable TransportState transport,
            @Nullable TrackSource source,
            @Nullable String by,
            @Nullable String mid,
            @Nullable String participantId,
            @Nullable SlotReason reason,
            @Nullable Layer from,
            @Nullable Layer to,
            @Nullable LayerCause cause) {

        public static Event of(long time, String type, @Nullable TrackSource source, @Nullable String by) {
            return new Event(time, type, null, source, by, null, null, null, null, null, null);
        }

        public static Event transport(long time, TransportState state) {
            return new Event(time, "transport", state, null, null, null, null, null, null, null, null);
        }

        public static Event slot(
                long time,
                String mid,
                @Nullable String participantId,
                @Nullable TrackSource source,
                SlotReason reason) {
            return new Event(time, "slot", null, source, null, mid, participantId, reason, null, null, null);
        }

        public static Event layer(
                long time,
                String mid,
                @Nullable String participantId,
                @Nullable TrackSource source,
                @Nullable Layer from,
                @Nullable Layer to,
                LayerCause cause) {
            return new Event(time, "layer", null, source, null, mid, participantId, null, from, to, cause);
        }
    }
}
