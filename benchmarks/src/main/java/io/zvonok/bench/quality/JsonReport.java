package io.zvonok.bench.quality;

import io.zvonok.bench.quality.CaseSummary.Verdict;
import io.zvonok.media.quality.Figure;
import io.zvonok.media.quality.QualityResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Everything as data: the targets, each case's figures, every run's figures, and the series of the plotted runs. */
final class JsonReport {
    private JsonReport() {}

    static String of(List<CaseSummary> all) {
        List<String> targets = new ArrayList<>();
        for (String where : all.stream().map(CaseSummary::where).distinct().toList()) {
            TargetRow.of(all, where).forEach(row -> targets.add(target(row)));
        }
        return "{\"figures\":" + Figure.listAsJson().strip() + ",\n\"targets\":[\n" + String.join(",\n", targets)
                + "],\n\"cases\":[\n"
                + String.join(",\n", all.stream().map(JsonReport::summary).toList()) + "]}\n";
    }

    private static String target(TargetRow row) {
        return String.format(
                Locale.ROOT,
                "{\"figure\":\"%s\",\"where\":\"%s\",\"verdict\":\"%s\",\"cases\":%d,\"kept\":%d,\"worst\":%s,"
                        + "\"worstMedian\":%s,\"worstCase\":\"%s\"}",
                row.figure().id(),
                row.where(),
                word(row.verdict()),
                row.cases(),
                row.kept(),
                number(row.worstValue()),
                number(row.worstMedian()),
                row.worstCase());
    }

    private static String summary(CaseSummary summary) {
        List<String> figures = new ArrayList<>();
        summary.figures()
                .forEach((figure, spread) -> figures.add(String.format(
                        Locale.ROOT,
                        "\"%s\":{\"median\":%s,\"p95\":%s,\"worst\":%s,\"verdict\":\"%s\"}",
                        figure.id(),
                        number(spread.median()),
                        number(spread.p95()),
                        number(spread.worst()),
                        word(summary.verdict(figure)))));
        return String.format(
                Locale.ROOT,
                "{\"case\":\"%s\",\"where\":\"%s\",\"figures\":{%s},%n\"runs\":[%s],%n\"median\":%s,%n\"worst\":%s}",
                summary.name(),
                summary.where(),
                String.join(",", figures),
                String.join(
                        ",\n",
                        summary.runs().stream().map(QualityResult::toJson).toList()),
                summary.median().toJson(),
                summary.worst().toJson());
    }

    private static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "null" : Double.toString(value);
    }
}
