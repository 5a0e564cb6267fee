package io.zvonok.signalling.ledger;

/** How long something was so, all together. Not thread-safe. */
final class Stopwatch {
    private boolean on;
    private long sinceMillis;
    private long totalMillis;

    void set(boolean now, long atMillis) {
        if (now == on) {
            return;
        }
        if (now) {
            sinceMillis = atMillis;
        } else {
            totalMillis += atMillis - sinceMillis;
        }
        on = now;
    }

    long millisUntil(long nowMillis) {
        return totalMillis + (on ? Math.max(0, nowMillis - sinceMillis) : 0);
    }
}
