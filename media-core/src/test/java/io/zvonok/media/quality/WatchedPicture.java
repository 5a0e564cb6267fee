package io.zvonok.media.quality;

import io.zvonok.media.quality.QualityResult.Picture;
import io.zvonok.media.sim.ReceivedStream;
import io.zvonok.media.sim.SlotMetrics;
import java.util.ArrayDeque;
import java.util.Deque;

/** One slot of one viewer, as the samples tell of it. */
final class WatchedPicture {
    private static final long SECOND = 1_000_000_000L;
    private static final long STARTS = 3 * SECOND;

    private final QualityCase.Watch watch;
    private final SlotMetrics metrics;
    private final long joinedNanos;
    private final Deque<Long> lastSecond = new ArrayDeque<>();
    private long lastFrameNanos;
    private boolean started;
    private long framesAtStart;
    private long sourceFramesAtStart;
    private int freezesAtStart;
    private int fpsAtStart;

    WatchedPicture(QualityCase.Watch watch, ReceivedStream slot, long joinedNanos) {
        this.watch = watch;
        this.metrics = slot.metrics();
        this.joinedNanos = joinedNanos;
        this.lastFrameNanos = joinedNanos;
        metrics.listen((now, unit) -> {
            lastSecond.add(now);
            lastFrameNanos = now;
        });
    }

    Picture sample(long nowNanos) {
        while (!lastSecond.isEmpty() && lastSecond.peek() <= nowNanos - SECOND) {
            lastSecond.remove();
        }
        if (!started && nowNanos - joinedNanos >= STARTS) {
            started = true;
            framesAtStart = metrics.frames();
            sourceFramesAtStart = metrics.sourceFrames();
            freezesAtStart = freezes(nowNanos);
            fpsAtStart = lastSecond.size();
        }
        SlotMetrics.Shown shown = metrics.shown();
        int height = shown == null
                ? 0
                : watch.ladder().steps().get(shown.encoding() + shown.spatial()).height();
        return new Picture(height, lastSecond.size(), freezes(nowNanos), shown == null ? -1 : shown.temporal());
    }

    /** Those that ended, and the one that there is. */
    private int freezes(long nowNanos) {
        return metrics.freezes().count() + (metrics.freezes().isFrozen(nowNanos) ? 1 : 0);
    }

    int fpsAfterThreeSeconds() {
        return fpsAtStart;
    }

    /** Since the third second; what stands still since the last frame counts as not decoded. */
    double decodedPercent(long nowNanos) {
        long decoded = metrics.frames() - framesAtStart;
        double stalled = (nowNanos - lastFrameNanos) * watch.ladder().framesPerSecond() / (double) SECOND;
        double there = metrics.sourceFrames() - sourceFramesAtStart + Math.max(0, stalled - 1);
        return there == 0 ? 0 : Math.min(100, 100 * decoded / there);
    }

    double freezesPerMinuteSinceStart(long nowNanos) {
        double minutes = (nowNanos - joinedNanos - STARTS) / (60.0 * SECOND);
        return minutes <= 0 ? Double.NaN : (freezes(nowNanos) - freezesAtStart) / minutes;
    }
}
