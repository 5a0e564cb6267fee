package io.zvonok.media.ice;

/** How often something may still be done in this second. Thread: the owning media loop. */
final class CheckBudget {
    private static final long SECOND_NANOS = 1_000_000_000;

    private final int perSecond;
    private long second;
    private int spent;

    CheckBudget(int perSecond) {
        this.perSecond = perSecond;
    }

    boolean isLeft(long nowNanos) {
        long thisSecond = nowNanos / SECOND_NANOS;
        if (thisSecond != second) {
            second = thisSecond;
            spent = 0;
        }
        return spent < perSecond;
    }

    /** After {@link #isLeft} at the same time. */
    void spend() {
        spent++;
    }
}
