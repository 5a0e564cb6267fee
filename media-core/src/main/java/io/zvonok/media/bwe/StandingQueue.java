package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;

/**
 * The queue that even the fastest packet of each feedback finds. A burst that drains leaves nothing of it; what somebody
 * else's burst leaves drains in a moment; a path that became longer does not go on growing; only a link that gets more than
 * it carries has a queue that lasts and grows.
 *
 * <p>Thread: the owning media loop.
 */
final class StandingQueue {
    private static final int HISTORY = 64;
    private static final long HALF_NANOS = Nanos.fromMillis(200);
    private static final int MIN_FEEDBACKS = 2;
    private static final double GROWTH = 1.02;
    private static final long MIN_GROWTH_NANOS = Nanos.fromMillis(1);
    private static final long STUCK_NANOS = Nanos.fromSeconds(1);
    private static final long LONG_QUEUE_NANOS = Nanos.fromMillis(100);
    private static final long NONE = Long.MAX_VALUE;

    private final long[] queues = new long[HISTORY];
    private final long[] times = new long[HISTORY];
    private int newest = -1;
    private int count;

    void add(long queueNanos, long nowNanos) {
        newest = (newest + 1) % HISTORY;
        queues[newest] = queueNanos;
        times[newest] = nowNanos;
        count = Math.min(count + 1, HISTORY);
    }

    void clear() {
        count = 0;
    }

    long nanos() {
        return count == 0 ? 0 : queues[newest];
    }

    /** It was longer than {@code aboveNanos} for a fifth of a second, has grown in that time and still grows. */
    boolean isGrowing(long aboveNanos) {
        int age = 0;
        long lately = NONE;
        for (; age < count && (age < MIN_FEEDBACKS || isWithin(age, HALF_NANOS)); age++) {
            lately = Math.min(lately, queue(age));
        }
        int split = age;
        long before = NONE;
        for (; age < count && (age < split + MIN_FEEDBACKS || isWithin(age, 2 * HALF_NANOS)); age++) {
            before = Math.min(before, queue(age));
        }
        return before != NONE && lately > aboveNanos && exceeds(lately, before) && exceeds(nanos(), lately);
    }

    /** The least of the last second; 0 if that is not known. */
    long lastingNanos() {
        long least = NONE;
        for (int age = 0; age < count; age++) {
            least = Math.min(least, queue(age));
            if (!isWithin(age, STUCK_NANOS)) {
                return least;
            }
        }
        return 0;
    }

    /** It has been long for a second, whether it grows or not. */
    boolean isStuck() {
        return lastingNanos() > LONG_QUEUE_NANOS;
    }

    private boolean isWithin(int age, long nanos) {
        return times[newest] - times[index(age)] < nanos;
    }

    private long queue(int age) {
        return queues[index(age)];
    }

    private int index(int age) {
        return Math.floorMod(newest - age, HISTORY);
    }

    private static boolean exceeds(long nanos, long other) {
        return nanos > GROWTH * other + MIN_GROWTH_NANOS;
    }
}
