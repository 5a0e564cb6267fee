package io.zvonok.bench.quality;

import io.zvonok.bench.quality.CaseSummary.Verdict;
import io.zvonok.media.quality.Figure;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of the table of targets: a figure, and the case of each place that is worst in it.
 *
 * @param cases in which it is judged
 * @param kept of them
 * @param worstValue NaN if no case has it
 * @param worstMedian of the case whose median is worst
 */
record TargetRow(
        Figure figure, String where, int cases, int kept, String worstCase, double worstValue, double worstMedian) {
    static List<TargetRow> of(List<CaseSummary> all, String where) {
        List<TargetRow> rows = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            if (!Double.isNaN(figure.p95Target())) {
                rows.add(row(figure, where, all));
            }
        }
        return rows;
    }

    private static TargetRow row(Figure figure, String where, List<CaseSummary> all) {
        int cases = 0;
        int kept = 0;
        String worstCase = "";
        double worst = Double.NaN;
        double worstMedian = Double.NaN;
        for (CaseSummary summary : all) {
            Verdict verdict = summary.verdict(figure);
            Spread spread = summary.figures().get(figure);
            if (!summary.where().equals(where) || verdict == Verdict.NONE || spread == null) {
                continue;
            }
            cases++;
            kept += verdict == Verdict.PASS ? 1 : 0;
            double value = summary.judgedValue(figure);
            if (Double.isNaN(worst) || isWorse(figure, value, worst)) {
                worst = value;
                worstCase = summary.name();
            }
            if (Double.isNaN(worstMedian) || isWorse(figure, spread.median(), worstMedian)) {
                worstMedian = spread.median();
            }
        }
        return new TargetRow(figure, where, cases, kept, worstCase, worst, worstMedian);
    }

    private static boolean isWorse(Figure figure, double value, double than) {
        return figure.better() == Figure.Better.LOWER ? value > than : value < than;
    }

    Verdict verdict() {
        return cases == 0 ? Verdict.NONE : kept == cases ? Verdict.PASS : Verdict.MISS;
    }
}
