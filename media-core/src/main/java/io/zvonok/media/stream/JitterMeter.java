package io.zvonok.media.stream;

import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.time.Nanos;

/**
 * Interarrival jitter: how unevenly packets come, compared with their timestamps.
 *
 * <p>Only the first packet of each timestamp counts. The rest of a picture says how fast its sender empties a queue,
 * not how even the network is.
 *
 * <p>Spec: RFC 3550 sections 6.4.1 and A.8. Thread: the owning media loop.
 */
final class JitterMeter {
    /** A larger step is a new timeline, not jitter. */
    private static final int MAX_STEP_SECONDS = 5;

    private final int clockHz;
    private boolean started;
    private int lastTimestamp;
    private int lastTransit;
    private int scaledJitter; // 16 times the estimate, as in RFC 3550 A.8

    JitterMeter(int clockHz) {
        this.clockHz = clockHz;
    }

    /** A packet newer than all before it, not retransmitted. */
    void onPacket(int rtpTimestamp, long nowNanos) {
        if (started && rtpTimestamp == lastTimestamp) {
            return;
        }
        int transit = SequenceNumbers.timestampDelta(toClock(nowNanos), rtpTimestamp);
        if (started) {
            long step = Math.abs((long) SequenceNumbers.timestampDelta(transit, lastTransit));
            if (step <= (long) MAX_STEP_SECONDS * clockHz) {
                scaledJitter += (int) step - ((scaledJitter + 8) >> 4);
            }
        }
        started = true;
        lastTimestamp = rtpTimestamp;
        lastTransit = transit;
    }

    /** The timestamps start over; the estimate stays. */
    void restart() {
        started = false;
    }

    /** In units of the RTP clock. */
    int jitter() {
        return scaledJitter >> 4;
    }

    /** Seconds and the rest apart: their product with the clock rate must not overflow in a month. */
    private int toClock(long nanos) {
        long second = Nanos.fromSeconds(1);
        return (int) (nanos / second * clockHz + nanos % second * clockHz / second);
    }
}
