package io.zvonok.media.sim;

import java.util.PriorityQueue;

/** Time that moves from event to event; events of one instant happen in the order they were asked for. */
public final class VirtualClock {
    private record Event(long atNanos, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowNanos;
    private long order;

    public long nowNanos() {
        return nowNanos;
    }

    public void at(long nanos, Runnable action) {
        events.add(new Event(Math.max(nanos, nowNanos), order++, action));
    }

    public void after(long nanos, Runnable action) {
        at(nowNanos + nanos, action);
    }

    /** Does everything due until {@code endNanos}, which is the time afterwards. */
    public void runUntil(long endNanos) {
        while (!events.isEmpty() && events.peek().atNanos <= endNanos) {
            Event next = events.remove();
            nowNanos = next.atNanos;
            next.action.run();
        }
        nowNanos = endNanos;
    }
}
