package io.zvonok.signalling.testing;

import io.zvonok.signalling.session.Strand;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/** A clock that goes when it is told, and strands that run on the test's own thread. */
public final class VirtualTime implements InstantSource {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private final Deque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Waiting> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::dueMillis).thenComparingLong(Waiting::order));
    private long nowMillis;
    private long order;

    @Override
    public Instant instant() {
        return START.plusMillis(nowMillis);
    }

    public long nanoTime() {
        return nowMillis * 1_000_000;
    }

    public Strand strand() {
        return new Strand() {
            @Override
            public Timer schedule(long delayMillis, Runnable task) {
                Waiting entry = new Waiting(nowMillis + delayMillis, order++, task);
                waiting.add(entry);
                return () -> waiting.remove(entry);
            }

            @Override
            public void execute(Runnable task) {
                ready.add(task);
            }
        };
    }

    /** Runs what is ready, and what that makes ready. */
    public void settle() {
        for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
            task.run();
        }
    }

    public void pass(long millis) {
        settle();
        long end = nowMillis + millis;
        while (!waiting.isEmpty() && waiting.peek().dueMillis() <= end) {
            Waiting next = waiting.remove();
            nowMillis = next.dueMillis();
            next.task().run();
            settle();
        }
        nowMillis = end;
    }

    private record Waiting(long dueMillis, long order, Runnable task) {}
}
