package io.zvonok.media.bwe;

import io.zvonok.media.bwe.SlotDemand.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One slot while its share is found: which of its options are worth having, from the smallest to the best that it has
 * room for, and which one it has so far.
 *
 * <p>More useful is for a screen: higher, then more frames. For a camera: at least half the frames, then higher, then
 * more frames. Whatever takes no less than a more useful option is passed over, so each step up takes more.
 *
 * <p>Thread: the owning media loop; lives for one allocation.
 */
final class SlotLadder {
    /** What an option counts that was not measured yet: a screen that is silent now does not look free for ever. */
    static final long UNMEASURED_BPS = 50_000;

    /**
     * A camera gives up height before it falls below this part of its frames, in percent: a face in 15 frames a second is
     * seen to stutter.
     */
    private static final int FLUENT_SHARE = 67;

    private static final long FLUENT = 1L << 40;
    private static final long NOTHING = -1;

    private final SlotDemand demand;
    private final int bestHeight;
    private final @Nullable LayerOption current;
    private final @Nullable LayerOption smallest;
    private final boolean held;

    private @Nullable LayerOption chosen;
    private @Nullable LayerOption next;
    private boolean blocked;
    private long leftBps;

    SlotLadder(SlotDemand demand) {
        this.demand = demand;
        this.bestHeight = bestHeight(demand);
        this.current = current(demand);
        this.smallest = cheapestAbove(NOTHING, false);
        this.held = demand.riseBelowBps() < Long.MAX_VALUE && !(demand.guaranteed() && demand.currentId() < 0);
        this.next = cheapestAbove(NOTHING, held);
    }

    /** The smallest height that the picture on screen, stretched by up to 1.2, is worth; else the largest there is. */
    private static int bestHeight(SlotDemand demand) {
        int fitting = Integer.MAX_VALUE;
        int largest = -1;
        if (demand.wantedHeight() <= 0) {
            return largest;
        }
        List<LayerOption> options = demand.options();
        for (int i = 0; i < options.size(); i++) {
            int height = options.get(i).height();
            largest = Math.max(largest, height);
            if (height * 6L >= demand.wantedHeight() * 5L) {
                fitting = Math.min(fitting, height);
            }
        }
        return Math.min(fitting, largest);
    }

    private static @Nullable LayerOption current(SlotDemand demand) {
        List<LayerOption> options = demand.options();
        for (int i = 0; i < options.size(); i++) {
            if (options.get(i).id() == demand.currentId()) {
                return options.get(i);
            }
        }
        return null;
    }

    /** Better than what is shown, and takes no less. What is too high for the size on screen, or gone, forbids nothing. */
    private boolean isForbidden(LayerOption option) {
        LayerOption shown = current;
        if (rate(option) < demand.riseBelowBps()) {
            return false;
        }
        if (shown == null) {
            return demand.currentId() < 0;
        }
        return shown.height() <= bestHeight && usefulness(option) > usefulness(shown) && rate(option) >= rate(shown);
    }

    /** Of two that are as useful, the one that is shown is the better: changing would win nothing. */
    private long usefulness(LayerOption option) {
        long picture = (long) option.height() << 8 | option.frameShare();
        boolean fluent = demand.content() == Content.CAMERA && option.frameShare() >= FLUENT_SHARE;
        return (fluent ? FLUENT + picture : picture) << 1 | (option.id() == demand.currentId() ? 1 : 0);
    }

    /** The next step up: the cheapest of all that are more useful, of equally cheap ones the most useful. */
    private @Nullable LayerOption cheapestAbove(long usefulness, boolean held) {
        LayerOption best = null;
        List<LayerOption> options = demand.options();
        for (int i = 0; i < options.size(); i++) {
            LayerOption option = options.get(i);
            if (option.height() > bestHeight || usefulness(option) <= usefulness || (held && isForbidden(option))) {
                continue;
            }
            if (best == null
                    || rate(option) < rate(best)
                    || (rate(option) == rate(best) && usefulness(option) > usefulness(best))) {
                best = option;
            }
        }
        return best;
    }

    private @Nullable LayerOption betterThan(LayerOption option) {
        return cheapestAbove(usefulness(option) | 1, false);
    }

    private static long rate(@Nullable LayerOption option) {
        if (option == null) {
            return 0;
        }
        return option.rateBps() > 0 ? option.rateBps() : UNMEASURED_BPS;
    }

    /** True if the two are to share alike. */
    boolean isEqualTo(SlotLadder other) {
        return demand.rank() == other.demand.rank() && demand.content() == other.demand.content();
    }

    /** Lower rank first; of the same rank screens before cameras. */
    boolean comesBefore(SlotLadder other) {
        if (demand.rank() != other.demand.rank()) {
            return demand.rank() < other.demand.rank();
        }
        return demand.content() == Content.SCREEN && other.demand.content() == Content.CAMERA;
    }

    boolean isGuaranteed() {
        return demand.guaranteed();
    }

    /** True if it has anything so far. */
    boolean isShown() {
        return chosen != null;
    }

    long rateBps() {
        return rate(chosen);
    }

    /** Of its smallest useful option, 0 if it wants none. */
    long smallestBps() {
        return rate(smallest);
    }

    /** How good its picture is so far, comparable among equal slots. */
    long level() {
        LayerOption has = chosen;
        return has == null ? NOTHING : usefulness(has) >> 1;
    }

    /** Of the best that it has room for, 0 if it wants none. */
    long bestBps() {
        LayerOption best = chosen == null ? smallest : chosen;
        for (LayerOption step = best; step != null; step = betterThan(step)) {
            best = step;
        }
        return rate(best);
    }

    boolean hasNext() {
        return next != null && !blocked;
    }

    /** The next step takes more than what was shown before the allocation. What just entered never rises. */
    boolean nextIsRise() {
        return current != null && rate(next) > rate(current);
    }

    long nextBps() {
        return rate(next);
    }

    void climb() {
        LayerOption step = next;
        if (step != null) {
            chosen = step;
            next = cheapestAbove(usefulness(step), held);
        }
    }

    /** The next step does not fit, nor do those after it, which take more. */
    void block() {
        blocked = true;
    }

    /** What there was for it at its turn. */
    void setLeft(long bps) {
        leftBps = Math.max(0, bps);
    }

    /** The next better option, held back or not; 0 if it has the best. */
    long betterBps() {
        LayerOption has = chosen;
        return has == null ? smallestBps() : rate(betterThan(has));
    }

    Allocation.Share share(long freeBps) {
        LayerOption has = chosen;
        long needBps = betterBps();
        int id = has == null ? -1 : has.id();
        if (needBps == 0) {
            return new Allocation.Share(id, false, 0, 0);
        }
        return new Allocation.Share(id, true, needBps, has == null ? leftBps : rate(has) + freeBps);
    }
}
