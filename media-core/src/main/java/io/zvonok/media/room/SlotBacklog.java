package io.zvonok.media.room;

import io.zvonok.media.api.TrackSource;
import io.zvonok.media.stream.ReceiveStream;
import io.zvonok.media.time.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * What a slot has not sent yet of the encoding on screen, because it was too much at once for its viewer's link: a key
 * frame, a slide. Nothing is kept for it: the packets are in the history of their source, and leave in order from there.
 *
 * <p>Thread: the owning media loop.
 */
final class SlotBacklog {
    /** A face that is later than this is of no use; a slide is. Both less than the history keeps. */
    private static final long MAX_CAMERA_DELAY = Nanos.fromMillis(800);

    private static final long MAX_SCREEN_DELAY = Nanos.fromMillis(3500);

    /** What was kept from before the viewer came is sent within that time, or not at all. */
    private static final long MAX_CATCHING_UP = Nanos.fromMillis(1500);

    private @Nullable Encoding encoding;
    private long next;
    private long keptUntil = -1;
    private long keptSinceNanos;

    boolean isEmpty() {
        return encoding == null;
    }

    boolean isOf(Encoding other) {
        return encoding == other;
    }

    /** From this packet on all wait. */
    void begin(Encoding shown, long extended) {
        encoding = shown;
        next = extended;
        keptUntil = -1;
    }

    /** What follows a key frame of a while ago, up to {@code newest}; what comes now has to wait behind it. */
    void beginKept(Encoding shown, long extended, long newest, long nowNanos) {
        begin(shown, extended);
        keptUntil = newest;
        keptSinceNanos = nowNanos;
    }

    void clear() {
        encoding = null;
    }

    @Nullable
    Encoding encoding() {
        return encoding;
    }

    /** Where it goes on. */
    long next() {
        return next;
    }

    /** Moves on; empty when all is sent. */
    void advance() {
        Encoding waiting = encoding;
        ReceiveStream stream = waiting == null ? null : waiting.stream();
        next++;
        if (stream == null || next > stream.highestExtended()) {
            clear();
        }
    }

    /** True if what is next has waited too long. */
    boolean isTooOld(long storedNanos, long nowNanos) {
        if (next <= keptUntil) {
            return nowNanos - keptSinceNanos > MAX_CATCHING_UP;
        }
        Encoding waiting = encoding;
        boolean screen = waiting != null && waiting.track().source() == TrackSource.SCREEN;
        return nowNanos - storedNanos > (screen ? MAX_SCREEN_DELAY : MAX_CAMERA_DELAY);
    }
}
