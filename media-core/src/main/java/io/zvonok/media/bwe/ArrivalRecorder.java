package io.zvonok.media.bwe;

import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.rtcp.TwccFeedback;
import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.time.Nanos;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers when the packets of one publisher's transport arrived, and writes transport-wide feedback about them.
 *
 * <p>Feedbacks follow one another without gap or overlap: each starts where the last one ended and goes up to the
 * highest packet there is, and what is missing in between counts as lost. A packet that arrives after it was reported
 * lost stays lost.
 *
 * <p>Spec: draft-holmer-rmcat-transport-wide-cc-extensions-01 sections 2 and 3. Thread: the owning media loop.
 */
public final class ArrivalRecorder {
    /** From the first unreported packet to the feedback about it. */
    static final long INTERVAL = Nanos.fromMillis(50);
    /** So many waiting packets are reported at once. */
    static final int ENOUGH_WAITING = 100;
    /** Sequence numbers between the first unreported packet and the highest: power of two, and one feedback's worth. */
    static final int WINDOW = TwccFeedback.MAX_STATUSES;

    private static final long NOT_RECEIVED = -1;

    /** By the low bits of the extended sequence number, of unreported packets only; made with the first packet. */
    private long[] arrivalNanos = {};

    private @Nullable TwccFeedback feedback;
    private boolean started;
    private long nextToReport;
    private long highest;
    private int waiting;
    private long dueNanos = Nanos.NEVER;
    private int feedbackCount;

    /** A packet arrived with this 16-bit transport-wide sequence number. */
    public void onPacket(int transportSequence, long nowNanos) {
        long extended = SequenceNumbers.extend(highest, transportSequence);
        if (!started || extended < nextToReport - WINDOW || extended >= nextToReport + WINDOW) {
            extended = restart(transportSequence);
        }
        int slot = slot(extended);
        if (extended < nextToReport || arrivalNanos[slot] != NOT_RECEIVED) {
            return; // reported as lost already, or a duplicate
        }
        arrivalNanos[slot] = nowNanos;
        highest = Math.max(highest, extended);
        waiting++;
        if (waiting == 1) {
            dueNanos = nowNanos + INTERVAL;
        } else if (waiting == ENOUGH_WAITING) {
            dueNanos = Math.min(dueNanos, nowNanos);
        }
    }

    /** When to call {@link #write}: {@link Nanos#NEVER} if no packet has arrived since the last feedback. */
    public long nextTimeoutNanos() {
        return dueNanos;
    }

    /**
     * Writes one feedback if one is due. Call it until it returns false: what is too much for one feedback makes
     * several.
     *
     * @return false if nothing was written: none is due, or it did not fit and stays due
     */
    public boolean write(RtcpWriter writer, int senderSsrc, int mediaSsrc, long nowNanos) {
        if (nowNanos < dueNanos) {
            return false;
        }
        TwccFeedback feedback = this.feedback;
        if (feedback == null) {
            return false;
        }
        long end = fill(feedback);
        if (!writer.transportFeedback(senderSsrc, mediaSsrc, feedback)) {
            return false;
        }
        feedbackCount++;
        while (nextToReport < end) {
            arrivalNanos[slot(nextToReport++)] = NOT_RECEIVED;
        }
        waiting -= feedback.received();
        if (waiting == 0) {
            dueNanos = Nanos.NEVER;
        }
        return true;
    }

    /** Returns the sequence number behind the last one that went into the feedback. */
    private long fill(TwccFeedback feedback) {
        feedback.begin((int) nextToReport, feedbackCount);
        for (long sequence = nextToReport; sequence <= highest; sequence++) {
            long arrival = arrivalNanos[slot(sequence)];
            boolean added = arrival == NOT_RECEIVED ? feedback.addLost() : feedback.addReceived(arrival);
            if (!added) {
                return sequence;
            }
        }
        return highest + 1;
    }

    /**
     * A sequence number out of the window, either way, starts afresh there: seconds of packets were lost, or the peer
     * counts anew. What was not reported is forgotten.
     */
    private long restart(int transportSequence) {
        if (!started) {
            started = true;
            arrivalNanos = new long[WINDOW];
            feedback = new TwccFeedback();
        }
        Arrays.fill(arrivalNanos, NOT_RECEIVED);
        waiting = 0;
        nextToReport = transportSequence;
        highest = nextToReport;
        return nextToReport;
    }

    private static int slot(long extendedSequence) {
        return (int) extendedSequence & (WINDOW - 1);
    }
}
