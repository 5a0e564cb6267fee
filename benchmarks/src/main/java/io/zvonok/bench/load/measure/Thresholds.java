package io.zvonok.bench.load.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a run has failed: {@code loss>0.1%,p99>20ms}. Each condition that is true fails the run; one whose figure could
 * not be measured fails it too, since nothing is known of it.
 */
public final class Thresholds {
    private static final Pattern CONDITION = Pattern.compile("([a-z][a-z0-9-]*)\\s*(>=|<=|>|<)\\s*(\\S+)");

    private final List<Condition> conditions;

    private Thresholds(List<Condition> conditions) {
        this.conditions = conditions;
    }

    /** One condition. */
    public record Condition(String metric, String operator, double limit, String text) {
        boolean isTrue(double value) {
            return switch (operator) {
                case ">" -> value > limit;
                case ">=" -> value >= limit;
                case "<" -> value < limit;
                default -> value <= limit;
            };
        }
    }

    /** What came out of one condition; the metric is null when it was not measured. */
    public record Verdict(Condition condition, @Nullable Metric metric, boolean passed) {}

    /** Throws {@link IllegalArgumentException} with one line. */
    public static Thresholds parse(String text) {
        List<Condition> conditions = new ArrayList<>();
        for (String part : text.split(",")) {
            String condition = part.strip();
            if (condition.isEmpty()) {
                continue;
            }
            Matcher matcher = CONDITION.matcher(condition);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "--fail-if: \"" + condition + "\" is no condition; write for example loss>0.1% or p99>20ms");
            }
            Metric.Kind kind = Metrics.KNOWN.get(matcher.group(1));
            if (kind == null) {
                throw new IllegalArgumentException("--fail-if: there is no figure \"" + matcher.group(1)
                        + "\"; there are " + String.join(", ", Metrics.KNOWN.keySet()));
            }
            try {
                double limit = kind.parse(matcher.group(3));
                conditions.add(new Condition(matcher.group(1), matcher.group(2), limit, condition));
            } catch (IllegalArgumentException malformed) {
                throw new IllegalArgumentException("--fail-if: " + condition + ": " + malformed.getMessage());
            }
        }
        return new Thresholds(List.copyOf(conditions));
    }

    /** True if one of them asks for what only the server can tell. */
    public boolean needServer() {
        return conditions.stream().anyMatch(condition -> Metrics.needsServer(condition.metric()));
    }

    public List<Verdict> judge(Metrics metrics) {
        return conditions.stream()
                .map(condition -> {
                    Metric metric = metrics.get(condition.metric());
                    return new Verdict(condition, metric, metric != null && !condition.isTrue(metric.value()));
                })
                .toList();
    }
}
