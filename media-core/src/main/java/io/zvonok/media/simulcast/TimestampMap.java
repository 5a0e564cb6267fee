package io.zvonok.media.simulcast;

import io.zvonok.media.rtp.SequenceNumbers;

/**
 * Moves RTP timestamps of whatever source is in a slot onto the slot's timeline. The distance is fixed when a source
 * enters and stays, so that the source's own rhythm reaches the viewer untouched; a switch never goes back in time.
 *
 * <p>Thread: the owning media loop.
 */
public final class TimestampMap {
    /** No packet comes later than this. */
    private static final int LATEST_SECONDS = 60;

    private final SlotClock clock;
    private final int minimumStep;
    private int offset;
    private int offsetBefore;
    private int realignedFrom;
    private boolean realigned;
    private int last;
    private boolean started;

    public TimestampMap(SlotClock clock) {
        this.clock = clock;
        this.minimumStep = clock.clockHz() / 1000;
    }

    public SlotClock clock() {
        return clock;
    }

    /**
     * A source enters the slot.
     *
     * @param sourceTimestamp of the frame that enters
     * @param serverNanos when that frame was captured, on the server's clock
     */
    public void align(int sourceTimestamp, long serverNanos) {
        offset = offsetAt(sourceTimestamp, serverNanos);
        realigned = false;
    }

    /** The clock of the source in the slot became better known: frames from this one on move, those before do not. */
    public void realign(int sourceTimestamp, long serverNanos) {
        offsetBefore = offset;
        realignedFrom = sourceTimestamp;
        realigned = true;
        offset = offsetAt(sourceTimestamp, serverNanos);
    }

    private int offsetAt(int sourceTimestamp, long serverNanos) {
        int wanted = clock.timestampAt(serverNanos);
        if (started && SequenceNumbers.timestampDelta(wanted, last) < minimumStep) {
            wanted = last + minimumStep; // two publishers capture at nearly the same instant: 0.1-12 ms back is usual
        }
        return wanted - sourceTimestamp;
    }

    /** How far an alignment to {@code serverNanos} would move the timeline, in ticks. */
    public int misalignment(int sourceTimestamp, long serverNanos) {
        return SequenceNumbers.timestampDelta(clock.timestampAt(serverNanos), sourceTimestamp + offset);
    }

    public int map(int sourceTimestamp) {
        int sinceRealigned = SequenceNumbers.timestampDelta(sourceTimestamp, realignedFrom);
        realigned &= sinceRealigned < clock.clockHz() * LATEST_SECONDS; // or half a round later all would seem late
        int outgoing = sourceTimestamp + (realigned && sinceRealigned < 0 ? offsetBefore : offset);
        if (!started || SequenceNumbers.timestampDelta(outgoing, last) > 0) {
            last = outgoing;
            started = true;
        }
        return outgoing;
    }

    /** True if a packet with this source timestamp begins a frame later than all sent before. */
    public boolean isNewest(int sourceTimestamp) {
        return !started || SequenceNumbers.timestampDelta(sourceTimestamp + offset, last) > 0;
    }
}
