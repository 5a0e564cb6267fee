package io.zvonok.bench.quality;

import io.zvonok.media.quality.QualityResult;
import io.zvonok.media.quality.QualityResult.Event;
import io.zvonok.media.quality.QualityResult.Picture;
import io.zvonok.media.quality.QualityResult.Sample;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * One run as a drawing, three panels over one time axis: what the link carries against what was sent and believed; a lane
 * for each picture, with its layer, frame rate and freezes; the queue.
 */
final class Plot {
    private static final int WIDTH = 720;
    private static final int LEFT = 56;
    private static final int RIGHT = 14;
    private static final int TOP = 16;
    private static final int RATES = 130;
    private static final int QUEUE = 56;
    private static final int GAP = 16;
    /** Half a second: a frame or two are no rate. */
    private static final int SMOOTH = 5;

    private static final int TARGET_QUEUE_MILLIS = 100;
    private static final int[] HEIGHTS = {1080, 720, 360, 180};

    private final QualityResult run;
    private final List<Sample> samples;
    private final int laneHeight;
    private final int endMillis;
    private final int lanesTop;
    private final int queueTop;
    private final int height;
    private final Svg svg;

    private Plot(QualityResult run) {
        this.run = run;
        this.samples = run.series().samples();
        int lanes = run.series().names().size();
        this.laneHeight = lanes == 1 ? 26 : lanes <= 3 ? 20 : 14;
        this.endMillis = samples.get(samples.size() - 1).tMillis();
        this.lanesTop = TOP + RATES + GAP;
        this.queueTop = lanesTop + lanes * (laneHeight + 3) + GAP - 3;
        this.height = queueTop + QUEUE + 18;
        this.svg = new Svg(WIDTH, height, run.caseName() + ", seed " + run.seed());
    }

    /** Empty if the run has no series. */
    static String of(QualityResult run) {
        return run.series().samples().size() < 2 ? "" : new Plot(run).draw();
    }

    private String draw() {
        rates();
        for (int i = 0; i < run.series().names().size(); i++) {
            lane(i, lanesTop + i * (laneHeight + 3));
        }
        queue();
        timeAxis();
        return svg.end();
    }

    private double x(int tMillis) {
        return LEFT + (double) (WIDTH - LEFT - RIGHT) * tMillis / Math.max(1, endMillis);
    }

    // --- rates

    private void rates() {
        int sentMost = 1;
        int capacityMost = 1;
        for (int i = 0; i < samples.size(); i++) {
            sentMost = Math.max(sentMost, smoothSent(i));
            capacityMost = Math.max(capacityMost, samples.get(i).capacityKbps());
        }
        int most = roundUp((int) Math.max(sentMost * 1.1, Math.min(capacityMost * 1.1, 2.2 * sentMost)));
        grid(TOP, RATES, most, 4, most >= 2000 ? "Mbit/s" : "kbit/s", most >= 2000 ? 1000 : 1);
        String capacity = line(TOP, RATES, most, i -> samples.get(i).capacityKbps(), true);
        svg.path(
                "capacity-area",
                capacity + "V" + (TOP + RATES) + "H" + Svg.n(x(samples.get(0).tMillis())) + "Z");
        svg.path("capacity", capacity);
        svg.path("estimate", line(TOP, RATES, most, i -> samples.get(i).estimateKbps(), false));
        svg.path("sent", line(TOP, RATES, most, this::smoothSent, false));
        int lastLabel = -1000;
        for (Event event : run.events()) {
            double at = x(event.tMillis());
            svg.line("event", at, TOP - 3, at, queueTop + QUEUE);
            if (at - lastLabel > 6.2 * event.text().length()) {
                svg.label("event-text", at + 3, TOP - 5, event.text());
                lastLabel = (int) at;
            }
        }
    }

    private int smoothSent(int last) {
        int first = Math.max(0, last - SMOOTH + 1);
        long sum = 0;
        for (int i = first; i <= last; i++) {
            sum += samples.get(i).sentKbps();
        }
        return (int) (sum / (last - first + 1));
    }

    private static int roundUp(int value) {
        int unit = 1;
        while (value > 10 * unit) {
            unit *= 10;
        }
        for (int step : new int[] {1, 2, 4, 6, 8, 10}) {
            if (value <= step * unit) {
                return step * unit;
            }
        }
        return 10 * unit;
    }

    private void grid(int top, int tall, int most, int parts, String unit, int divisor) {
        for (int i = 0; i <= parts; i++) {
            double y = top + tall - (double) tall * i / parts;
            svg.line("grid", LEFT, y, WIDTH - RIGHT, y);
            svg.label("tick", LEFT - 5, y + 3.5, Numbers.plain((double) most * i / parts / divisor));
        }
        svg.label("unit", LEFT + 4, top + 10, unit);
    }

