package io.zvonok.media.sim;

import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.time.NtpTime;

/** The server's reports of one slot: they must stay on one line for ever (D4), and place media in time. */
final class SenderReports {
    private static final int MAX_DRIFT_TICKS = 2;

    private final int clockHz;
    private boolean reported;
    private long ntp;
    private int timestamp;
    private long arrivalNanos;

    SenderReports(int clockHz) {
        this.clockHz = clockHz;
    }

    void onReport(long newNtp, int newTimestamp, long nowNanos) {
        if (reported) {
            int drift = newTimestamp - timestamp - (int) ticksBetween(ntp, newNtp);
            if (Math.abs(drift) > MAX_DRIFT_TICKS) {
                throw new InvariantBroken("D4", "a sender report leaves the slot's clock by " + drift + " ticks");
            }
        }
        reported = true;
        ntp = newNtp;
        timestamp = newTimestamp;
        arrivalNanos = nowNanos;
    }

    private long ticksBetween(long from, long to) {
        return (NtpTime.toNanos(to) - NtpTime.toNanos(from)) / 1000 * clockHz / 1_000_000;
    }

    boolean any() {
        return reported;
    }

    /** When the server believes that media with this timestamp was captured, in microseconds since 1900. */
    long serverMicros(int rtpTimestamp) {
        long ticks = SequenceNumbers.timestampDelta(rtpTimestamp, timestamp);
        return NtpTime.toNanos(ntp) / 1000 + ticks * 1_000_000 / clockHz;
    }

    int lastSr() {
        return reported ? NtpTime.middle32(ntp) : 0;
    }

    int delaySinceLastSr(long nowNanos) {
        return reported ? (int) ((nowNanos - arrivalNanos) * 65_536 / 1_000_000_000L) : 0;
    }
}
