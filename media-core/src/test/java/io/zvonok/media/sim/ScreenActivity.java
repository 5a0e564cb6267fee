package io.zvonok.media.sim;

import io.zvonok.media.time.Nanos;
import java.util.Random;

/**
 * What happens on a shared screen: nothing for seconds, while the encoder repeats itself once a second; then another
 * slide, or somebody scrolls for a moment.
 */
final class ScreenActivity {
    private static final long REPEAT = Nanos.fromSeconds(1);
    private static final double STILL = 0.15;
    private static final double NEW_SLIDE = 8;
    private static final double SCROLLING = 1.5;

    private final Random random;
    private long changesNanos;
    private long movesUntilNanos = -1;
    private long lastFrameNanos = -REPEAT;

    ScreenActivity(Random random) {
        this.random = random;
    }

    /** How large the frame of now is against the mean; 0 for none. */
    double next(long nowNanos) {
        double share = 0;
        if (nowNanos >= changesNanos) {
            share = NEW_SLIDE;
            boolean scrolls = random.nextInt(3) == 0;
            movesUntilNanos = scrolls ? nowNanos + Nanos.fromMillis(300 + random.nextInt(1500)) : -1;
            changesNanos = nowNanos + Nanos.fromMillis(2500 + random.nextInt(6000));
        } else if (nowNanos < movesUntilNanos) {
            share = SCROLLING;
        } else if (nowNanos - lastFrameNanos >= REPEAT) {
            share = STILL;
        }
        lastFrameNanos = share > 0 ? nowNanos : lastFrameNanos;
        return share;
    }
}
