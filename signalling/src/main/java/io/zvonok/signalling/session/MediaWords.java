package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.LinkQuality;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PublisherLayer;
import io.zvonok.media.api.SlotLayer;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.SpeakerLevel;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.message.ClientMessage.ViewSlot;
import io.zvonok.signalling.message.MessageCodec;
import io.zvonok.signalling.message.ServerMessage.Layer;
import io.zvonok.signalling.message.ServerMessage.LayerUse;
import io.zvonok.signalling.message.ServerMessage.LinkScore;
import io.zvonok.signalling.message.ServerMessage.PublisherLayers;
import io.zvonok.signalling.message.ServerMessage.Slot;
import io.zvonok.signalling.message.ServerMessage.SlotCondition;
import io.zvonok.signalling.message.ServerMessage.SlotDescription;
import io.zvonok.signalling.message.ServerMessage.Speaker;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Between the media core's values and the wire's. No state. */
final class MediaWords {
    private static final int SILENCE = 127;

    private MediaWords() {}

    static Slot slot(SlotState state) {
        return new Slot(
                state.mid(),
                state.kind(),
                participantId(state.peer()),
                state.source(),
                condition(state.reason()),
                state.reason(),
                layer(state.layer()),
                state.limit(),
                state.needBps(),
                state.haveBps(),
                state.sinceMillis());
    }

    static @Nullable Layer layer(@Nullable SlotLayer layer) {
        return layer == null
                ? null
                : new Layer(layer.rid(), layer.width(), layer.height(), layer.spatialLayer(), layer.temporalLayer());
    }

    static PublisherLayers publisherLayers(String mid, List<PublisherLayer> layers) {
        return new PublisherLayers(
                mid,
                layers.stream()
                        .map(layer -> new LayerUse(layer.rid(), layer.active()))
                        .toList());
    }

    static @Nullable String participantId(@Nullable PeerId peer) {
        return peer == null ? null : peer.value();
    }

    private static SlotCondition condition(SlotReason reason) {
        return switch (reason) {
            case ACTIVE -> SlotCondition.ACTIVE;
            case EMPTY, OFF_AIR -> SlotCondition.EMPTY;
            default -> SlotCondition.WAITING;
        };
    }

    /** From -dBov, where 0 is loudest, to 0 silent .. 100 loud. */
    static Speaker speaker(SpeakerLevel level) {
        int quiet = Math.max(0, Math.min(SILENCE, level.level()));
        return new Speaker(level.peer().value(), (SILENCE - quiet) * 100 / SILENCE);
    }

    static LinkScore score(LinkQuality quality) {
        return new LinkScore(
                quality.peer().value(),
                quality.score(),
                quality.roundTripMillis(),
                quality.uplinkLossPercent(),
                quality.downlinkLossPercent());
    }

    static List<SlotDescription> slots(PeerDescription description) {
        return description.slotSections().stream()
                .map(slot -> new SlotDescription(slot.mid(), slot.kind()))
                .toList();
    }

    /** Throws NOT_FOUND with the mid. */
    static MediaKind kindOfSlot(String mid, Map<String, MediaKind> slots) {
        MediaKind kind = slots.get(mid);
        if (kind == null) {
            throw new ZvonokException(ErrorCode.NOT_FOUND, "there is no slot with the mid " + MessageCodec.quoted(mid));
        }
        return kind;
    }

    /** Throws BAD_MESSAGE or NOT_FOUND with the slot's mid. */
    static SlotView view(ViewSlot wanted, Map<String, MediaKind> slots) {
        MediaKind kind = kindOfSlot(wanted.mid(), slots);
        TrackSource source = wanted.source();
        if (source != null && source.kind() != kind) {
            throw new ZvonokException(
                    ErrorCode.BAD_MESSAGE,
                    "source does not fit the slot " + MessageCodec.quoted(wanted.mid())
                            + ": one is audio, one is video");
        }
        SlotView.Want want = switch (wanted.want()) {
            case "auto" -> SlotView.Want.AUTO;
            case "stage" -> SlotView.Want.STAGE;
            case "none" -> SlotView.Want.NONE;
            default -> SlotView.Want.PEER;
        };
        PeerId peer = want == SlotView.Want.PEER ? new PeerId(wanted.want()) : null;
        return new SlotView(wanted.mid(), want, peer, source, wanted.width(), wanted.height(), wanted.priority());
    }
}
