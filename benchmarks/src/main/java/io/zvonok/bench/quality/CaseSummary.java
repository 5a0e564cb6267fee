package io.zvonok.bench.quality;

import io.zvonok.media.quality.Figure;
import io.zvonok.media.quality.QualityResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All runs of one case in one place, the simulator or a browser.
 *
 * @param judged figures held against their targets
 * @param runs without their series
 * @param median the run in the middle by how far the judged figures are from their targets, with its series
 * @param worst the run that is furthest from them, with its series
 */
record CaseSummary(
        String name,
        String where,
        Set<Figure> judged,
        Map<Figure, Spread> figures,
        List<QualityResult> runs,
        QualityResult median,
        QualityResult worst) {
    static final String SIMULATOR = "simulator";

    enum Verdict {
        PASS,
        MISS,
        /** Only told. */
        NONE
    }

    static CaseSummary of(List<QualityResult> runs, Set<Figure> judged) {
        Map<Figure, Spread> figures = new EnumMap<>(Figure.class);
        for (Figure figure : Figure.values()) {
            List<Double> values = new ArrayList<>();
            for (QualityResult run : runs) {
                Double value = run.figures().get(figure);
                if (value != null) {
                    values.add(value);
                }
            }
            if (!values.isEmpty()) {
                figures.put(figure, Spread.of(figure, values));
            }
        }
        List<QualityResult> bestFirst = runs.stream()
                .sorted(Comparator.comparingDouble((QualityResult run) -> distance(run, judged))
                        .thenComparing(QualityResult::seed))
                .toList();
        QualityResult first = runs.get(0);
        return new CaseSummary(
                first.caseName(),
                first.where(),
                judged,
                figures,
                runs.stream().map(QualityResult::withoutSeries).toList(),
                bestFirst.get((runs.size() - 1) / 2),
                bestFirst.get(runs.size() - 1));
    }

    /** How far from its targets a run is: the ratio of the figure that is furthest, and a little of the others. */
    private static double distance(QualityResult run, Set<Figure> judged) {
        double furthest = 0;
        double sum = 0;
        for (Figure figure : judged) {
            Double value = run.figures().get(figure);
            if (value != null) {
                double target = figure.p95Target();
                boolean lower = figure.better() == Figure.Better.LOWER;
                double ratio = lower ? value / target : target / Math.max(value, target / 1000);
                furthest = Math.max(furthest, ratio);
                sum += ratio;
            }
        }
        return furthest + sum / 1000;
    }

    boolean isSimulated() {
        return where.equals(SIMULATOR);
    }

    /** Browsers run too seldom for a percentile: there the median is judged. */
    Verdict verdict(Figure figure) {
        Spread spread = figures.get(figure);
        if (spread == null || !judged.contains(figure) || Double.isNaN(figure.p95Target())) {
            return Verdict.NONE;
        }
        boolean kept;
        if (isSimulated()) {
            kept = figure.keeps(spread.median(), figure.medianTarget())
                    && figure.keeps(spread.p95(), figure.p95Target());
        } else {
            boolean hasOwn = !Double.isNaN(figure.medianTarget());
            kept = figure.keeps(spread.median(), hasOwn ? figure.medianTarget() : figure.p95Target());
        }
        return kept ? Verdict.PASS : Verdict.MISS;
    }

    /** The value that the verdict is mostly about. */
    double judgedValue(Figure figure) {
        Spread spread = figures.get(figure);
        return spread == null ? Double.NaN : isSimulated() ? spread.p95() : spread.median();
    }

    long count(Verdict verdict) {
        return judged.stream().filter(figure -> verdict(figure) == verdict).count();
    }
}
