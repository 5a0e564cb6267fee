package io.zvonok.signalling.testing;

import io.zvonok.signalling.session.Strand;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A strand on a real thread. */
public final class ThreadStrand implements Strand, AutoCloseable {
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "test-strand");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public Timer schedule(long delayMillis, Runnable task) {
        try {
            ScheduledFuture<?> future = executor.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException closed) {
            // nothing runs any more
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