    /** Unknown values (below 0) leave a gap; what is above the panel runs along its top. */
    private String line(int top, int tall, int most, ToIntFunction<Integer> value, boolean steps) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        String lastY = "";
        for (int i = 0; i < samples.size(); i++) {
            int now = value.applyAsInt(i);
            if (now < 0) {
                drawing = false;
                continue;
            }
            String y = Svg.n(top + tall - (double) tall * Math.min(now, most) / most);
            String x = Svg.n(x(samples.get(i).tMillis()));
            boolean last = i == samples.size() - 1;
            if (!drawing) {
                path.append('M').append(x).append(' ').append(y);
            } else if (steps && (!y.equals(lastY) || last)) {
                path.append('H').append(x).append('V').append(y);
            } else if (!steps && (i % 2 == 0 || last)) {
                path.append('L').append(x).append(' ').append(y);
            }
            lastY = y;
            drawing = true;
        }
        return path.length() == 0 ? "M0 0" : path.toString();
    }

    // --- pictures

    private void lane(int picture, int y) {
        svg.rect("lane", LEFT, y, WIDTH - LEFT - RIGHT, laneHeight, "");
        int full = usualFps(picture);
        int from = 0;
        for (int i = 1; i <= samples.size(); i++) {
            if (i == samples.size() || !looksSame(picture, from, i, full)) {
                segment(picture, from, i, y, full);
                from = i;
            }
        }
        labels(picture, y);
        for (int i = 1; i < samples.size(); i++) {
            if (at(picture, i).freezes() > at(picture, i - 1).freezes()) {
                double middle = x(samples.get(i).tMillis());
                svg.rect(
                        "freeze",
                        middle - 1,
                        y - 2,
                        2,
                        laneHeight + 4,
                        "freeze at " + samples.get(i).tMillis() + " ms");
            }
        }
        if (run.series().names().size() > 1) {
            String name = run.series().names().get(picture);
            svg.label("tick", LEFT - 5, y + laneHeight / 2.0 + 3.5, name.length() > 8 ? name.substring(0, 8) : name);
        }
    }

    /** The frame rate of nine tenths of the time is less; what a moment shows late is no rate. */
    private int usualFps(int picture) {
        int[] fps = samples.stream()
                .mapToInt(sample -> sample.pictures().get(picture).fps())
                .filter(shown -> shown > 0)
                .sorted()
                .toArray();
        return fps.length == 0 ? 1 : fps[fps.length * 9 / 10];
    }

    private Picture at(int picture, int sample) {
        return samples.get(sample).pictures().get(picture);
    }

    private boolean looksSame(int picture, int a, int b, int full) {
        return at(picture, a).height() == at(picture, b).height()
                && part(at(picture, a), full) == part(at(picture, b), full);
    }

    /** 0 to 4 quarters of the full frame rate. */
    private static int part(Picture picture, int full) {
        return picture.fps() * 100 >= full * 85 ? 4 : Math.min(3, (picture.fps() * 4 + full - 1) / full);
    }

    private void segment(int picture, int from, int to, int y, int full) {
        Picture shown = at(picture, from);
        if (shown.height() > 0 && shown.fps() > 0) {
            String words = shown.height() + " lines, about " + shown.fps() + " fps";
            double left = left(from);
            svg.rect(
                    "l" + classOf(shown.height()) + " p" + part(shown, full),
                    left,
                    y,
                    left(to) - left,
                    laneHeight,
                    words);
        }
    }

    /** Names a size once for as long as it is shown. */
    private void labels(int picture, int y) {
        int from = 0;
        for (int i = 1; i <= samples.size(); i++) {
            int height = at(picture, from).height();
            boolean ends = i == samples.size() || at(picture, i).height() != height;
            if (ends && height > 0 && left(i) - left(from) > 34 && shows(picture, from, i)) {
                svg.label("lane-text", left(from) + 5, y + laneHeight / 2.0 + 3.5, height + "p");
            }
            from = ends ? i : from;
        }
    }

    private boolean shows(int picture, int from, int to) {
        return samples.subList(from, to).stream()
                .anyMatch(sample -> sample.pictures().get(picture).fps() > 0);
    }

    /** Where a sample begins; where the drawing ends, after the last one. */
    private double left(int sample) {
        return sample == samples.size()
                ? WIDTH - RIGHT
                : x(sample == 0 ? 0 : samples.get(sample).tMillis());
    }

    private static int classOf(int height) {
        for (int known : HEIGHTS) {
            if (height >= known) {
                return known;
            }
        }
        return HEIGHTS[HEIGHTS.length - 1];
    }

    // --- queue and time

    private void queue() {
        int most = Math.max(
                2 * TARGET_QUEUE_MILLIS,
                roundUp(samples.stream()
                        .mapToInt(Sample::queueDelayMillis)
                        .max()
                        .orElse(0)));
        grid(queueTop, QUEUE, most, 2, "ms", 1);
        String queue = line(queueTop, QUEUE, most, i -> samples.get(i).queueDelayMillis(), false);
        svg.path("queue", queue);
        double target = queueTop + QUEUE - (double) QUEUE * TARGET_QUEUE_MILLIS / most;
        svg.line("target", LEFT, target, WIDTH - RIGHT, target);
    }

    private void timeAxis() {
        int step = endMillis > 40_000 ? 10_000 : 5000;
        for (int t = 0; t <= endMillis; t += step) {
            svg.label("tick-x", x(t), height - 4, t / 1000 + " s");
        }
    }
}
