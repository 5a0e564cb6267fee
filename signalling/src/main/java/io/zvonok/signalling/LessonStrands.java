package io.zvonok.signalling;

import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.zvonok.signalling.session.Strand;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few threads on which lessons run, each lesson always on the same one.
 *
 * <p>Thread: any.
 */
final class LessonStrands implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LessonStrands.class);

    private final DefaultEventExecutorGroup group;

    LessonStrands(int threads) {
        group = new DefaultEventExecutorGroup(threads, new DefaultThreadFactory("zvonok-lesson", true));
    }

    Strand next() {
        return new ExecutorStrand(group.next());
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private record ExecutorStrand(EventExecutor executor) implements Strand {
        @Override
        public void execute(Runnable task) {
            try {
                executor.execute(guarded(task));
            } catch (RejectedExecutionException closed) {
                LOG.trace("task after the end");
            }
        }

        @Override
        public Timer schedule(long delayMillis, Runnable task) {
            try {
                ScheduledFuture<?> future = executor.schedule(guarded(task), delayMillis, TimeUnit.MILLISECONDS);
                return () -> future.cancel(false);
            } catch (RejectedExecutionException closed) {
                return () -> {};
            }
        }

        /** A bug in one task must not be lost, nor stop the thread (P38). */
        private static Runnable guarded(Runnable task) {
            return () -> {
                try {
                    task.run();
                } catch (RuntimeException bug) {
                    LOG.error("a lesson's task failed; this is a bug", bug);
                }
            };
        }
    }
}
