package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;

/**
 * Remembers of one slot, or of a whole link, how its rises ended, so that it does not rise and fall for ever on a link that carries a little
 * too little.
 *
 * <p>After any fall it waits {@value #WAIT_SECONDS} s before it shows again what takes as much. A rise that fell again within 10 s was in vain: the next one waits
 * 8 s, then 16, 32, at last 60. One that held for 10 to 30 s counts half: once is chance, twice is not. All is forgiven
 * when a rise held for more than 30 s, or two minutes passed without a fall. All waits are spread by four tenths: those who
 * fell together behind one link do not rise together.
 *
 * <p>Thread: the owning media loop.
 */
public final class RiseGuard {
    private static final int WAIT_SECONDS = 2;
    private static final int FIRST_LONG_WAIT_SECONDS = 8;
    private static final int MAX_WAIT_SECONDS = 60;

    private static final long IN_VAIN = Nanos.fromSeconds(10);
    private static final long HELD = Nanos.fromSeconds(30);
    private static final long FORGIVEN = Nanos.fromSeconds(120);
    /** Falls that follow one another so fast are one: from the highest of them. */
    private static final long ONE_FALL = Nanos.fromSeconds(3);

    private static final int STRIKES_IN_VAIN = 2;
    private static final int MAX_STRIKES = 4 * STRIKES_IN_VAIN;

    private final double sameRate;
    private final int waitFactor;
    private int strikes;
    private long roseNanos = Nanos.NEVER; // of the last rise, until it fell
    private long fellNanos = -FORGIVEN;
    private long waitUntilNanos;
    private long failedBps;

    private final Spread spread;

    /**
     * @param sameRate rates wander: what takes this part of the rate that did not hold is the same, 0..1
     * @param seed differs between viewers
     */
    public RiseGuard(double sameRate, long seed) {
        this(sameRate, 1, seed);
    }

    /** @param waitFactor all waits but the longest are so many times as long */
    RiseGuard(double sameRate, int waitFactor, long seed) {
        spread = new Spread(seed);
        this.sameRate = sameRate;
        this.waitFactor = waitFactor;
    }

    /** What may be shown again must take less than this; {@link Long#MAX_VALUE} if anything may. */
    public long riseBelowBps(long nowNanos) {
        return nowNanos >= waitUntilNanos ? Long.MAX_VALUE : (long) (failedBps * sameRate);
    }

    /** It shows more than before. */
    public void onRise(long toBps, long nowNanos) {
        if (toBps >= failedBps * sameRate) { // less was never in doubt
            roseNanos = nowNanos;
        }
    }

    /**
     * It shows less than before, because the link carries less. Not for what another slot or the viewer took.
     *
     * @param fromBps what was shown took
     */
    public void onFall(long fromBps, long nowNanos) {
        failedBps = nowNanos - fellNanos < ONE_FALL ? Math.max(failedBps, fromBps) : fromBps;
        if (nowNanos - fellNanos >= FORGIVEN) {
            strikes = 0;
        }
        if (roseNanos != Nanos.NEVER) {
            judge(nowNanos - roseNanos);
            roseNanos = Nanos.NEVER;
        }
        fellNanos = nowNanos;
        waitUntilNanos = nowNanos + spread.of(waitNanos());
    }

    private void judge(long heldNanos) {
        if (heldNanos > HELD) {
            strikes = 0;
        } else {
            strikes = Math.min(MAX_STRIKES, strikes + (heldNanos <= IN_VAIN ? STRIKES_IN_VAIN : 1));
        }
    }

    private long waitNanos() {
        int inVain = strikes / STRIKES_IN_VAIN;
        if (inVain == 0) {
            return Nanos.fromSeconds(waitFactor * WAIT_SECONDS);
        }
        return Nanos.fromSeconds(Math.min(MAX_WAIT_SECONDS, waitFactor * FIRST_LONG_WAIT_SECONDS << (inVain - 1)));
    }

    /** Another source: what was learned was of another picture. */
    public void reset() {
        strikes = 0;
        roseNanos = Nanos.NEVER;
        fellNanos = -FORGIVEN;
        waitUntilNanos = 0;
        failedBps = 0;
    }
}
