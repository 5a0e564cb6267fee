package io.zvonok.media.bwe;

import java.util.List;

/**
 * Who gets how much.
 *
 * @param slots in the order of the demands
 * @param allocatedBps of all chosen options, without audio
 * @param wantedBps of all slots at the best that they have room for, without audio
 * @param nextStepBps total, without audio, at which the most important slot that is short would get its next better
 *     option, with the margin that a rise takes; of equal ones the slot that has least; 0 if none is short
 */
public record Allocation(List<Share> slots, long allocatedBps, long wantedBps, long nextStepBps) {
    public Allocation {
        slots = List.copyOf(slots);
    }

    /**
     * One slot's share.
     *
     * @param optionId the chosen {@link LayerOption#id}, -1 for none
     * @param isShort a better option was wanted and did not fit, or nothing fitted at all
     * @param needBps what the next better option takes, 0 unless short
     * @param haveBps what there was for this slot: its own rate and what nobody uses, or what was left at its turn if it
     *     got nothing; 0 unless short. It may reach {@code needBps} while a rise waits for its margin or may not be yet.
     */
    public record Share(int optionId, boolean isShort, long needBps, long haveBps) {}
}
