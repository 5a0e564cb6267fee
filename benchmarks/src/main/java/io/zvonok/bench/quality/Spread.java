package io.zvonok.bench.quality;

import io.zvonok.media.quality.Figure;
import java.util.List;

/**
 * One figure over all runs of a case.
 *
 * @param median of the runs
 * @param p95 what 95 % of the runs keep
 * @param worst of all
 */
record Spread(double median, double p95, double worst) {
    static Spread of(Figure figure, List<Double> values) {
        double[] bestFirst =
                values.stream().mapToDouble(value -> value).sorted().toArray();
        if (figure.better() == Figure.Better.HIGHER) {
            for (int i = 0; i < bestFirst.length / 2; i++) {
                double other = bestFirst[i];
                bestFirst[i] = bestFirst[bestFirst.length - 1 - i];
                bestFirst[bestFirst.length - 1 - i] = other;
            }
        }
        return new Spread(at(bestFirst, 50), at(bestFirst, 95), bestFirst[bestFirst.length - 1]);
    }

    /** The value that so many percent of the runs keep. */
    private static double at(double[] bestFirst, int percent) {
        int rank = (bestFirst.length * percent + 99) / 100;
        return bestFirst[Math.max(0, rank - 1)];
    }
}
