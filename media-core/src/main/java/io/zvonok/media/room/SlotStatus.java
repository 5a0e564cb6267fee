package io.zvonok.media.room;

import io.zvonok.media.api.LayerLimit;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.SlotLayer;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.time.Nanos;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a slot shows what it shows, and since when: the answer to "why is the picture black?".
 *
 * <p>Thread: the owning media loop.
 */
final class SlotStatus {
    /** A source that sent nothing for this long has stopped. Discontinuous audio speaks at least every 400 ms. */
    private static final long STOPPED_AFTER = Nanos.fromSeconds(5);
    /** A viewer that reports nothing about a flowing stream for this long does not receive it. */
    private static final long UNREPORTED_AFTER = Nanos.fromSeconds(10);

    private static final long RATES_INTERVAL = Nanos.fromSeconds(2);

    private SlotReason reason = SlotReason.EMPTY;
    private long sinceNanos;
    private long activeSinceNanos = Nanos.NEVER;
    private @Nullable SlotState told;
    private long toldNanos;

    SlotReason reason() {
        return reason;
    }

    /** Works out the reason. */
    void update(Slot slot, long nowNanos) {
        SlotReason next = reasonOf(slot, nowNanos);
        if (next != reason) {
            reason = next;
            sinceNanos = nowNanos;
        }
    }

    private SlotReason reasonOf(Slot slot, long nowNanos) {
        PublishedTrack track = slot.track();
        SlotView view = slot.view();
        if (view.want() == SlotView.Want.NONE || track == null) {
            return reasonOfNobody(slot);
        }
        if (track.source() == null || track.muted()) {
            return SlotReason.SENDER_MUTED;
        }
        if (!track.allowed()) {
            return SlotReason.NOT_ALLOWED;
        }
        if (!slot.owner().transport().isConnected()) {
            return SlotReason.NOT_CONNECTED;
        }
        if (slot.kind() == MediaKind.VIDEO && (view.width() == 0 || view.height() == 0)) {
            return SlotReason.OFF_SCREEN;
        }
        return flowReason(slot, track, nowNanos);
    }

    private static SlotReason reasonOfNobody(Slot slot) {
        Participant viewer = slot.owner();
        if (!viewer.permissions().subscribe()) {
            return SlotReason.NOT_ALLOWED;
        }
        SlotView view = slot.view();
        if (view.want() == SlotView.Want.PEER && view.peer() != null) {
            SlotReason hidden = whyHidden(viewer, view.peer(), SlotViews.sourceOf(view, slot.kind()));
            if (hidden != null) {
                return hidden;
            }
        }
        boolean wanted = view.want() != SlotView.Want.NONE;
        return wanted && viewer.room().role().isOffAir(viewer) ? SlotReason.OFF_AIR : SlotReason.EMPTY;
    }

    private static @Nullable SlotReason whyHidden(Participant viewer, PeerId pinned, TrackSource source) {
        Room room = viewer.room();
        return room.sight().whyHidden(viewer, room.role().find(pinned), source);
    }

    private SlotReason flowReason(Slot slot, PublishedTrack track, long nowNanos) {
        Encoding shown = slot.selector().current();
        if (shown != null && shown.track() == track) {
            if (nowNanos - shown.lastPacketNanos() > STOPPED_AFTER) {
                return SlotReason.LAYER_MISSING;
            }
            return isUnreported(slot, nowNanos) ? SlotReason.NO_RECEIVER_REPORTS : SlotReason.ACTIVE;
        }
        activeSinceNanos = Nanos.NEVER;
        if (slot.selector().target() != null) {
            return SlotReason.WAITING_FOR_KEYFRAME;
        }
        if (slot.share().isShort()) {
            return SlotReason.NO_BANDWIDTH;
        }
        for (Encoding encoding : track.encodings()) {
            if (encoding.isActive(nowNanos) && !slot.canDecode(encoding)) {
                return SlotReason.CODEC_NOT_SUPPORTED;
            }
        }
        return SlotReason.LAYER_MISSING;
    }

    private boolean isUnreported(Slot slot, long nowNanos) {
        if (activeSinceNanos == Nanos.NEVER) {
            activeSinceNanos = nowNanos;
        }
        long lastReport = slot.stream().sendStream().lastReportNanos();
        return nowNanos - Math.max(lastReport, activeSinceNanos) > UNREPORTED_AFTER;
    }

    SlotState describe(Slot slot, long nowNanos) {
        PublishedTrack track = slot.track();
        SlotLayer layer = layerOf(slot);
        LayerLimit limit = layer == null ? LayerLimit.NONE : limitOf(slot);
        boolean tellsRates = tellsRates(limit);
        return new SlotState(
                slot.mid(),
                slot.kind(),
                track == null ? null : track.owner().id(),
                track == null ? null : track.source(),
                reason,
                layer,
                limit,
                tellsRates ? slot.share().needBps() : 0,
                tellsRates ? slot.share().haveBps() : 0,
                Nanos.toMillis(nowNanos - sinceNanos));
    }

    /** What really flows, which may not be what is wanted yet. */
    private static @Nullable SlotLayer layerOf(Slot slot) {
        Encoding shown = slot.selector().current();
        if (shown == null || shown.track() != slot.track()) {
            return null;
        }
        return new LayerChoice(shown, Math.max(0, slot.selector().currentPoint())).describe();
    }

    private static LayerLimit limitOf(Slot slot) {
        if (slot.kind() == MediaKind.AUDIO) {
            return LayerLimit.NONE;
        }
        if (slot.share().isShort()) {
            return LayerLimit.BANDWIDTH;
        }
        if (slot.selector().isWaiting()) {
            return LayerLimit.WAITING;
        }
        return slot.share().isLimitedBySender() ? LayerLimit.SENDER : LayerLimit.NONE;
    }

    /** The state, if it differs from the one told last in anything that matters; else null. */
    @Nullable
    SlotState changed(Slot slot, long nowNanos) {
        SlotState before = told;
        if (before == null ? reason == SlotReason.EMPTY : isStill(before, slot, nowNanos)) {
            return null;
        }
        told = describe(slot, nowNanos);
        toldNanos = nowNanos;
        return told;
    }

    private boolean isStill(SlotState before, Slot slot, long nowNanos) {
        PublishedTrack track = slot.track();
        SlotLayer layer = layerOf(slot);
        LayerLimit limit = layer == null ? LayerLimit.NONE : limitOf(slot);
        return reason == before.reason()
                && limit == before.limit()
                && Objects.equals(track == null ? null : track.owner().id(), before.peer())
                && (track == null ? null : track.source()) == before.source()
                && Objects.equals(layer, before.layer())
                && !ratesMoved(slot, limit, before, nowNanos);
    }

    /** Rates move all the time: a message a second at most, and only if somebody would read another number. */
    private boolean ratesMoved(Slot slot, LayerLimit limit, SlotState before, long nowNanos) {
        return tellsRates(limit)
                && nowNanos - toldNanos >= RATES_INTERVAL
                && (differs(slot.share().needBps(), before.needBps())
                        || differs(slot.share().haveBps(), before.haveBps()));
    }

    private boolean tellsRates(LayerLimit limit) {
        return limit == LayerLimit.BANDWIDTH || reason == SlotReason.NO_BANDWIDTH;
    }

    private static boolean differs(long now, long before) {
        return Math.abs(now - before) * 4 > Math.max(now, before);
    }
}
