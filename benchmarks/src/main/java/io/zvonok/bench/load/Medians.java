package io.zvonok.bench.load;

import io.zvonok.bench.load.measure.Metric;
import io.zvonok.bench.load.measure.Metrics;
import io.zvonok.bench.load.measure.Thresholds;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The same run several times: of each figure the one in the middle, and how far the others lie around it.
 *
 * @param spread lowest and highest of each figure
 */
record Medians(int runs, Metrics metrics, Map<String, List<Double>> spread) {
    static Medians of(List<RunResult> results) {
        Metrics metrics = new Metrics();
        Map<String, List<Double>> spread = new TreeMap<>();
        for (String name : Metrics.KNOWN.keySet()) {
            List<Metric> measured = results.stream()
                    .flatMap(result -> result.metrics().all().stream())
                    .filter(metric -> metric.name().equals(name))
                    .sorted(Comparator.comparingDouble(Metric::value))
                    .toList();
            if (!measured.isEmpty()) {
                Metric lower = measured.get((measured.size() - 1) / 2);
                Metric upper = measured.get(measured.size() / 2);
                metrics.put(name, (lower.value() + upper.value()) / 2, lower.meaning());
                spread.put(
                        name,
                        List.of(
                                measured.get(0).value(),
                                measured.get(measured.size() - 1).value()));
            }
        }
        return new Medians(results.size(), metrics, spread);
    }

    String text(Plan plan) {
        StringBuilder out = new StringBuilder("\nmedians of " + runs + " runs\n");
        for (Metric metric : metrics.all()) {
            List<Double> ends = spread.getOrDefault(metric.name(), List.of(metric.value(), metric.value()));
            out.append(String.format(
                    "  %-20s%-18s%s to %s%n",
                    metric.name(),
                    metric.text(),
                    Metric.format(ends.get(0), metric.kind()),
                    Metric.format(ends.get(1), metric.kind())));
        }
        for (Thresholds.Verdict verdict : plan.thresholds().judge(metrics)) {
            out.append("  ")
                    .append(verdict.passed() ? "✓" : "✗")
                    .append(" not ")
                    .append(verdict.condition().text())
                    .append('\n');
        }
        return out.toString();
    }
}
