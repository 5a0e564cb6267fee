package io.zvonok.media.bwe;

import io.zvonok.media.rtcp.TwccFeedbackReader;
import java.util.Arrays;

/**
 * What one feedback says that is news: packets received, in the order of their arrival, and packets lost. What it says of
 * packets that were never sent, or again of packets known to be received, is left out.
 *
 * <p>Spec: draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1. Thread: the owning media loop.
 */
final class FeedbackBatch implements TwccFeedbackReader.Listener {
    /** A packet is sorted in before at most so many: a bound on the work for a peer that lies. */
    private static final int MAX_MOVES = 128;

    private final SentPackets sent;
    // grow to what one feedback speaks of: at most TwccFeedbackReader.MAX_STATUSES
    private int[] slots = new int[0];
    private long[] arrivals = new long[0];
    private int[] lostSlots = new int[0];
    private int received;
    private int lost;
    private int recovered;
    private int known;
    private boolean clockStarted;
    private long lastArrivalMicros;

    FeedbackBatch(SentPackets sent) {
        this.sent = sent;
    }

    void clear() {
        received = 0;
        lost = 0;
        recovered = 0;
        known = 0;
    }

    @Override
    public void onPacket(int transportSequence, boolean isReceived, long arrivalMicros) {
        int slot = sent.find(transportSequence);
        if (slot == SentPackets.UNKNOWN) {
            return;
        }
        known++;
        if (sent.isReceived(slot)) {
            return;
        }
        if (!isReceived) {
            if (!sent.isLost(slot)) {
                sent.markLost(slot);
                if (lost == lostSlots.length) {
                    lostSlots = Arrays.copyOf(lostSlots, larger(lost));
                }
                lostSlots[lost++] = slot;
            }
            return;
        }
        recovered += sent.isLost(slot) ? 1 : 0;
        sent.markReceived(slot);
        insert(slot, unwrap(arrivalMicros) * 1000);
    }

    /** Packets it spoke of that were sent, news or not. */
    int known() {
        return known;
    }

    int received() {
        return received;
    }

    int lost() {
        return lost;
    }

    /** Received ones that an earlier feedback called lost. */
    int recovered() {
        return recovered;
    }

    int slot(int i) {
        return slots[i];
    }

    int lostSlot(int i) {
        return lostSlots[i];
    }

    /** On the peer's clock, in nanoseconds since an unknown time; does not wrap around. */
    long arrivalNanos(int i) {
        return arrivals[i];
    }

    private static int larger(int length) {
        return Math.max(16, 2 * length);
    }

    private void insert(int slot, long arrival) {
        if (received == slots.length) {
            slots = Arrays.copyOf(slots, larger(received));
            arrivals = Arrays.copyOf(arrivals, larger(received));
        }
        int i = received++;
        for (int moves = 0; i > 0 && arrivals[i - 1] > arrival && moves < MAX_MOVES; moves++, i--) {
            arrivals[i] = arrivals[i - 1];
            slots[i] = slots[i - 1];
        }
        arrivals[i] = arrival;
        slots[i] = slot;
    }

    /** The peer's clock wraps around at 24 bits of 64 ms; the nearest time to the last one is meant. */
    private long unwrap(long arrivalMicros) {
        if (!clockStarted) {
            clockStarted = true;
            lastArrivalMicros = arrivalMicros;
        }
        long half = TwccFeedbackReader.WRAP_MICROS / 2;
        long ahead = Math.floorMod(arrivalMicros - lastArrivalMicros + half, TwccFeedbackReader.WRAP_MICROS) - half;
        lastArrivalMicros += ahead;
        return lastArrivalMicros;
    }
}
