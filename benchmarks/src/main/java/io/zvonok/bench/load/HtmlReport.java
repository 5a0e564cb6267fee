package io.zvonok.bench.load;

import io.zvonok.bench.load.measure.Calibration;
import io.zvonok.bench.load.measure.Delays;
import io.zvonok.bench.load.measure.Metric;
import io.zvonok.bench.load.measure.Thresholds;
import io.zvonok.bench.load.report.Html;
import io.zvonok.bench.load.report.SvgPlot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One page for one run or for the runs of a suite; needs nothing but itself. */
final class HtmlReport {
    private static final List<String> TILES = List.of(
            "joined",
            "cpu",
            "floor",
            "train-floor",
            "loss",
            "p50",
            "p99",
            "first-p95",
            "mbps",
            "rss-per-viewer",
            "cpu-percent");
    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry("joined", "peers joined"),
            Map.entry("cpu", "server CPU per packet"),
            Map.entry("floor", "of the floor, one by one"),
            Map.entry("train-floor", "of the floor, in trains"),
            Map.entry("loss", "lost after repair"),
            Map.entry("p50", "delay, median"),
            Map.entry("p99", "delay, 99th percentile"),
            Map.entry("first-p95", "first media, 95th percentile"),
            Map.entry("mbps", "to all viewers"),
            Map.entry("rss-per-viewer", "server memory per peer"),
            Map.entry("cpu-percent", "of one core, server"));
    /** Two nines are as far from one as one is from none. */
    private static final double[] PERCENTILES = {0, 25, 50, 75, 90, 95, 97.5, 99, 99.5, 99.75, 99.9, 99.95, 99.99};

    private final StringBuilder out = new StringBuilder();

    private HtmlReport() {}

    static String write(List<RunResult> results) {
        HtmlReport report = new HtmlReport();
        report.page(results);
        return report.out.toString();
    }

    private void page(List<RunResult> results) {
        boolean passed = results.stream().allMatch(RunResult::passed);
        RunResult first = results.get(0);
        add("<!doctype html><html lang='en'><meta charset='utf-8'>");
        add("<meta name='viewport' content='width=device-width, initial-scale=1'>");
        add("<title>Load test: " + Html.escape(titles(results)) + "</title><style>" + style() + "</style><main>");
        add("<h1>Load test: " + Html.escape(titles(results)) + badge(passed, passed ? "passed" : "failed") + "</h1>");
        add("<p class='sub'>"
                + Html.escape(
                        first.plan().target() + " · " + first.environment().get("date") + " · "
                                + first.environment().get("cpu") + ", "
                                + first.environment().get("cores") + " cores")
                + "</p>");
        if (results.size() > 1) {
            overview(results);
        }
        for (RunResult result : results) {
            run(result, results.size() > 1);
        }
        environment(first);
        add("</main></html>");
    }

    private static String titles(List<RunResult> results) {
        return results.size() == 1 ? results.get(0).title() : "suite of " + results.size();
    }

    private static String badge(boolean good, String text) {
        return "<span class='badge " + (good ? "ok" : "bad") + "'>" + text + "</span>";
    }

    private void overview(List<RunResult> results) {
        List<String> columns = List.of(
                "joined",
                "failed",
                "pps",
                "loss",
                "p50",
                "p99",
                "first-p95",
                "cpu",
                "floor",
                "cpu-percent",
                "rss-per-viewer");
        add("<div class='card'><table><tr><th>scenario</th>");
        columns.forEach(name -> add("<th>" + name + "</th>"));
        add("<th></th></tr>");
        for (RunResult result : results) {
            add("<tr><td><a href='#" + anchor(result) + "'>" + Html.escape(result.title()) + "</a></td>");
            columns.forEach(name -> cell(result.metrics().get(name)));
            add("<td class='mark " + (result.passed() ? "ok'>✓" : "bad'>✗") + "</td></tr>");
        }
        add("</table></div>");
    }

    private static String anchor(RunResult result) {
        return result.title().replaceAll("[^a-z0-9]+", "-");
    }

    private void cell(@Nullable Metric metric) {
        add("<td class='number'>" + (metric == null ? "" : metric.text()) + "</td>");
    }

    private void run(RunResult result, boolean titled) {
        Plan plan = result.plan();
        if (titled) {
            add("<h2 id='" + anchor(result) + "'>" + Html.escape(result.title())
                    + badge(result.passed(), result.passed() ? "passed" : "failed") + "</h2>");
        }
        add("<p class='sub'>"
                + Html.escape(plan.scenario().meaning() + " · " + plan.codec() + " "
                        + plan.bitrateBps() / 1000 + " kbit/s, " + plan.layers() + " layer(s) · " + plan.profile()
                        + " · "
                        + (plan.transportFeedback() ? "transport-cc" : "REMB") + " · seed " + plan.seed()
                        + (result.partial() ? " · ended early" : ""))
                + "</p>");
        add("<div class='tiles'>");
        for (String name : TILES) {
            Metric metric = result.metrics().get(name);
            if (metric != null) {
                add("<div class='tile'><b>" + metric.text() + "</b><span>" + TITLES.get(name) + "</span></div>");
            }
        }
        add("</div><div class='plots'>");
        plots(result);
        add("</div>");
        verdicts(result);
        figures(result);
    }

    private void plots(RunResult result) {
        cpuPerPacket(result);
        percentiles(result);
        steps(result);
        overTime(
                result,
                "Bitrate",
                "Mbit/s",
                List.of("to viewers", "from publishers"),
                List.of(sample -> sample.receivedBps() / 1e6, sample -> sample.sentBps() / 1e6));
        overTime(result, "Delay", "ms", List.of("p50", "p99"), List.of(Sample::p50Millis, Sample::p99Millis));
        overTime(
                result,
                "CPU",
                "% of a core",
                List.of("server", "load tester"),
                List.of(Sample::serverPercent, Sample::generatorPercent));
        if (result.plan().measuresServer()) {
            overTime(
                    result,
                    "Memory of the server",
                    "MB",
                    List.of("resident"),
                    List.of(sample -> sample.residentBytes() < 0 ? Double.NaN : sample.residentBytes() / 1048576));
        }
    }

    private void plot(String title, String svg) {
        add("<div class='card'><h3>" + Html.escape(title) + "</h3>" + svg + "</div>");
    }

    private void cpuPerPacket(RunResult result) {
        Calibration calibration = result.calibration();
        double cpu = result.metrics().value("cpu");
        if (Double.isNaN(cpu)) {
            return;
        }
        List<SvgPlot.Bar> bars = new ArrayList<>();
        bars.add(new SvgPlot.Bar("server", List.of(new SvgPlot.Part("CPU", cpu))));
        if (calibration != null) {
            bars.add(new SvgPlot.Bar(
                    "floor, one by one", List.of(new SvgPlot.Part("CPU", calibration.plainNanos() / 1000))));
            bars.add(new SvgPlot.Bar(
                    "floor, in trains", List.of(new SvgPlot.Part("CPU", calibration.trainNanos() / 1000))));
        }
        plot("CPU time per forwarded packet", SvgPlot.bars("us", bars));
    }

    /** On the x axis each nine takes as much room as the one before. */
    private void percentiles(RunResult result) {
        List<SvgPlot.Series> series = new ArrayList<>();
        for (Delays.Kind kind : List.of(Delays.Kind.FORWARDING, Delays.Kind.TRANSIT, Delays.Kind.LATENESS)) {
            Histogram histogram = result.delays().get(kind);
            if (histogram != null && histogram.getTotalCount() > 0) {
                List<Double> x = new ArrayList<>();
                List<Double> y = new ArrayList<>();
                for (double percentile : PERCENTILES) {
                    x.add(nines(percentile));
                    y.add(histogram.getValueAtPercentile(percentile) / 1000.0);
                }
                series.add(new SvgPlot.Series(kind.label(), x, y));
            }
        }
        if (series.isEmpty()) {
            return;
        }
        List<SvgPlot.Tick> ticks = new ArrayList<>();
        for (double percentile : new double[] {0, 50, 90, 99, 99.9, 99.99}) {
            ticks.add(new SvgPlot.Tick(
                    nines(percentile),
                    "p"
                            + (percentile == (int) percentile
                                    ? String.valueOf((int) percentile)
                                    : String.valueOf(percentile))));
        }
        plot("Delay percentiles", SvgPlot.lines("ms", series, nines(99.99), ticks, 0, 0));
    }

    private static double nines(double percentile) {
        return -Math.log10(1 - percentile / 100);
    }

    private void steps(RunResult result) {
        List<SvgPlot.Bar> bars = new ArrayList<>();
        for (int percentile : new int[] {50, 95}) {
            List<SvgPlot.Part> parts = new ArrayList<>();
            result.steps().forEach((step, histogram) -> {
                if (histogram.getTotalCount() > 0) {
                    parts.add(new SvgPlot.Part(step.label(), histogram.getValueAtPercentile(percentile) / 1000.0));
                }
            });
            if (!parts.isEmpty()) {
                bars.add(new SvgPlot.Bar("p" + percentile + " of each step", parts));
            }
        }
        if (!bars.isEmpty()) {
            plot("Steps of joining", SvgPlot.bars("ms", bars));
        }
    }

    private void overTime(
            RunResult result, String title, String unit, List<String> names, List<ToDoubleFunction<Sample>> values) {
        List<Double> seconds = result.samples().stream().map(Sample::second).toList();
        List<SvgPlot.Series> series = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            ToDoubleFunction<Sample> value = values.get(i);
            List<Double> y = result.samples().stream()
                    .map(sample -> value.applyAsDouble(sample))
                    .toList();
            if (y.stream().anyMatch(one -> !one.isNaN())) {
                series.add(new SvgPlot.Series(names.get(i), seconds, y));
            }
        }
        if (series.isEmpty() || seconds.size() < 2) {
            return;
        }
        List<Double> measured = result.samples().stream()
                .filter(sample -> sample.phase().equals("measured"))
                .map(Sample::second)
                .toList();
        double from = measured.isEmpty() ? 0 : measured.get(0) - 1;
        double to = measured.isEmpty() ? 0 : measured.get(measured.size() - 1);
        plot(title + (measured.isEmpty() ? "" : " (shaded: measured)"), SvgPlot.overTime(unit, series, from, to));
    }

    private void verdicts(RunResult result) {
        if (result.verdicts().isEmpty()
                && result.notes().isEmpty()
                && result.failures().isEmpty()) {
            return;
        }
        add("<div class='card wide'><h3>Thresholds</h3><table>");
        for (Thresholds.Verdict verdict : result.verdicts()) {
            Metric metric = verdict.metric();
            add("<tr><td class='mark " + (verdict.passed() ? "ok'>✓" : "bad'>✗") + "</td><td>fails if "
                    + Html.escape(verdict.condition().text()) + "</td><td class='number'>"
                    + (metric == null ? "not measured" : metric.text()) + "</td></tr>");
        }
        add("</table>");
        if (!result.notes().isEmpty() || !result.failures().isEmpty()) {
            add("<ul class='notes'>");
            result.failures()
                    .forEach(
                            (reason, count) -> add("<li>failed " + count + " times: " + Html.escape(reason) + "</li>"));
            result.notes().forEach(note -> add("<li>" + Html.escape(note) + "</li>"));
            add("</ul>");
        }
        add("</div>");
    }

    private void figures(RunResult result) {
        add("<div class='card wide'><details><summary>All figures</summary><table>");
        for (Metric metric : result.metrics().all()) {
            add("<tr><td>" + metric.name() + "</td><td class='number'>" + metric.text() + "</td><td>"
                    + Html.escape(metric.meaning()) + "</td></tr>");
        }
        add("</table></details></div>");
    }

    private void environment(RunResult result) {
        add("<div class='card wide'><details><summary>Machine</summary><table>");
        result.environment()
                .forEach((name, value) ->
                        add("<tr><th>" + Html.escape(name) + "</th><td>" + Html.escape(value) + "</td></tr>"));
        add("</table></details></div>");
    }

    private static String style() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report/report.css")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void add(String text) {
        out.append(text).append('\n');
    }
}
