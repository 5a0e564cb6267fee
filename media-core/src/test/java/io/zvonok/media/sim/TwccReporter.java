package io.zvonok.media.sim;

import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.rtcp.TwccFeedback;
import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.time.Nanos;
import java.util.TreeMap;

/**
 * Transport-wide feedback as browsers send it: of about a twentieth of what they receive, every 50 to 250 ms, about
 * everything since the last one; a packet that comes late makes the next one begin with it again.
 *
 * <p>Spec: draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1.
 */
final class TwccReporter {
    private static final long SHORTEST = Nanos.fromMillis(50);
    private static final long DEFAULT = Nanos.fromMillis(100);
    private static final long LONGEST = Nanos.fromMillis(250);
    private static final int FEEDBACK_BITS = 68 * 8;
    private static final double SHARE = 0.05;
    /** Packets that came before so long are not spoken of again. */
    private static final long BACK = Nanos.fromMillis(500);

    private static final int MAX_GAP = TwccFeedback.MAX_STATUSES;

    private final TwccFeedback feedback = new TwccFeedback();
    private final ReceivedRate rate = new ReceivedRate();
    /** Arrival times by extended number. */
    private final TreeMap<Long, Long> arrivals = new TreeMap<>();

    private long highest = -1;
    private long next = -1;
    private int count;

    /** @param arrivalNanos on the client's own clock */
    void onPacket(int number, int bytes, long arrivalNanos) {
        rate.add(bytes, arrivalNanos);
        long extended = highest < 0 ? 0x1_0000L + number : SequenceNumbers.extend(highest, number);
        if (highest >= 0 && Math.abs(extended - highest) > MAX_GAP) {
            arrivals.clear();
            next = extended;
            highest = extended;
        }
        arrivals.putIfAbsent(extended, arrivalNanos);
        next = next < 0 ? extended : Math.min(next, extended);
        highest = Math.max(highest, extended);
    }

    /** Until the next feedback. */
    long intervalNanos(long nowNanos) {
        long bps = rate.bps(nowNanos);
        long interval = bps == 0 ? DEFAULT : (long) (FEEDBACK_BITS * 1e9 / (SHARE * bps));
        return Math.max(SHORTEST, Math.min(LONGEST, interval));
    }

    /** Writes one feedback; false if there is nothing (more) to tell. */
    boolean write(RtcpWriter into, int sender, int about, long nowNanos) {
        if (next < 0 || next > highest || arrivals.tailMap(next).isEmpty()) {
            return false;
        }
        feedback.begin((int) next & 0xFFFF, count);
        long at = next;
        while (at <= highest) {
            Long arrival = arrivals.get(at);
            boolean added = arrival == null ? feedback.addLost() : feedback.addReceived(arrival);
            if (!added) {
                break;
            }
            at++;
        }
        if (!into.transportFeedback(sender, about, feedback)) {
            throw new IllegalStateException("no room for a feedback");
        }
        count++;
        next = at;
        arrivals.headMap(next).values().removeIf(arrival -> nowNanos - arrival > BACK);
        return true;
    }
}
