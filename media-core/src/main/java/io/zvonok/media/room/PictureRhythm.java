package io.zvonok.media.room;

import io.zvonok.media.api.TrackReport.Pictures;
import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.time.Nanos;

/**
 * What an encoder's settings do to those who watch: how far its key frames are apart, and whether it sends pictures in
 * another order than they are shown in (B-frames), which browsers do not play smoothly.
 *
 * <p>Thread: the owning media loop.
 */
final class PictureRhythm {
    private long newestNumber = -1;
    private int newestTimestamp;
    private boolean reordered;

    private int keyTimestamp;
    private long keyframeNanos = -1;
    private long intervalNanos = -1;

    /** A packet that is new, in whatever order it came: only what was sent later and is shown earlier counts. */
    void onPacket(long extendedSequenceNumber, int rtpTimestamp) {
        if (extendedSequenceNumber <= newestNumber) {
            return;
        }
        reordered |= newestNumber >= 0 && SequenceNumbers.timestampDelta(rtpTimestamp, newestTimestamp) < 0;
        newestNumber = extendedSequenceNumber;
        newestTimestamp = rtpTimestamp;
    }

    /** A packet that begins a key frame; several may say so of one. */
    void onKeyframe(int rtpTimestamp, long nowNanos) {
        if (keyframeNanos >= 0 && rtpTimestamp == keyTimestamp) {
            return;
        }
        intervalNanos = keyframeNanos < 0 ? -1 : nowNanos - keyframeNanos;
        keyframeNanos = nowNanos;
        keyTimestamp = rtpTimestamp;
    }

    /** A stream with other numbers begins. */
    void restart() {
        newestNumber = -1;
        reordered = false;
        keyframeNanos = -1;
        intervalNanos = -1;
    }

    /**
     * @param keyframeWaitNanos how long the last key frame that was asked for took, or has taken until now
     * @param keyframeRequests sent since the last key frame came
     */
    Pictures describe(long keyframeWaitNanos, int keyframeRequests) {
        return new Pictures(
                intervalNanos < 0 ? -1 : Nanos.toMillis(intervalNanos),
                Nanos.toMillis(keyframeWaitNanos),
                keyframeRequests,
                reordered);
    }
}
