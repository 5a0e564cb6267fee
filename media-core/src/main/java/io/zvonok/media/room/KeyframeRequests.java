package io.zvonok.media.room;

import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stream.ByteWindow;
import io.zvonok.media.time.Nanos;
import java.util.Arrays;

/**
 * Coalesces the wishes of all viewers for a keyframe of one encoding, and repeats the request until it comes: Chromium
 * ignores a PLI within 300 ms of the last one and never makes up for it.
 *
 * <p>At most one request per 500 ms and six per ten seconds, however many ask (P20). Beyond the first in ten seconds the
 * key frames that viewers asked for take at most a quarter of the encoding's bytes: a repair waits until the next one,
 * as large as the last, fits; who waits for a picture waits for no more than two seconds.
 *
 * <p>Spec: RFC 4585 section 6.3.1. Thread: the owning media loop.
 */
final class KeyframeRequests {
    private static final long MIN_SPACING = Nanos.fromMillis(500);
    private static final long WINDOW = Nanos.fromSeconds(10);
    private static final int MAX_PER_WINDOW = 6;

    private static final long MAX_GAP = Nanos.fromSeconds(1);

    private static final int MAX_PERCENT = 25;
    private static final long MAX_HOLD_OF_PICTURE = Nanos.fromSeconds(2);

    private static final long BUCKET_NANOS = Nanos.fromMillis(500);
    private static final int BUCKETS_OF_WINDOW = (int) (WINDOW / BUCKET_NANOS);

    private final LoopStats stats;
    private final long[] sent = new long[MAX_PER_WINDOW];
    private int next;

    private boolean pictureWanted;
    private boolean repairWanted;
    private boolean asked; // a request is out, its key frame has not come
    private int unanswered;
    private long heldSinceNanos = Nanos.NEVER;
    private long askedSinceNanos = Nanos.NEVER;
    private long waitedNanos;
    private long lastBytesNanos;

    // the newest bucket is never full: so 10 s or a little less are earned, 10 s or a little more are charged
    private final ByteWindow video = new ByteWindow(BUCKETS_OF_WINDOW, BUCKET_NANOS);
    private final ByteWindow keyframesAskedFor = new ByteWindow(BUCKETS_OF_WINDOW + 1, BUCKET_NANOS);
    private boolean keyframeWasAskedFor;
    private long keyframeBytes; // of the last one

    KeyframeRequests(LoopStats stats) {
        this.stats = stats;
        Arrays.fill(sent, -WINDOW);
    }

    /** Somebody has no picture, or a switch waits for the keyframe. */
    void want() {
        pictureWanted = true;
    }

    /** A viewer shows this encoding and lost something (PLI or FIR). */
    void wantRepair() {
        repairWanted = true;
    }

    boolean isWanted() {
        return pictureWanted || repairWanted;
    }

    boolean isPictureWanted() {
        return pictureWanted;
    }

    /** What was wanted is asked for elsewhere. */
    void clear() {
        pictureWanted = false;
        repairWanted = false;
    }

    /** A key frame begins. To be called before {@link #onBytes} of its first packet. */
    void onKeyframe() {
        pictureWanted = false;
        repairWanted = false;
        heldSinceNanos = Nanos.NEVER;
        keyframeWasAskedFor = asked;
        asked = false;
        unanswered = 0;
        keyframeBytes = 0;
    }

    /** A packet of the encoding came. */
    void onBytes(boolean ofKeyframe, int sizeBytes, long nowNanos) {
        if (askedSinceNanos != Nanos.NEVER && nowNanos - lastBytesNanos > MAX_GAP) {
            askedSinceNanos = nowNanos; // nothing was sent at all: that is no encoder's setting
        }
        lastBytesNanos = nowNanos;
        video.add(sizeBytes, nowNanos);
        stats.add(Counter.BYTES_VIDEO_IN, sizeBytes);
        if (ofKeyframe) {
            stats.add(Counter.BYTES_KEYFRAMES_IN, sizeBytes);
            keyframeBytes += sizeBytes;
            if (askedSinceNanos != Nanos.NEVER) {
                waitedNanos = nowNanos - askedSinceNanos;
                askedSinceNanos = Nanos.NEVER;
            }
            if (keyframeWasAskedFor) {
                keyframesAskedFor.add(sizeBytes, nowNanos);
            }
        }
    }

    /** True if a request is to be sent now; counts it as sent. */
    boolean takeDue(long nowNanos) {
        int last = (next + MAX_PER_WINDOW - 1) % MAX_PER_WINDOW;
        boolean due = (pictureWanted || repairWanted)
                && nowNanos - sent[last] >= MIN_SPACING
                && nowNanos - sent[next] >= WINDOW
                && !isHeldBack(nowNanos);
        if (due) {
            sent[next] = nowNanos;
            askedSinceNanos = Math.min(askedSinceNanos, nowNanos);
            next = (next + 1) % MAX_PER_WINDOW;
            asked = true;
            unanswered++;
        }
        return due;
    }

    /** Requests sent since the last key frame came. */
    int unanswered() {
        return unanswered;
    }

    /** How long the last key frame that was asked for took, or has taken until now. */
    long waitNanos(long nowNanos) {
        return askedSinceNanos == Nanos.NEVER ? waitedNanos : Math.max(waitedNanos, nowNanos - askedSinceNanos);
    }

    /** A request that was sent once is repeated whatever it takes: its key frame has been granted. */
    private boolean isHeldBack(long nowNanos) {
        if (asked || fits(nowNanos)) {
            return false;
        }
        if (heldSinceNanos == Nanos.NEVER) {
            heldSinceNanos = nowNanos;
            stats.increment(Counter.KEYFRAMES_HELD_BACK);
        }
        return !pictureWanted || nowNanos - heldSinceNanos < MAX_HOLD_OF_PICTURE;
    }

    private boolean fits(long nowNanos) {
        long taken = keyframesAskedFor.sum(nowNanos);
        return taken == 0 || (taken + keyframeBytes) * 100 <= video.sum(nowNanos) * MAX_PERCENT;
    }
}
