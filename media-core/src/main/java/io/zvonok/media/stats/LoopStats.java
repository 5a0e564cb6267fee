package io.zvonok.media.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The counters of one loop.
 *
 * <p>Thread: {@link #increment} and {@link #add} on the owning loop only; {@link #get} on any, possibly a moment stale.
 */
public final class LoopStats {
    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] values = new long[Counter.values().length];

    public void increment(Counter counter) {
        add(counter, 1);
    }

    public void add(Counter counter, long amount) {
        int i = counter.ordinal();
        VALUES.setOpaque(values, i, values[i] + amount);
    }

    public long get(Counter counter) {
        return (long) VALUES.getOpaque(values, counter.ordinal());
    }
}
