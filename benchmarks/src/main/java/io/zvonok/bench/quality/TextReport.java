package io.zvonok.bench.quality;

import io.zvonok.bench.quality.CaseSummary.Verdict;
import io.zvonok.media.quality.Figure;
import java.util.List;
import java.util.Locale;

/** The table of targets and the cases that missed some, for a terminal. */
final class TextReport {
    private TextReport() {}

    static String of(List<CaseSummary> all) {
        StringBuilder text = new StringBuilder();
        for (String where : all.stream().map(CaseSummary::where).distinct().toList()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%-27s %-29s %-22s %-7s %s%n",
                    where,
                    "target",
                    where.equals(CaseSummary.SIMULATOR) ? "worst case's p95" : "worst case's median",
                    "cases",
                    "worst case"));
            for (TargetRow row : TargetRow.of(all, where)) {
                text.append(String.format(
                        Locale.ROOT,
                        "%s %-25s %-29s %-22s %-7s %s%n",
                        mark(row.verdict()),
                        row.figure().id(),
                        Numbers.target(row.figure()),
                        reached(row),
                        row.cases() == 0 ? "-" : row.kept() + "/" + row.cases(),
                        row.worstCase()));
            }
        }
        text.append('\n');
        for (CaseSummary summary : all) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-9s %-30s %d of %d%s%n",
                    summary.where(),
                    summary.name(),
                    summary.count(Verdict.PASS),
                    summary.count(Verdict.PASS) + summary.count(Verdict.MISS),
                    misses(summary)));
        }
        return text.toString();
    }

    private static String reached(TargetRow row) {
        String p95 = Numbers.withUnit(row.figure(), row.worstValue());
        return Double.isNaN(row.figure().medianTarget()) || !row.where().equals(CaseSummary.SIMULATOR)
                ? p95
                : p95 + " (median " + Numbers.withUnit(row.figure(), row.worstMedian()) + ")";
    }

    private static String misses(CaseSummary summary) {
        StringBuilder text = new StringBuilder();
        for (Figure figure : summary.judged()) {
            if (summary.verdict(figure) == Verdict.MISS) {
                text.append(text.isEmpty() ? ", missed: " : ", ");
                text.append(figure.id()).append(' ').append(Numbers.withUnit(figure, summary.judgedValue(figure)));
            }
        }
        return text.toString();
    }

    private static String mark(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "+";
            case MISS -> "x";
            case NONE -> " ";
        };
    }
}
