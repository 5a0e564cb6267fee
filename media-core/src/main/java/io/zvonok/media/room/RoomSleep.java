package io.zvonok.media.room;

import io.zvonok.media.time.Nanos;

/**
 * How often a room has to be looked at. While media flows, while somebody waits for a picture, and shortly after any change
 * it is awake: each tick of its loop is for it. Else it sleeps: it is looked at every other second, in case anything was
 * forgotten, and its transports when their time has come. A thousand people who sit in lessons and say nothing cost next to
 * nothing.
 *
 * <p>Thread: the owning media loop.
 */
final class RoomSleep {
    /** All that is said or done of media because it stopped is done by then: history, reports, layers switched off. */
    private static final long AFTER_MEDIA = Nanos.fromSeconds(15);

    private static final long AFTER_CHANGE = Nanos.fromSeconds(2);
    private static final long LOOK_INTERVAL = Nanos.fromSeconds(2);

    private boolean media;
    private boolean change = true;
    private boolean awake = true;
    private long awakeUntilNanos;
    private long nextLookNanos;
    private long nextTimeoutNanos = Nanos.NEVER;

    /** A media packet came. */
    void onMedia() {
        media = true;
        awake = true;
    }

    /** Somebody came, went, asked for something, or a transport changed its state. */
    void onChange() {
        change = true;
        awake = true;
    }

    /** A transport wants to be called then. */
    void onTimeoutAt(long nanos) {
        nextTimeoutNanos = Math.min(nextTimeoutNanos, nanos);
    }

    boolean isAwake() {
        return awake;
    }

    /** True if all of the room is to be looked at now. */
    boolean isLookDue(long nowNanos) {
        if (media || change) {
            awakeUntilNanos = Math.max(awakeUntilNanos, nowNanos + (media ? AFTER_MEDIA : AFTER_CHANGE));
            media = false;
            change = false;
        }
        awake = nowNanos < awakeUntilNanos;
        return awake || nowNanos >= nextLookNanos;
    }

    /** True if transports are to be looked at now. Their next times are to be told anew. */
    boolean isTimeoutDue(long nowNanos) {
        if (nowNanos < nextTimeoutNanos) {
            return false;
        }
        nextTimeoutNanos = Nanos.NEVER;
        return true;
    }

    /** All of the room was looked at. */
    void onLooked(long nowNanos) {
        nextLookNanos = nowNanos + LOOK_INTERVAL;
    }
}
