package io.zvonok.media.sim;

import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.List;

/**
 * What somebody in front of one slot would see, in numbers: pictures and how many there could have been, freezes, and
 * which encoding and layers are on screen since when. Made by {@link ReceivedStream#metrics}.
 */
public final class SlotMetrics {
    /** A temporal layer of which so many frames were not shown is gone. */
    private static final int LAYER_GONE = 8;

    private static final long STILL_COMING = Nanos.fromMillis(500);

    private final Scenario scenario;
    private final List<Listener> listeners = new ArrayList<>();
    private final List<Shown> timeline = new ArrayList<>();
    private final long[] layerSeenNanos = new long[8];
    private Freezes freezes = new Freezes();
    private MediaUnit last;
    private long frames;
    private long sourceFrames;

    /** Called for every picture shown and every sound played. */
    public interface Listener {
        /** @param unit the last packet of its frame; of several spatial layers, of the highest one shown */
        void onFrame(long nowNanos, MediaUnit unit);
    }

    /** What is on screen since when: the highest layers shown. */
    public record Shown(long sinceNanos, int publisher, int track, int encoding, int spatial, int temporal) {}

    SlotMetrics(Scenario scenario) {
        this.scenario = scenario;
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Counts from here on, the timeline too; what is on screen stays the base of what follows. */
    public void startOver() {
        freezes = new Freezes();
        frames = 0;
        sourceFrames = 0;
        Shown shown = shown();
        timeline.clear();
        if (shown != null) {
            timeline.add(shown);
        }
    }

    /** Pictures shown. */
    public long frames() {
        return frames;
    }

    /** Pictures that the source had of the layers on screen, from the first shown to the last. At least {@link #frames}. */
    public long sourceFrames() {
        return sourceFrames;
    }

    /** The same up to now, if the picture has not been coming since: half a second is granted to the last ones. */
    public long sourceFrames(long nowNanos) {
        if (last == null) {
            return 0;
        }
        long until = nowNanos - STILL_COMING;
        int since =
                scenario.encodingOf(last).log.between(capturedNanos(last), until, last.spatial(), shown().temporal());
        return sourceFrames + since;
    }

    public Freezes freezes() {
        return freezes;
    }

    /** Since the first picture; a change makes a line. */
    public List<Shown> timeline() {
        return List.copyOf(timeline);
    }

    /** What is on screen, null if nothing ever was. */
    public Shown shown() {
        return timeline.isEmpty() ? null : timeline.get(timeline.size() - 1);
    }

    /** A picture. */
    void onPicture(long nowNanos, MediaUnit unit) {
        freezes.onFrame(nowNanos, sourceGapNanos(unit));
        note(nowNanos, unit);
        frames++;
        sourceFrames += 1 + missed(unit);
        last = unit;
        onFrame(nowNanos, unit);
    }

    /** Anything that is shown or played. */
    void onFrame(long nowNanos, MediaUnit unit) {
        listeners.forEach(listener -> listener.onFrame(nowNanos, unit));
    }

    /** Frames of what was on screen that lie between the picture before and this one. */
    private int missed(MediaUnit unit) {
        if (last == null || scenario.publicationOf(last) != scenario.publicationOf(unit)) {
            return 0;
        }
        Shown shown = shown();
        return scenario.encodingOf(last)
                .log
                .between(capturedNanos(last), capturedNanos(unit), last.spatial(), shown.temporal());
    }

    /** How long nobody could have shown anything, because there was nothing. */
    private long sourceGapNanos(MediaUnit unit) {
        if (last == null) {
            return 0;
        }
        Publication track = scenario.publicationOf(unit);
        if (scenario.publicationOf(last) == track) {
            long before = Math.max(capturedNanos(last), track.capturedBefore(capturedNanos(unit)));
            return capturedNanos(unit) - before;
        }
        boolean wentOn = scenario.publicationOf(last).capturedBefore(capturedNanos(unit)) > capturedNanos(last);
        return wentOn ? 0 : capturedNanos(unit) - capturedNanos(last);
    }

    private static long capturedNanos(MediaUnit unit) {
        return unit.captureMicros() * 1000;
    }

    private boolean isGone(int temporal, MediaUnit unit) {
        FrameLog log = scenario.encodingOf(unit).log;
        long from = layerSeenNanos[temporal];
        long to = capturedNanos(unit);
        return log.between(from, to, unit.spatial(), temporal) - log.between(from, to, unit.spatial(), temporal - 1)
                >= LAYER_GONE;
    }

    private void note(long nowNanos, MediaUnit unit) {
        Shown before = shown();
        layerSeenNanos[unit.temporal()] = capturedNanos(unit);
        int temporal = before == null ? unit.temporal() : Math.max(before.temporal(), unit.temporal());
        while (temporal > unit.temporal() && isGone(temporal, unit)) {
            temporal--;
        }
        boolean same = before != null
                && before.publisher() == unit.publisher()
                && before.track() == unit.track()
                && before.encoding() == unit.encoding()
                && before.spatial() == unit.spatial()
                && before.temporal() == temporal;
        if (!same) {
            timeline.add(
                    new Shown(nowNanos, unit.publisher(), unit.track(), unit.encoding(), unit.spatial(), temporal));
        }
    }
}
