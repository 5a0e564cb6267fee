package io.zvonok.signalling.session;

import java.util.concurrent.Executor;

/** Runs tasks one at a time, in order, on what looks like one thread. Does nothing once its owner is closed. */
public interface Strand extends Executor {
    Timer schedule(long delayMillis, Runnable task);

    /** A task that waits for its time. */
    interface Timer {
        /** No effect if the task has run. */
        void cancel();
    }
}
