package io.zvonok.media.room;

import io.zvonok.media.api.LayerCause;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.bwe.Allocation;
import io.zvonok.media.bwe.BitrateAllocator;
import io.zvonok.media.bwe.RiseGuard;
import io.zvonok.media.bwe.SlotDemand;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the {@link BitrateAllocator} what each slot of one participant is to show, and tells the slots.
 *
 * <p>Ten times a second, less often where everything fits, and at once when somebody came, went, or the view changed. Thread: the owning media loop.
 */
final class DownlinkAllocator {
    private static final long INTERVAL = Nanos.fromMillis(100);
    private static final long INTERVAL_AT_EASE = Nanos.fromMillis(300);
    private static final int HIGHEST_PRIORITY = 15;
    /** Of one priority: on stage or pinned, then who speaks and the teacher, then everybody else. */
    private static final int RANKS_OF_A_PRIORITY = 3;

    /** Of all pictures together: the link as a whole did not hold that much. */
    private static final double SAME_RATE = 0.93;

    private final Participant owner;
    private final LoopStats stats;
    private final RiseGuard guard;
    private final List<Slot> slots = new ArrayList<>();
    private final List<SlotDemand> demands = new ArrayList<>();
    private boolean stale = true;
    private long totalBps;
    private boolean fell;
    private boolean rose;
    private long nextNanos;

    DownlinkAllocator(Participant owner, LoopStats stats) {
        this.owner = owner;
        this.stats = stats;
        this.guard = new RiseGuard(SAME_RATE, owner.id().hashCode());
    }

    /** Something changed that may change what fits: allocate again with the next tick. */
    void markStale() {
        stale = true;
    }

    void onTick(long nowNanos) {
        if (stale || nowNanos >= nextNanos) {
            stale = false;
            allocate(nowNanos);
            nextNanos = nowNanos + (owner.downlink().isAtEase() ? INTERVAL_AT_EASE : INTERVAL);
        }
    }

    /** A slot shows less or more than before, because the link carries less or more. */
    void onChange(LayerCause cause) {
        fell |= cause == LayerCause.BANDWIDTH_FELL;
        rose |= cause == LayerCause.BANDWIDTH_ROSE;
        stats.increment(counterOf(cause));
    }

    private static Counter counterOf(LayerCause cause) {
        return switch (cause) {
            case SOURCE -> Counter.LAYERS_BY_SOURCE;
            case VIEW -> Counter.LAYERS_BY_VIEW;
            case BANDWIDTH_FELL -> Counter.LAYERS_BY_BANDWIDTH_FELL;
            case BANDWIDTH_ROSE -> Counter.LAYERS_BY_BANDWIDTH_ROSE;
            case SHARE -> Counter.LAYERS_BY_SHARE;
            case SENDER -> Counter.LAYERS_BY_SENDER;
            case GATE -> Counter.LAYERS_BY_GATE;
        };
    }

    private void allocate(long nowNanos) {
        slots.clear();
        demands.clear();
        for (int i = 0; i < owner.slots().size(); i++) {
            Slot slot = owner.slots().get(i);
            if (slot.kind() == MediaKind.AUDIO) {
                slot.chooseVoice(nowNanos);
                continue;
            }
            PublishedTrack track = slot.track();
            if (track != null && slot.isVisible() && track.open()) {
                slots.add(slot);
                demands.add(demand(slot, track, nowNanos));
            } else {
                slot.showNothing(nowNanos);
            }
        }
        Allocation allocation = share(nowNanos);
        long before = totalBps;
        totalBps = allocation.allocatedBps();
        fell = false;
        rose = false;
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).take(allocation.slots().get(i), nowNanos)) {
                stats.increment(Counter.SLOTS_NO_BANDWIDTH);
            }
        }
        if (fell) {
            guard.onFall(before, nowNanos);
            owner.downlink().onFall(before, nowNanos);
        } else if (rose) {
            guard.onRise(totalBps, nowNanos);
            owner.downlink().onRise(totalBps, nowNanos);
        }
        owner.downlink().onAllocated(allocation, nowNanos);
    }

    /** Nobody rises before the link is known to carry that much now. */
    private Allocation share(long nowNanos) {
        Downlink downlink = owner.downlink();
        long budgetBps = downlink.pictureBudgetBps(nowNanos);
        if (!downlink.isMeasured()) {
            return BitrateAllocator.allocate(demands, budgetBps);
        }
        long riseBelowBps = guard.riseBelowBps(nowNanos);
        Allocation wished = BitrateAllocator.allocate(demands, budgetBps, riseBelowBps);
        if (!rises(wished)) {
            return wished;
        }
        long together = downlink.neighboursRiseBelowBps(nowNanos);
        if (together <= wished.allocatedBps()) {
            wished = BitrateAllocator.allocate(demands, budgetBps, Math.min(together, riseBelowBps));
            if (!rises(wished)) {
                return wished;
            }
        }
        long provenBps = downlink.provenForPicturesBps(wished.allocatedBps(), nowNanos);
        return provenBps > wished.allocatedBps() ? wished : BitrateAllocator.allocate(demands, budgetBps, provenBps);
    }

    private boolean rises(Allocation wished) {
        if (wished.allocatedBps() <= totalBps) {
            return false;
        }
        for (int i = 0; i < slots.size(); i++) {
            int before = demands.get(i).currentId();
            if (before >= 0 && before != wished.slots().get(i).optionId()) {
                return true;
            }
        }
        return false;
    }

    private SlotDemand demand(Slot slot, PublishedTrack track, long nowNanos) {
        boolean screen = track.source() == TrackSource.SCREEN;
        return new SlotDemand(
                screen ? SlotDemand.Content.SCREEN : SlotDemand.Content.CAMERA,
                rank(slot, track),
                track.owner().permissions().prominence() > 0,
                slot.view().height(),
                slot.options(track, nowNanos),
                slot.allocatedId(),
                owner.downlink().isMeasured() ? slot.riseBelowBps(nowNanos) : Long.MAX_VALUE);
    }

    private int rank(Slot slot, PublishedTrack track) {
        int priority = Math.max(0, Math.min(HIGHEST_PRIORITY, slot.view().priority()));
        int first = (HIGHEST_PRIORITY - priority) * RANKS_OF_A_PRIORITY;
        if (slot.view().want() == SlotView.Want.STAGE) {
            return first;
        }
        boolean speaks = owner.room().dominantSpeaker(owner) == track.owner();
        return first + (speaks || track.owner().permissions().prominence() > 0 ? 1 : 2);
    }

    /** Why a slot shows more or less than before, where nothing but the link and its other slots can be the reason. */
    static LayerCause causeOf(boolean up, long estimateBefore, long estimateNow) {
        if (estimateBefore < 0 || estimateNow < 0) {
            return LayerCause.SENDER;
        }
        if (up) {
            return estimateNow > estimateBefore ? LayerCause.BANDWIDTH_ROSE : LayerCause.SHARE;
        }
        return estimateNow < estimateBefore ? LayerCause.BANDWIDTH_FELL : LayerCause.SHARE;
    }
}
