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
    /** Frames that are only decoded to get to the present one: about a millisecond each. */
    private static final int HURRY = 32;

    private final SlotClock clock;
    private final int minimumStep;
    private int offset;
    private int offsetBefore;
    private int realignedFrom;
    private boolean realigned;
    private int presentFrom;
    private boolean hurries;
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
        hurries = false;
    }

    /**
     * A source enters the slot with frames of a while ago: they pass in no time, and the newest one is in its own.
     *
     * @param sourceTimestamp of the first frame
     * @param newest of the frame that is present
     * @param serverNanos when that one was captured, on the server's clock
     */
    public void alignHurrying(int sourceTimestamp, int newest, long serverNanos) {
        align(newest, serverNanos);
        presentFrom = newest;
        hurries = true;
        int early = last + minimumStep - (inTime(sourceTimestamp) + offset);
        if (started && early > 0) {
            offset += early;
        }
    }

    /** True if a frame with this timestamp is only passed on the way to the present. */
    public boolean isHurried(int sourceTimestamp) {
        return hurries && SequenceNumbers.timestampDelta(sourceTimestamp, presentFrom) < 0;
    }

    private int inTime(int sourceTimestamp) {
        if (!hurries) {
            return sourceTimestamp;
        }
        int sincePresent = SequenceNumbers.timestampDelta(sourceTimestamp, presentFrom);
        hurries = sincePresent < clock.clockHz() * LATEST_SECONDS;
        return hurries && sincePresent < 0 ? presentFrom + sincePresent / HURRY : sourceTimestamp;
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
        int outgoing = inTime(sourceTimestamp) + (realigned && sinceRealigned < 0 ? offsetBefore : offset);
        if (!started || SequenceNumbers.timestampDelta(outgoing, last) > 0) {
            last = outgoing;
            started = true;
        }
        return outgoing;
    }

    /** True if a packet with this source timestamp begins a frame later than all sent before. */
    public boolean isNewest(int sourceTimestamp) {
        return !started || SequenceNumbers.timestampDelta(inTime(sourceTimestamp) + offset, last) > 0;
    }
}
