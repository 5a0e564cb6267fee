package io.zvonok.bench.load.peer;

import io.zvonok.media.rtcp.TwccFeedback;
import io.zvonok.media.rtp.SequenceNumbers;
import org.jspecify.annotations.Nullable;

/**
 * When packets with which transport-wide number arrived, until it is told.
 *
 * <p>Spec: draft-holmer-rmcat-transport-wide-cc-extensions-01. Thread: the loop.
 */
final class Arrivals {
    private static final int SIZE = 2048;

    private final long[] numbers = new long[SIZE];
    private final long[] times = new long[SIZE];
    private final TwccFeedback feedback = new TwccFeedback();
    private long highest = -1;
    private long next;
    private int feedbacks;

    void onPacket(int number, long nowNanos) {
        long extended;
        if (highest < 0) {
            extended = number;
            next = number;
        } else {
            extended = SequenceNumbers.extend(highest, number);
        }
        if (extended < 0) {
            return;
        }
        highest = Math.max(highest, extended);
        int slot = (int) (extended % SIZE);
        numbers[slot] = extended + 1; // 0 is "never"
        times[slot] = nowNanos;
    }

    /** The next feedback; null when there is nothing to tell. Call until it is. */
    @Nullable
    TwccFeedback take() {
        next = Math.max(next, highest - SIZE + 1);
        while (next <= highest && !arrived(next)) {
            next++; // a feedback begins with a packet that came
        }
        if (next > highest) {
            return null;
        }
        feedback.begin((int) next & 0xFFFF, feedbacks++);
        while (next <= highest) {
            boolean added = arrived(next) ? feedback.addReceived(times[(int) (next % SIZE)]) : feedback.addLost();
            if (!added) {
                break;
            }
            next++;
        }
        return feedback;
    }

    private boolean arrived(long number) {
        return numbers[(int) (number % SIZE)] == number + 1;
    }
}
