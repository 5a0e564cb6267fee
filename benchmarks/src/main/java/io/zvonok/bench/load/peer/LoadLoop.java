package io.zvonok.bench.load.peer;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.zvonok.bench.load.measure.Delays;
import io.zvonok.media.stats.LoopStats;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop with the peers that live on it: its timers, its counters, the arrays they share.
 *
 * <p>Timers are kept in one heap and fire at their time, not at a tick: a publisher's packets within a frame are 60 us apart.
 *
 * <p>Thread: its own, but for {@link #execute}, {@link #tally} and {@link #close}.
 */
public final class LoadLoop implements AutoCloseable {
    /** Timers due so soon are due now: waking up costs more. */
    private static final long SLACK_NANOS = 50_000;

    private static final int MAX_PACKET = 2048;
    private static final Logger LOG = LoggerFactory.getLogger(LoadLoop.class);

    private final EventLoopGroup group;
    private final EventLoop loop;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Tally tally = new Tally();
    private final Delays delays = new Delays();
    private final LoopStats srtpStats = new LoopStats();
    private final byte[] incoming = new byte[MAX_PACKET];
    private final byte[] outgoing = new byte[MAX_PACKET];
    private long armedNanos = Long.MAX_VALUE;
    private long order;

    private record Timer(long dueNanos, long order, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(dueNanos, other.dueNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    public LoadLoop(String name) {
        group = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory(name, true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        loop = group.next();
    }

    public EventLoop eventLoop() {
        return loop;
    }

    public Tally tally() {
        return tally;
    }

    public Delays delays() {
        return delays;
    }

    LoopStats srtpStats() {
        return srtpStats;
    }

    /** For the datagram that is being read. */
    byte[] incoming() {
        return incoming;
    }

    /** For the packet that is being written. */
    byte[] outgoing() {
        return outgoing;
    }

    /** Runs a task on the loop; dropped when the loop is closed. */
    public void execute(Runnable task) {
        if (!loop.isShuttingDown()) {
            loop.execute(guarded(task));
        }
    }

    /** Runs a task at a time of {@code System.nanoTime()}. On the loop only. */
    void at(long dueNanos, Runnable task) {
        timers.add(new Timer(dueNanos, order++, task));
        arm();
    }

    private void arm() {
        Timer first = timers.peek();
        if (first != null && first.dueNanos() < armedNanos && !loop.isShuttingDown()) {
            armedNanos = first.dueNanos();
            loop.schedule(this::fire, Math.max(0, armedNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    private void fire() {
        armedNanos = Long.MAX_VALUE;
        long now = System.nanoTime();
        for (Timer first = timers.peek();
                first != null && first.dueNanos() <= now + SLACK_NANOS;
                first = timers.peek()) {
            timers.poll();
            guarded(first.task()).run();
        }
        arm();
    }

    /** A bug in one peer must not silence the others. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException bug) {
                LOG.error("a peer's task failed", bug);
            }
        };
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
