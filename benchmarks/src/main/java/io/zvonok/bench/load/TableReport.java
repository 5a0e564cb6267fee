package io.zvonok.bench.load;

import io.zvonok.bench.load.measure.Calibration;
import io.zvonok.bench.load.measure.Metric;
import io.zvonok.bench.load.measure.Metrics;
import io.zvonok.bench.load.measure.Thresholds;
import io.zvonok.bench.load.peer.JoinTimes;
import io.zvonok.bench.load.peer.ViewerReport;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The summary for a terminal. */
final class TableReport {
    private static final String BOLD = "\u001b[1m";
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";

    private static final List<List<String>> ROWS = List.of(
            List.of("peers", "joined", "failed", "silent"),
            List.of("joining", "join-p50", "join-p95", "join-p99"),
            List.of("first media", "first-p50", "first-p95", "first-p99"),
            List.of("traffic", "pps", "mbps", "loss", "video-loss"),
            List.of("repair", "nack", "rtx", "pli"),
            List.of("delay", "p50", "p90", "p99", "p999", "max"),
            List.of("  from the socket", "transit-p50", "transit-p90", "transit-p99", "transit-p999", "transit-max"),
            List.of("  before the storm", "p99-before", "p99-added"),
            List.of("layer switch", "switch-p50", "switch-p95"),
            List.of("pictures", "gaps", "longest-gap", "keyframe-p95"),
            List.of("payloads", "hash"),
            List.of("server", "cpu", "floor", "train-floor", "cpu-percent", "cpu-wait"),
            List.of("  memory", "rss", "rss-per-viewer"),
            List.of("generator", "generator-percent", "generator-wait", "lateness-p99"));

    private final boolean color;
    private final StringBuilder out = new StringBuilder();

    private TableReport(boolean color) {
        this.color = color;
    }

    static String write(RunResult result, boolean color) {
        TableReport report = new TableReport(color);
        report.head(result);
        report.figures(result.metrics());
        report.floor(result);
        report.steps(result.steps());
        report.worst(result.worst());
        result.failures().forEach((reason, count) -> report.line("  failed " + count + "x: " + reason));
        result.notes().forEach(note -> report.line(report.paint(DIM, "  note: " + note)));
        report.verdicts(result.verdicts());
        return report.out.toString();
    }

    private void head(RunResult result) {
        Plan plan = result.plan();
        line("");
        line(paint(BOLD, result.title() + (result.partial() ? " (partial)" : "")) + "  "
                + plan.codec() + " " + plan.bitrateBps() / 1000 + " kbit/s, " + plan.layers() + " layer(s), "
                + plan.profile() + ", " + (plan.transportFeedback() ? "transport-cc" : "REMB") + ", seed "
                + plan.seed() + ", " + plan.target());
    }

    private void figures(Metrics metrics) {
        for (List<String> row : ROWS) {
            StringBuilder cells = new StringBuilder();
            for (String name : row.subList(1, row.size())) {
                Metric metric = metrics.get(name);
                if (metric != null) {
                    cells.append(String.format("%-22s  ", label(name) + " " + metric.text()));
                }
            }
            if (!cells.isEmpty()) {
                line("  " + String.format("%-20s", row.get(0))
                        + cells.toString().stripTrailing());
            }
        }
    }

    private static String label(String name) {
        return name.replaceFirst("^(join|first|transit|switch)-", "");
    }

    private void floor(RunResult result) {
        Calibration calibration = result.calibration();
        if (calibration != null) {
            line(String.format(
                    Locale.ROOT,
                    "  %-20sone by one %.2f / %.2f us   trains %.2f / %.2f us (before / after)   delay without a server"
                            + " p50 %.2f ms, p99 %.2f ms",
                    "floor",
                    calibration.before().plainNanos() / 1000,
                    calibration.after().plainNanos() / 1000,
                    calibration.before().trainNanos() / 1000,
                    calibration.after().trainNanos() / 1000,
                    calibration.before().latency().p50() / 1000.0,
                    calibration.before().latency().p99() / 1000.0));
        }
    }

    private void steps(Map<JoinTimes.Step, Histogram> steps) {
        StringBuilder cells = new StringBuilder();
        steps.forEach((step, histogram) -> {
            if (histogram.getTotalCount() > 0) {
                cells.append(String.format(
                        Locale.ROOT,
                        "%s %.0f/%.0f  ",
                        step.label(),
                        histogram.getValueAtPercentile(50) / 1000.0,
                        histogram.getValueAtPercentile(95) / 1000.0));
            }
        });
        if (!cells.isEmpty()) {
            line("  " + String.format("%-20s", "steps p50/p95 ms")
                    + cells.toString().stripTrailing());
        }
    }

    private void worst(List<ViewerReport> worst) {
        List<ViewerReport> bad = worst.stream()
                .filter(viewer -> viewer.lost() > 0 || viewer.gaps() > 0)
                .toList();
        if (!bad.isEmpty()) {
            line("  worst viewers");
        }
        for (ViewerReport viewer : bad) {
            line(String.format(
                    Locale.ROOT,
                    "    %-8s lost %d of %d (%.2f %%), %d late pictures, longest gap %.0f ms",
                    viewer.identity(),
                    viewer.lost(),
                    viewer.expected(),
                    viewer.lossShare() * 100,
                    viewer.gaps(),
                    viewer.longestGapNanos() / 1e6));
        }
    }

    private void verdicts(List<Thresholds.Verdict> verdicts) {
        for (Thresholds.Verdict verdict : verdicts) {
            Metric metric = verdict.metric();
            String mark = verdict.passed() ? paint(GREEN, "✓") : paint(RED, "✗");
            line("  " + mark + " not " + verdict.condition().text() + "  "
                    + (metric == null ? "(not measured)" : "(" + metric.text() + ")"));
        }
    }

    private String paint(String code, String text) {
        return color ? code + text + PLAIN : text;
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
