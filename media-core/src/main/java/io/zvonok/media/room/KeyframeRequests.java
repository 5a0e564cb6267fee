package io.zvonok.media.room;

import io.zvonok.media.time.Nanos;

/**
 * Coalesces the wishes of all viewers for a keyframe of one encoding, and repeats the request until it comes: Chromium
 * ignores a PLI within 300 ms of the last one and never makes up for it.
 *
 * <p>At most one request per 500 ms and six per ten seconds, however many ask (P20). Spec: RFC 4585 section 6.3.1.
 * Thread: the owning media loop.
 */
final class KeyframeRequests {
    private static final long MIN_SPACING = Nanos.fromMillis(500);
    private static final long WINDOW = Nanos.fromSeconds(10);
    private static final int MAX_PER_WINDOW = 6;

    private final long[] sent = new long[MAX_PER_WINDOW];
    private int next;
    private boolean wanted;

    KeyframeRequests() {
        java.util.Arrays.fill(sent, -WINDOW);
    }

    void want() {
        wanted = true;
    }

    void onKeyframe() {
        wanted = false;
    }

    /** True if a request is to be sent now; counts it as sent. */
    boolean takeDue(long nowNanos) {
        int last = (next + MAX_PER_WINDOW - 1) % MAX_PER_WINDOW;
        boolean due = wanted && nowNanos - sent[last] >= MIN_SPACING && nowNanos - sent[next] >= WINDOW;
        if (due) {
            sent[next] = nowNanos;
            next = (next + 1) % MAX_PER_WINDOW;
        }
        return due;
    }
}
