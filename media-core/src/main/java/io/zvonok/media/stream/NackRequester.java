package io.zvonok.media.stream;

import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.util.Arrays;

/**
 * The packets missing from one incoming stream, oldest first, and when to ask for each.
 *
 * <p>A missing packet gets a moment to turn up by itself, is asked for every round trip, and is given up (and counted
 * as {@link Counter#RTP_LOST}) when it is too old, asked for too often, before a keyframe, or crowded out by newer
 * ones. With requests switched off only the counting is left.
 *
 * <p>Spec: RFC 4585 section 6.2.1. Thread: the owning media loop.
 */
final class NackRequester {
    private static final int INITIAL_CAPACITY = 16;

    private final boolean requests;
    private final ReceiveStreamConfig config;
    private final LoopStats stats;

    // one row per missing packet, ascending by number; made at the first loss
    private long[] sequences = new long[0];
    private long[] sinceNanos = new long[0];
    private long[] requestedNanos = new long[0];
    private byte[] tries = new byte[0];
    private int size;

    private long nextTimeoutNanos = Nanos.NEVER;

    NackRequester(boolean requests, ReceiveStreamConfig config, LoopStats stats) {
        this.requests = requests;
        this.config = config;
        this.stats = stats;
    }

    /** The packets from {@code from} to before {@code to} did not come. They are newer than all missing so far. */
    void onGap(long from, long to, long nowNanos) {
        if (from >= to) {
            return;
        }
        long oldestKept = Math.max(from, to - config.maxOutstanding());
        giveUp(oldestKept - from);
        int added = (int) (to - oldestKept);
        giveUpOldest(Math.max(0, size + added - config.maxOutstanding()));
        ensureCapacity(size + added);
        for (long sequence = oldestKept; sequence < to; sequence++) {
            sequences[size] = sequence;
            sinceNanos[size] = nowNanos;
            tries[size] = 0;
            size++;
        }
        long due = nowNanos + (requests ? config.reorderWaitNanos() : config.giveUpNanos());
        nextTimeoutNanos = Math.min(nextTimeoutNanos, due);
    }

    /** A packet that may have been missing is there. */
    void onArrival(long sequence) {
        int found = Arrays.binarySearch(sequences, 0, size, sequence);
        if (found >= 0) {
            for (int row = found + 1; row < size; row++) {
                keep(row, row - 1);
            }
            size--;
            forgetTimeoutIfEmpty();
        }
    }

    /**
     * Notes as asked for, and writes to {@code out}, the packets to request now; gives up those past hope.
     *
     * @param highest the newest packet received
     * @param roundTripNanos -1 while unknown
     * @return how many were written; when {@code out} was too small the rest is due at once
     */
    int due(long highest, long nowNanos, long roundTripNanos, int[] out) {
        long spacing = Math.max(
                roundTripNanos < 0 ? config.defaultRoundTripNanos() : roundTripNanos, config.minSpacingNanos());
        int count = 0;
        int kept = 0;
        nextTimeoutNanos = Nanos.NEVER;
        for (int row = 0; row < size; row++) {
            if (isPastHope(row, highest, nowNanos, spacing)) {
                continue;
            }
            if (requests && count < out.length && requestNanos(row, spacing) <= nowNanos) {
                out[count++] = (int) (sequences[row] & 0xFFFF);
                requestedNanos[row] = nowNanos;
                tries[row]++;
            }
            noteTimeout(row, spacing);
            keep(row, kept++);
        }
        giveUp(size - kept);
        size = kept;
        return count;
    }

    private boolean isPastHope(int row, long highest, long nowNanos, long spacing) {
        return nowNanos >= sinceNanos[row] + config.giveUpNanos()
                || highest - sequences[row] >= SequenceTracker.WINDOW
                || (tries[row] >= config.maxTries() && nowNanos >= requestedNanos[row] + spacing);
    }

    /** When to ask for it next; after the last try, when to stop waiting for the answer. */
    private long requestNanos(int row, long spacing) {
        return tries[row] == 0 ? sinceNanos[row] + config.reorderWaitNanos() : requestedNanos[row] + spacing;
    }

    private void noteTimeout(int row, long spacing) {
        long due = sinceNanos[row] + config.giveUpNanos();
        if (requests) {
            due = Math.min(due, requestNanos(row, spacing));
        }
        nextTimeoutNanos = Math.min(nextTimeoutNanos, due);
    }

    private void keep(int row, int as) {
        sequences[as] = sequences[row];
        sinceNanos[as] = sinceNanos[row];
        requestedNanos[as] = requestedNanos[row];
        tries[as] = tries[row];
    }

    /** Gives up everything older than {@code sequence}. */
    void giveUpBefore(long sequence) {
        int row = 0;
        while (row < size && sequences[row] < sequence) {
            row++;
        }
        giveUpOldest(row);
    }

    private void giveUpOldest(int count) {
        giveUp(count);
        for (int row = count; row < size; row++) {
            keep(row, row - count);
        }
        size -= count;
        forgetTimeoutIfEmpty();
    }

    private void giveUp(long count) {
        if (count > 0) {
            stats.add(Counter.RTP_LOST, count);
        }
    }

    private void forgetTimeoutIfEmpty() {
        if (size == 0) {
            nextTimeoutNanos = Nanos.NEVER;
        }
    }

    private void ensureCapacity(int needed) {
        if (needed > sequences.length) {
            int capacity = Math.min(config.maxOutstanding(), Math.max(needed * 2, INITIAL_CAPACITY));
            sequences = Arrays.copyOf(sequences, capacity);
            sinceNanos = Arrays.copyOf(sinceNanos, capacity);
            requestedNanos = Arrays.copyOf(requestedNanos, capacity);
            tries = Arrays.copyOf(tries, capacity);
        }
    }

    int outstanding() {
        return size;
    }

    /** May be early: the packet waited for may have come. */
    long nextTimeoutNanos() {
        return nextTimeoutNanos;
    }
}
