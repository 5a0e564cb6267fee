package io.zvonok.media.room;

import io.zvonok.media.api.LinkQuality;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.PeerTimeline;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.TrackReport;
import io.zvonok.media.api.TrackReport.EncodingReport;
import io.zvonok.media.api.TrackReport.LayerReport;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.codec.OperatingPoints;
import io.zvonok.media.stream.ReceiveStream;
import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What can be said of a participant when somebody asks why.
 *
 * <p>Thread: the owning media loop; no state.
 */
final class RoomReports {
    private RoomReports() {}

    static PeerReport of(Participant participant, long nowNanos) {
        List<SlotState> slots = new ArrayList<>();
        for (Slot slot : participant.slots()) {
            slot.status().update(slot, nowNanos);
            slots.add(slot.status().describe(slot, nowNanos));
        }
        List<TrackReport> tracks = new ArrayList<>();
        for (PublishedTrack track : participant.tracks()) {
            tracks.add(track(track, nowNanos));
        }
        return new PeerReport(
                participant.id(),
                participant.transport().state(),
                quality(participant, nowNanos),
                participant.downlink().report(nowNanos),
                slots,
                tracks,
                participant.downlink().history().describe(nowNanos),
                participant.slots().stream().map(Slot::view).toList());
    }

    /** Nothing of who is in the audience. */
    static PeerTimeline timeline(Participant participant, long nowNanos) {
        Timeline timeline = participant.timeline();
        return new PeerTimeline(participant.id(), timeline == null ? List.of() : timeline.describe(nowNanos));
    }

    private static TrackReport track(PublishedTrack track, long nowNanos) {
        List<EncodingReport> encodings = new ArrayList<>();
        for (Encoding encoding : track.encodings()) {
            ReceiveStream stream = encoding.stream();
            var codec = encoding.codec();
            long last = encoding.lastPacketNanos();
            encodings.add(new EncodingReport(
                    encoding.rid(),
                    stream == null ? 0 : stream.ssrc(),
                    codec == null ? null : codec.codec(),
                    !encoding.isPaused(),
                    encoding.width(),
                    encoding.height(),
                    encoding.receivedBps(nowNanos),
                    stream == null ? 0 : stream.packets(),
                    stream == null ? 0 : stream.lost(),
                    last < 0 ? -1 : Nanos.toMillis(nowNanos - last),
                    encoding.rhythm()
                            .describe(
                                    encoding.keyframeRequests().waitNanos(nowNanos),
                                    encoding.keyframeRequests().unanswered()),
                    layers(encoding)));
        }
        return new TrackReport(
                track.mid(), track.source(), track.muted(), track.allowed(), isOffered(track), encodings);
    }

    /** Who is loudest is decided on stage only; here, to anybody there. */
    private static boolean isOffered(PublishedTrack track) {
        Room room = track.owner().room();
        return !room.role().isStage()
                || track.source() != TrackSource.MICROPHONE
                || Arrays.stream(track.seats()).anyMatch(Ears.Seat::isChosen);
    }

    private static List<LayerReport> layers(Encoding encoding) {
        List<LayerReport> layers = new ArrayList<>();
        LayerRates rates = encoding.rates();
        for (int left = rates.points(); left != 0; left &= left - 1) {
            int point = Integer.numberOfTrailingZeros(left);
            int spatial = OperatingPoints.spatialLayer(point);
            layers.add(new LayerReport(
                    spatial,
                    rates.temporalLayer(point),
                    encoding.width(spatial),
                    encoding.height(spatial),
                    rates.rateBps(point)));
        }
        return layers;
    }

    static LinkQuality quality(Participant participant, long nowNanos) {
        long roundTrip = participant.measuredRoundTripNanos();
        return new LinkQuality(
                participant.id(),
                participant.transport().state(),
                roundTrip < 0 ? -1 : (int) Nanos.toMillis(roundTrip),
                uplinkLossPercent(participant, nowNanos),
                downlinkLossPercent(participant));
    }

    /** Of the worst encoding that is coming. */
    static int uplinkLossPercent(Participant participant, long nowNanos) {
        int worst = 0;
        for (int i = 0; i < participant.tracks().size(); i++) {
            List<Encoding> encodings = participant.tracks().get(i).encodings();
            for (int j = 0; j < encodings.size(); j++) {
                ReceiveStream stream = encodings.get(j).stream();
                if (stream != null && encodings.get(j).isActive(nowNanos)) {
                    worst = Math.max(worst, stream.lossPercentLastInterval());
                }
            }
        }
        return worst;
    }

    /** Of the worst slot that somebody is in. */
    static int downlinkLossPercent(Participant participant) {
        int worst = 0;
        for (int i = 0; i < participant.slots().size(); i++) {
            Slot slot = participant.slots().get(i);
            if (slot.track() != null) {
                worst = Math.max(worst, slot.stream().sendStream().lossPercent());
            }
        }
        return worst;
    }
}
