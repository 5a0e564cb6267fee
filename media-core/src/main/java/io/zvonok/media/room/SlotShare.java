package io.zvonok.media.room;

import io.zvonok.media.api.LayerCause;
import io.zvonok.media.api.SlotLayer;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.bwe.Allocation;
import io.zvonok.media.bwe.LayerOption;
import io.zvonok.media.bwe.RiseGuard;
import io.zvonok.media.codec.OperatingPoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a slot got of its viewer's link, what it would have liked, and why that changed.
 *
 * <p>Thread: the owning media loop.
 */
final class SlotShare {
    /** A picture may be stretched by this much before a larger one is missed. */
    private static final double STRETCH = 1.2;
    /** Of a picture's rates: what is that near to one that did not hold will not hold either. */
    private static final double SAME_RATE = 0.8;

    private final RiseGuard guard;
    private final List<LayerOption> options = new ArrayList<>();

    private @Nullable LayerChoice choice;
    /** The next better one that did not fit. */
    private @Nullable Encoding awaited;

    private Allocation.Share given = new Allocation.Share(-1, false, 0, 0);
    private boolean hasOptions;
    private boolean senderHasNoMore;
    private @Nullable LayerCause expected = LayerCause.SOURCE;
    private int optionsBefore;
    private long estimateBefore = Downlink.UNKNOWN;
    private long rateBefore;

    SlotShare(long seed) {
        guard = new RiseGuard(SAME_RATE, seed);
    }

    RiseGuard guard() {
        return guard;
    }

    /** What is to be shown, null for nothing. */
    @Nullable
    LayerChoice choice() {
        return choice;
    }

    /** A better one was wanted, or any at all, and the link does not carry it. */
    boolean isShort() {
        return given.isShort();
    }

    /** With {@link #isShort}: what it takes. */
    long needBps() {
        return given.needBps();
    }

    /** With {@link #isShort}: what there is for it. */
    long haveBps() {
        return given.haveBps();
    }

    /** True if the source sends anything that this viewer can decode. */
    boolean hasOptions() {
        return hasOptions;
    }

    /** The sender has nothing as large as the viewer has room for. */
    boolean isLimitedBySender() {
        return senderHasNoMore;
    }

    /** True if this encoding is shown or soon may be: its publisher must send it. */
    boolean needs(Encoding encoding) {
        LayerChoice chosen = choice;
        if (chosen != null && chosen.encoding() == encoding) {
            return true;
        }
        boolean near = given.haveBps() >= given.needBps() * 6 / 10;
        return awaited == encoding && near;
    }

    /** Something happened that explains the next change. */
    void expect(LayerCause cause) {
        expected = cause;
    }

    /** Another source, or none: what was learnt of the one before is of no use. */
    void reset(LayerCause cause) {
        expected = cause;
        guard.reset();
    }

    List<LayerOption> options(Slot slot, PublishedTrack track, long nowNanos) {
        options.clear();
        for (int i = 0; i < track.encodings().size(); i++) {
            Encoding encoding = track.encodings().get(i);
            if (encoding.isAvailable(nowNanos) && slot.canDecode(encoding)) {
                addOptions(encoding);
            }
        }
        hasOptions = !options.isEmpty();
        return options;
    }

    private void addOptions(Encoding encoding) {
        LayerRates rates = encoding.rates();
        for (int left = rates.points(); left != 0; left &= left - 1) {
            int point = Integer.numberOfTrailingZeros(left);
            options.add(new LayerOption(
                    encoding.index() * OperatingPoints.COUNT + point,
                    rateOf(encoding, point),
                    encoding.height(OperatingPoints.spatialLayer(point)),
                    rates.frameShare(OperatingPoints.temporalLayer(point))));
        }
    }

    /** Returns true if the slot goes without a picture from now on because the link carries too little. */
    boolean take(Slot slot, PublishedTrack track, Allocation.Share share, long nowNanos) {
        boolean wasStarved = given.isShort() && choice == null;
        LayerChoice before = choice;
        given = share;
        LayerChoice next = share.optionId() < 0 ? null : LayerChoice.ofId(track, share.optionId());
        awaited = share.isShort() ? encodingOf(track, share.needBps()) : null;
        senderHasNoMore =
                next != null && !share.isShort() && isTooSmall(next, slot.view().height());
        if (!Objects.equals(before, next)) {
            onChange(slot, before, next, nowNanos);
        }
        if (hasOptions) {
            optionsBefore = options.size();
            expected = null;
        }
        return share.isShort() && next == null && !wasStarved;
    }

    void takeNothing(Slot slot, long nowNanos) {
        LayerChoice before = choice;
        given = new Allocation.Share(-1, false, 0, 0);
        awaited = null;
        hasOptions = false;
        senderHasNoMore = false;
        if (before != null) {
            onChange(slot, before, null, nowNanos);
        }
    }

    private @Nullable Encoding encodingOf(PublishedTrack track, long rateBps) {
        for (int i = 0; i < options.size(); i++) {
            if (options.get(i).rateBps() == rateBps) {
                return LayerChoice.ofId(track, options.get(i).id()).encoding();
            }
        }
        return null;
    }

    /** The viewer has room for more, and the sender has nothing larger. */
    private boolean isTooSmall(LayerChoice chosen, int wantedHeight) {
        int height = chosen.encoding().height(OperatingPoints.spatialLayer(chosen.point()));
        if (height == 0 || wantedHeight <= height * STRETCH) {
            return false;
        }
        for (int i = 0; i < options.size(); i++) {
            if (options.get(i).height() > height) {
                return false;
            }
        }
        return true;
    }

    private void onChange(Slot slot, @Nullable LayerChoice before, @Nullable LayerChoice next, long nowNanos) {
        long estimate = slot.owner().downlink().estimateBps();
        long rate = next == null ? 0 : rateOf(next);
        boolean up = rate > rateBefore;
        LayerCause cause = cause(up, estimate);
        boolean sameSource = before == null
                || next == null
                || before.encoding().track() == next.encoding().track();
        SlotLayer from = before == null || !sameSource ? null : before.describe();
        slot.owner()
                .downlink()
                .history()
                .add(slot, from, next == null ? null : next.describe(), cause, estimate, nowNanos);
        slot.owner().allocator().onChange(cause);
        if (cause == LayerCause.BANDWIDTH_FELL) {
            guard.onFall(rateBefore, nowNanos);
        } else if (up && before != null) {
            guard.onRise(rate, nowNanos);
        }
        choice = next;
        rateBefore = rate;
        estimateBefore = estimate;
    }

    private LayerCause cause(boolean up, long estimate) {
        LayerCause said = expected;
        if (said != null) {
            return said;
        }
        if (options.size() != optionsBefore) {
            return LayerCause.SENDER;
        }
        return DownlinkAllocator.causeOf(up, estimateBefore, estimate);
    }

    private static long rateOf(LayerChoice chosen) {
        return rateOf(chosen.encoding(), chosen.point());
    }

    private static long rateOf(Encoding encoding, int point) {
        boolean screen = encoding.track().source() == TrackSource.SCREEN;
        return screen ? encoding.rates().longRateBps(point) : encoding.rates().rateBps(point);
    }
}
