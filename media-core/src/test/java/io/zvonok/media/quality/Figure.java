package io.zvonok.media.quality;

import java.util.Arrays;
import java.util.Optional;

/**
 * What is measured in one run. The ids are the names under {@code figures} in a result, and the whole list stands in
 * {@code quality/figures.json} for those who do not speak Java.
 *
 * <p>Targets: the median of all runs, and the value that 95 % of the runs keep (the 95th percentile where lower is
 * better, the 5th where higher is). Browsers run each case a few times only; there the median is held against the
 * median's target, and against the other where there is none.
 */
public enum Figure {
    DOWN_CONVERGENCE(
            "downConvergenceMillis",
            Unit.MILLIS,
            Better.LOWER,
            Double.NaN,
            2000,
            "from a capacity drop until no more is sent than fits and the queue is under 100 ms"),
    UP_CONVERGENCE(
            "upConvergenceMillis",
            Unit.MILLIS,
            Better.LOWER,
            8000,
            15_000,
            "from a capacity rise, or the start, until the best layers that fit are shown"),
    UTILISATION(
            "utilisationPercent",
            Unit.PERCENT,
            Better.HIGHER,
            Double.NaN,
            95,
            "layers shown against the best sum of layers that fits, on a steady link"),
    QUEUE_DELAY("queueDelayMillis", Unit.MILLIS, Better.LOWER, Double.NaN, 100, "95 % of a steady link's time"),
    AUDIO_LOSS("audioLossPercent", Unit.PERCENT, Better.LOWER, Double.NaN, 1, "audio packets that never came"),
    FREEZES(
            "freezesPerMinute",
            Unit.PER_MINUTE,
            Better.LOWER,
            Double.NaN,
            0.2,
            "by the rule of the WebRTC statistics, on a steady link, of the worst picture"),
    FREEZES_PER_DROP(
            "freezesPerDrop",
            Unit.COUNT,
            Better.LOWER,
            Double.NaN,
            1,
            "in the ten seconds after a capacity drop, of the worst picture"),
    LAYER_CHANGES(
            "layerChangesPerMinute",
            Unit.PER_MINUTE,
            Better.LOWER,
            Double.NaN,
            1,
            "of size or frame rate, on a steady link, of the worst picture"),
    FAIRNESS("fairnessIndex", Unit.RATIO, Better.HIGHER, Double.NaN, 0.9, "Jain's index of what the viewers are shown"),
    FPS_AFTER_3_SECONDS(
            "fpsAfter3Seconds",
            Unit.FPS,
            Better.HIGHER,
            Double.NaN,
            24,
            "pictures shown in the third second after joining"),
    FRAMES_DECODED(
            "framesDecodedPercent",
            Unit.PERCENT,
            Better.HIGHER,
            Double.NaN,
            95,
            "of the frames captured, from the fourth second on"),
    FREEZES_UNDER_LOSS(
            "freezesUnderLossPerMinute",
            Unit.PER_MINUTE,
            Better.LOWER,
            Double.NaN,
            1,
            "by the same rule, on a link that loses packets, from the fourth second on"),
    SHOWN_HEIGHT(
            "shownHeight", Unit.LINES, Better.HIGHER, Double.NaN, Double.NaN, "mean of a steady link, first picture"),
    SHOWN_FPS("shownFps", Unit.FPS, Better.HIGHER, Double.NaN, Double.NaN, "mean of a steady link, first picture"),
    LINK_LOSS(
            "linkLossPercent",
            Unit.PERCENT,
            Better.LOWER,
            Double.NaN,
            Double.NaN,
            "datagrams that the bottleneck dropped, steady or not");

    /** In what a figure is counted. */
    public enum Unit {
        MILLIS("ms"),
        PERCENT("%"),
        PER_MINUTE("/min"),
        COUNT(""),
        RATIO(""),
        FPS("fps"),
        LINES("lines");

        private final String sign;

        Unit(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }
    }

    /** Which way is good. */
    public enum Better {
        LOWER,
        HIGHER
    }

    private final String id;
    private final Unit unit;
    private final Better better;
    private final double median;
    private final double p95;
    private final String meaning;

    Figure(String id, Unit unit, Better better, double median, double p95, String meaning) {
        this.id = id;
        this.unit = unit;
        this.better = better;
        this.median = median;
        this.p95 = p95;
        this.meaning = meaning;
    }

    public String id() {
        return id;
    }

    public Unit unit() {
        return unit;
    }

    public Better better() {
        return better;
    }

    /** NaN: none. */
    public double medianTarget() {
        return median;
    }

    /** NaN: the figure is only told. */
    public double p95Target() {
        return p95;
    }

    public String meaning() {
        return meaning;
    }

    /** True too where there is no bound. */
    public boolean keeps(double value, double bound) {
        return Double.isNaN(bound) || (better == Better.LOWER ? value <= bound : value >= bound);
    }

    public static Optional<Figure> withId(String id) {
        return Arrays.stream(values()).filter(figure -> figure.id.equals(id)).findFirst();
    }

    /** The whole list as {@code quality/figures.json} holds it. */
    public static String listAsJson() {
        StringBuilder json = new StringBuilder("[\n");
        for (Figure figure : values()) {
            json.append("  {\"id\": \"").append(figure.id);
            json.append("\", \"unit\": \"").append(figure.unit.sign);
            json.append("\", \"better\": \"").append(figure.better.name().toLowerCase(java.util.Locale.ROOT));
            json.append("\", \"medianTarget\": ").append(number(figure.median));
            json.append(", \"p95Target\": ").append(number(figure.p95));
            json.append(", \"meaning\": \"").append(figure.meaning).append("\"}");
            json.append(figure.ordinal() == values().length - 1 ? "\n" : ",\n");
        }
        return json.append("]\n").toString();
    }

    static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "null";
        }
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
