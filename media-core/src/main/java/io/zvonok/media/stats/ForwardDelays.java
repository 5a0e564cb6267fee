package io.zvonok.media.stats;

/**
 * How long packets were inside the server. Forwarding notes how many copies it made of what came when; whoever has a clock
 * settles once all of them are with the kernel. So one look at the clock is enough for a batch.
 *
 * <p>Thread: the owning media loop.
 */
public final class ForwardDelays {
    /** Moments noted between two looks at the clock; what came at more of them is not timed. */
    private static final int MAX_MOMENTS = 64;

    private final LoopStats stats;
    private final long[] arrivedNanos = new long[MAX_MOMENTS];
    private final long[] copies = new long[MAX_MOMENTS];
    private int size;

    public ForwardDelays(LoopStats stats) {
        this.stats = stats;
    }

    /** Copies made of what had arrived then. */
    public void note(long arrived, long howMany) {
        if (howMany == 0) {
            return;
        }
        if (size > 0 && arrivedNanos[size - 1] == arrived) {
            copies[size - 1] += howMany;
        } else if (size < MAX_MOMENTS) {
            arrivedNanos[size] = arrived;
            copies[size++] = howMany;
        }
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** All that was noted has left. */
    public void settle(long nowNanos) {
        for (int i = 0; i < size; i++) {
            stats.record(Timing.FORWARD_DELAY, nowNanos - arrivedNanos[i], copies[i]);
        }
        size = 0;
    }
}
