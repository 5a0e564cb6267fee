package io.zvonok.bench.load.peer;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When a peer reached which step of joining. The first step is when it was due to join, so that a generator or a server
 * that lags is not excused.
 *
 * <p>Thread: any.
 */
public final class JoinTimes {
    private final AtomicLongArray nanos = new AtomicLongArray(Step.values().length);

    /** Steps in their order. */
    public enum Step {
        DUE("due"),
        OPEN("connection"),
        ANSWERED("answer"),
        CONNECTED("ICE"),
        SECURED("DTLS"),
        MEDIA("first packet"),
        KEYFRAME("key frame");

        private final String label;

        Step(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** The first time counts. */
    void reach(Step step, long nowNanos) {
        nanos.compareAndSet(step.ordinal(), 0, nowNanos);
    }

    public boolean reached(Step step) {
        return nanos.get(step.ordinal()) != 0;
    }

    /** From one step to another; -1 if one of them was not reached. */
    public long between(Step from, Step to) {
        return reached(from) && reached(to) ? nanos.get(to.ordinal()) - nanos.get(from.ordinal()) : -1;
    }
}
