package io.zvonok.media.room;

import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.stream.ReceiveStream;
import io.zvonok.media.time.NtpTime;

/**
 * Maps what one participant says of its own clock to the server's: one offset for all its audio and video, the smallest
 * seen in its sender reports (the one delayed least), so that its lip-sync is kept (D4).
 *
 * <p>Spec: RFC 3550 section 6.4.1. Thread: the owning media loop.
 */
final class ParticipantClock {
    /** The offset may grow by this much of the elapsed time, so that a drifting clock is followed: 100 ppm. */
    private static final long DRIFT_DIVISOR = 10_000;

    private long offsetNanos;
    private long updatedNanos;
    private boolean known;

    void onSenderReport(long ntp, long nowNanos) {
        long offset = nowNanos - NtpTime.toNanos(ntp);
        long allowed = offsetNanos + (nowNanos - updatedNanos) / DRIFT_DIVISOR;
        offsetNanos = known ? Math.min(offset, allowed) : offset;
        updatedNanos = nowNanos;
        known = true;
    }

    /** Of who was heard in another room: what that room found out. All loops share one time. */
    void adopt(long offset, long nowNanos) {
        offsetNanos = offset;
        updatedNanos = nowNanos;
        known = true;
    }

    /** From the participant's wall clock to the server's time. */
    long offsetNanos() {
        return offsetNanos;
    }

    boolean knows(ReceiveStream stream) {
        return known && stream.hasSenderReport();
    }

    /** When a frame of the stream was captured, in server time. Only if {@link #knows}. */
    long serverNanos(ReceiveStream stream, int rtpTimestamp, int clockHz) {
        long ticks = SequenceNumbers.timestampDelta(rtpTimestamp, stream.srRtpTimestamp());
        return stream.srNtpNanos() + offsetNanos + ticks * 1_000_000_000L / clockHz;
    }
}
