package io.zvonok.bench.load.measure;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of a run by name, in the order in which they are shown. */
public final class Metrics {
    private final Map<String, Metric> metrics = new LinkedHashMap<>();

    /** What can be measured at all: names that thresholds may use, with their kinds. */
    public static final Map<String, Metric.Kind> KNOWN = known();

    private static Map<String, Metric.Kind> known() {
        Map<String, Metric.Kind> known = new LinkedHashMap<>();
        for (String name : new String[] {"joined", "failed", "silent", "hash", "nack", "rtx", "pli", "gaps"}) {
            known.put(name, Metric.Kind.COUNT);
        }
        known.put("pps", Metric.Kind.PER_SECOND);
        known.put("mbps", Metric.Kind.MEGABITS);
        known.put("loss", Metric.Kind.PERCENT);
        known.put("video-loss", Metric.Kind.PERCENT);
        for (String name : new String[] {"p50", "p90", "p99", "p999", "max"}) {
            known.put(name, Metric.Kind.MILLIS);
            known.put("transit-" + name, Metric.Kind.MILLIS);
        }
        for (String name : new String[] {
            "p99-before",
            "p99-added",
            "lateness-p99",
            "switch-p50",
            "switch-p95",
            "first-p50",
            "first-p95",
            "first-p99",
            "join-p50",
            "join-p95",
            "join-p99",
            "keyframe-p95",
            "longest-gap"
        }) {
            known.put(name, Metric.Kind.MILLIS);
        }
        known.put("cpu", Metric.Kind.MICROS);
        known.put("cpu-percent", Metric.Kind.PERCENT);
        known.put("cpu-wait", Metric.Kind.PERCENT);
        known.put("floor", Metric.Kind.TIMES);
        known.put("train-floor", Metric.Kind.TIMES);
        known.put("rss", Metric.Kind.KILOBYTES);
        known.put("rss-per-viewer", Metric.Kind.KILOBYTES);
        known.put("generator-percent", Metric.Kind.PERCENT);
        known.put("generator-wait", Metric.Kind.PERCENT);
        return known;
    }

    /** Names that need the server's process or metrics. */
    public static boolean needsServer(String name) {
        return name.startsWith("cpu") || name.endsWith("floor") || name.startsWith("rss");
    }

    public void put(String name, double value, String meaning) {
        Metric.Kind kind = KNOWN.get(name);
        if (kind == null) {
            throw new IllegalArgumentException("no such metric: " + name);
        }
        metrics.put(name, new Metric(name, kind, value, meaning));
    }

    /** Null if it was not measured. */
    public @Nullable Metric get(String name) {
        return metrics.get(name);
    }

    /** NaN if it was not measured. */
    public double value(String name) {
        Metric metric = metrics.get(name);
        return metric == null ? Double.NaN : metric.value();
    }

    public Collection<Metric> all() {
        return metrics.values();
    }
}
