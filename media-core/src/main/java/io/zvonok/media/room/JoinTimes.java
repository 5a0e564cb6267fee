package io.zvonok.media.room;

import io.zvonok.media.api.TransportState;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stats.Timing;
import io.zvonok.media.time.Nanos;

/**
 * How long a participant waited for its first path and its first packet of media, each told once.
 *
 * <p>Thread: the owning media loop.
 */
final class JoinTimes {
    /** What comes later was not waited for: nobody was there to be seen or heard. */
    private static final long MAX_WAIT = Nanos.fromSeconds(10);

    private final LoopStats stats;
    private long joinedNanos = Nanos.NEVER;
    private boolean hasPath;
    private boolean hasMedia;

    JoinTimes(LoopStats stats) {
        this.stats = stats;
    }

    void begin(long nowNanos) {
        joinedNanos = nowNanos;
    }

    void onState(TransportState state, long nowNanos) {
        if (!hasPath && (state == TransportState.SECURING || state == TransportState.CONNECTED)) {
            hasPath = true;
            record(Timing.JOIN_ICE, nowNanos);
        }
    }

    /** A packet of media left for the participant. */
    void onMedia(long nowNanos) {
        if (!hasMedia) {
            hasMedia = true;
            record(Timing.JOIN_FIRST_PACKET, nowNanos);
        }
    }

    private void record(Timing timing, long nowNanos) {
        if (joinedNanos <= nowNanos && nowNanos - joinedNanos <= MAX_WAIT) {
            stats.record(timing, nowNanos - joinedNanos, 1);
        }
    }
}
