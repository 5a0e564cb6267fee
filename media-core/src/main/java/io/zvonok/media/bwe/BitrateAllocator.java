package io.zvonok.media.bwe;

import java.util.List;

/**
 * Shares what a link carries among the slots of a participant. A pure function of what they want, what they show now
 * and the budget; read its test's table for what comes out.
 *
 * <ol>
 *   <li>Guaranteed slots get their smallest option, over the budget if need be.
 *   <li>By rank, then screens before cameras, then as they stand: each its smallest option while it fits.
 *   <li>In the same order each group of equals is raised as far as the budget reaches beside the smallest options of
 *       those that follow; within the group the lowest first, so that all are alike.
 * </ol>
 *
 * <p>Asymmetric, so that a steady link sees no change: what is shown stays while it fits and falls at once when it does
 * not, but more than that is given only if a tenth of the total would still be free. A rise takes from less important
 * slots, never from equals: those get back what they show before any of them rises.
 *
 * <p>Thread: any; no state outlives a call.
 */
public final class BitrateAllocator {
    /** A rise leaves one part in this many of the total free: the estimate and the measured rates wander. */
    private static final int RISE_MARGIN_PART = 10;

    private final long budgetBps;
    private final long riseBudgetBps;
    private final SlotLadder[] slots; // as demanded
    private final SlotLadder[] ranked; // the most important first
    private long totalBps;

    private BitrateAllocator(List<SlotDemand> demands, long budgetBps, long riseBudgetBps) {
        this.budgetBps = budgetBps;
        this.riseBudgetBps = riseBudgetBps;
        slots = new SlotLadder[demands.size()];
        ranked = new SlotLadder[slots.length];
        for (int i = 0; i < slots.length; i++) {
            SlotLadder slot = new SlotLadder(demands.get(i));
            slots[i] = slot;
            int at = i;
            while (at > 0 && slot.comesBefore(ranked[at - 1])) {
                ranked[at] = ranked[at - 1];
                at--;
            }
            ranked[at] = slot;
        }
    }

    /** @param budgetBps what the link is believed to carry, less audio, which comes first */
    public static Allocation allocate(List<SlotDemand> demands, long budgetBps) {
        return allocate(demands, budgetBps, Long.MAX_VALUE);
    }

    /** @param riseBudgetBps no slot rises to a total above this: the link did not hold as much a moment ago */
    public static Allocation allocate(List<SlotDemand> demands, long budgetBps, long riseBudgetBps) {
        BitrateAllocator allocator = new BitrateAllocator(demands, budgetBps, riseBudgetBps);
        allocator.giveSmallest();
        allocator.raise();
        return allocator.result();
    }

    private void giveSmallest() {
        for (SlotLadder slot : ranked) {
            if (slot.isGuaranteed()) {
                climb(slot);
            }
        }
        for (SlotLadder slot : ranked) {
            if (!slot.isShown()) {
                slot.setLeft(budgetBps - totalBps);
                if (totalBps + slot.nextBps() <= budgetBps) {
                    climb(slot);
                }
            }
        }
    }

    private void raise() {
        for (int from = 0; from < ranked.length; ) {
            int to = endOfEquals(from);
            raise(from, to, false);
            raise(from, to, true);
            from = to;
        }
    }

    /** Index behind the last of those that are as important as the one at {@code from}. */
    private int endOfEquals(int from) {
        int to = from + 1;
        while (to < ranked.length && ranked[to].isEqualTo(ranked[from])) {
            to++;
        }
        return to;
    }

    /** Raises the lowest of some equals by one step each, again and again, until nothing more fits. */
    private void raise(int from, int to, boolean aboveCurrent) {
        long lowest = lowestLevel(from, to, aboveCurrent);
        while (lowest < Long.MAX_VALUE) {
            for (int i = from; i < to; i++) {
                if (canClimb(ranked[i], aboveCurrent) && ranked[i].level() == lowest) {
                    climbIfItFits(ranked[i]);
                }
            }
            lowest = lowestLevel(from, to, aboveCurrent);
        }
    }

    private void climbIfItFits(SlotLadder slot) {
        if (fits(slot)) {
            climb(slot);
        } else {
            slot.block();
        }
    }

    private long lowestLevel(int from, int to, boolean aboveCurrent) {
        long lowest = Long.MAX_VALUE;
        for (int i = from; i < to; i++) {
            if (canClimb(ranked[i], aboveCurrent)) {
                lowest = Math.min(lowest, ranked[i].level());
            }
        }
        return lowest;
    }

    private static boolean canClimb(SlotLadder slot, boolean aboveCurrent) {
        return slot.isShown() && slot.hasNext() && (aboveCurrent || !slot.nextIsRise());
    }

    private boolean fits(SlotLadder slot) {
        long after = totalBps - slot.rateBps() + slot.nextBps();
        return slot.nextIsRise() ? withMargin(after) <= budgetBps && after < riseBudgetBps : after <= budgetBps;
    }

    private static long withMargin(long bps) {
        return bps + bps / RISE_MARGIN_PART;
    }

    private void climb(SlotLadder slot) {
        totalBps -= slot.rateBps();
        slot.climb();
        totalBps += slot.rateBps();
    }

    private Allocation result() {
        Allocation.Share[] shares = new Allocation.Share[slots.length];
        long freeBps = Math.max(0, budgetBps - totalBps);
        long wantedBps = 0;
        for (int i = 0; i < slots.length; i++) {
            shares[i] = slots[i].share(freeBps);
            wantedBps += slots[i].bestBps();
        }
        return new Allocation(List.of(shares), totalBps, wantedBps, nextStepBps());
    }

    private long nextStepBps() {
        for (int from = 0; from < ranked.length; ) {
            int to = endOfEquals(from);
            int neediest = -1;
            for (int i = from; i < to; i++) {
                if (ranked[i].betterBps() > 0 && (neediest < 0 || ranked[i].level() < ranked[neediest].level())) {
                    neediest = i;
                }
            }
            if (neediest >= 0) {
                return ranked[neediest].isShown() ? totalToRaise(neediest, to) : totalToShow(neediest);
            }
            from = to;
        }
        return 0;
    }

    /** The total at which a slot would be given its smallest option. */
    private long totalToShow(int index) {
        long bps = ranked[index].smallestBps();
        for (int i = 0; i < ranked.length; i++) {
            if (i < index || ranked[i].isGuaranteed()) {
                bps += ranked[i].smallestBps();
            }
        }
        return bps;
    }

    /** The total at which a slot would be raised, with all that are as important as they are and the smallest of others. */
    private long totalToRaise(int index, int endOfEquals) {
        long bps = ranked[index].betterBps() - ranked[index].rateBps();
        for (int i = 0; i < ranked.length; i++) {
            bps += i < endOfEquals ? ranked[i].rateBps() : ranked[i].smallestBps();
        }
        return withMargin(bps);
    }
}
