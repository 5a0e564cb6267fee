package io.zvonok.media.quality;

import io.zvonok.media.quality.QualityResult.Picture;
import io.zvonok.media.quality.QualityResult.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * How the figures come out of the samples. Pure functions; times are in milliseconds since the viewers came.
 *
 * <p>What was not reached within a phase counts as the length of the phase.
 *
 * <p>Spec: RFC 8868 sections 3 and 4; freezes are counted where they happen, by the rule of {@code freezeCount} in the
 * WebRTC statistics.
 */
final class Metrics {
    static final int SAMPLE_MILLIS = 100;
    /** A state has to hold that long to count as reached. */
    private static final int HOLD_SAMPLES = 10;
    /** The rate sent is taken over this long: a frame or two are no rate. */
    private static final int RATE_SAMPLES = 5;

    private static final int LONG_QUEUE_MILLIS = 100;
    private static final int AFTER_DROP_MILLIS = 10_000;
    private static final double BEST = 0.95;

    private Metrics() {}

    /** From the drop until, for a second, no more is sent than the link carries and the queue is short. */
    static double downConvergenceMillis(List<Sample> samples, Phase drop) {
        return firstHeld(
                samples,
                drop,
                i -> meanSentKbps(samples, i) <= drop.capacityKbps()
                        && samples.get(i).queueDelayMillis() < LONG_QUEUE_MILLIS);
    }

    /** From the rise until, for a second, (almost) the best sum of layers is shown. */
    static double upConvergenceMillis(List<Sample> samples, Phase rise, List<Ladder> ladders) {
        return firstHeld(samples, rise, i -> shownKbps(samples.get(i), rise, ladders) >= BEST * rise.feasibleKbps());
    }

    private interface State {
        boolean holdsAt(int sample);
    }

    private static double firstHeld(List<Sample> samples, Phase phase, State state) {
        int since = -1;
        for (int i = 0; i < samples.size(); i++) {
            int t = samples.get(i).tMillis();
            if (!phase.contains(t)) {
                continue;
            }
            since = !state.holdsAt(i) ? -1 : since < 0 ? i : since;
            if (since >= 0 && i - since + 1 >= HOLD_SAMPLES) {
                return samples.get(since).tMillis() - phase.fromMillis();
            }
        }
        return phase.lengthMillis();
    }

    private static double meanSentKbps(List<Sample> samples, int last) {
        int first = Math.max(0, last - RATE_SAMPLES + 1);
        return samples.subList(first, last + 1).stream()
                .mapToInt(Sample::sentKbps)
                .average()
                .orElse(0);
    }

    static double shownKbps(Sample sample, Phase phase, List<Ladder> ladders) {
        double sum = 0;
        for (int picture : phase.pictures()) {
            sum += ladders.get(picture).shownKbps(sample.pictures().get(picture));
        }
        return sum;
    }

    /** Mean over the steady time of what is shown, in percent of the best; more than the best counts as the best. */
    static double utilisationPercent(List<Sample> samples, List<Phase> phases, List<Ladder> ladders) {
        return meanWhenSteady(
                samples,
                phases,
                (sample, phase) -> phase.feasibleKbps() == 0
                        ? Double.NaN
                        : 100 * Math.min(1, shownKbps(sample, phase, ladders) / phase.feasibleKbps()));
    }

    interface PhaseValue {
        double of(Sample sample, Phase phase);
    }

    /** NaN where no time is steady; values that are NaN do not count. */
    static double meanWhenSteady(List<Sample> samples, List<Phase> phases, PhaseValue value) {
        double sum = 0;
        int count = 0;
        for (Phase phase : phases) {
            for (Sample sample : samples) {
                double now = phase.isSteadyAt(sample.tMillis()) ? value.of(sample, phase) : Double.NaN;
                sum += Double.isNaN(now) ? 0 : now;
                count += Double.isNaN(now) ? 0 : 1;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /** The delay that 95 % of the steady time keeps. */
    static double queueDelayMillis(List<Sample> samples, List<Phase> phases) {
        double[] steady = samples.stream()
                .filter(sample -> phases.stream().anyMatch(phase -> phase.isSteadyAt(sample.tMillis())))
                .mapToDouble(Sample::queueDelayMillis)
                .toArray();
        return percentile(steady, 95);
    }

    /**
     * Of the picture that froze most. A picture that stands still through and through never freezes again; where all
     * pictures fit, it counts as one freeze.
     */
    static double freezesPerMinute(List<Sample> samples, List<Phase> phases, List<Ladder> ladders) {
        return worstPerMinute(phases, ladders.size(), (phase, picture) -> {
            int froze = countIn(samples, phase.steadyFromMillis(), phase.toMillis(), picture, NEW_FREEZES);
            boolean stands = phase.feasibleKbps() >= Ladder.smallestKbps(ladders, phase.pictures())
                    && samples.stream()
                            .filter(sample -> phase.isSteadyAt(sample.tMillis()))
                            .anyMatch(sample -> sample.pictures().get(picture).fps() == 0);
            return stands ? Math.max(1, froze) : froze;
        });
    }

    private static final Step NEW_FREEZES = (before, now) -> now.freezes() - before.freezes();

    /** Times another size or another frame rate was shown, of the picture that changed most. */
    static double layerChangesPerMinute(List<Sample> samples, List<Phase> phases, int pictures) {
        return worstPerMinute(
                phases,
                pictures,
                (phase, picture) -> countIn(
                        samples, phase.steadyFromMillis(), phase.toMillis(), picture, new LayerChanges()::count));
    }

    /** A new size and the frame rate that comes with it, a moment apart, are one change. */
    private static final class LayerChanges {
        private static final int TOGETHER_SAMPLES = 20;
        private int sinceHeight = TOGETHER_SAMPLES;
        private int sinceTemporal = TOGETHER_SAMPLES;

        int count(Picture before, Picture now) {
            boolean height = before.height() != now.height();
            boolean temporal = before.temporalLayer() != now.temporalLayer();
            boolean counts = height && sinceTemporal >= TOGETHER_SAMPLES
                    || temporal && !height && sinceHeight >= TOGETHER_SAMPLES;
            sinceHeight = height ? 0 : sinceHeight + 1;
            sinceTemporal = temporal && !height ? 0 : sinceTemporal + 1;
            return counts ? 1 : 0;
        }
    }

    private interface Step {
        int count(Picture before, Picture now);
    }

    private interface CountOfPhase {
        int of(Phase phase, int picture);
    }

    private static double worstPerMinute(List<Phase> phases, int pictures, CountOfPhase counted) {
        double minutes = phases.stream().mapToInt(Phase::steadyMillis).sum() / 60_000.0;
        int worst = 0;
        for (int picture = 0; picture < pictures; picture++) {
            int count = 0;
            for (Phase phase : phases) {
                boolean there = phase.steadyMillis() > 0 && phase.pictures().contains(picture);
                count += there ? counted.of(phase, picture) : 0;
            }
            worst = Math.max(worst, count);
        }
        return minutes == 0 ? Double.NaN : worst / minutes;
    }

    private static int countIn(List<Sample> samples, int fromMillis, int toMillis, int picture, Step step) {
        int count = 0;
        for (int i = 1; i < samples.size(); i++) {
            int t = samples.get(i).tMillis();
            if (t > fromMillis && t < toMillis) {
                count += step.count(
                        samples.get(i - 1).pictures().get(picture),
                        samples.get(i).pictures().get(picture));
            }
        }
        return count;
    }

    /** Of the picture that froze most in the ten seconds after it. */
    static double freezesAfter(List<Sample> samples, Phase drop) {
        int end = Math.min(drop.toMillis(), drop.fromMillis() + AFTER_DROP_MILLIS);
        int worst = 0;
        for (int picture : drop.pictures()) {
            int count = countIn(
                    samples, drop.fromMillis(), end, picture, (before, now) -> now.freezes() - before.freezes());
            worst = Math.max(worst, count);
        }
        return worst;
    }

    /** Jain's index: 1 if all have the same, 1/n if one has everything, 0 if nobody has anything. */
    static double jainIndex(double... shares) {
        double sum = Arrays.stream(shares).sum();
        double squares = Arrays.stream(shares).map(share -> share * share).sum();
        return squares == 0 ? 0 : sum * sum / (shares.length * squares);
    }

    /** The smallest value that at least so many percent of the values do not exceed; NaN of nothing. */
    static double percentile(double[] values, double percent) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    static double worst(List<Phase> phases, Phase.Kind kind, ToDoubleFunction<Phase> value) {
        return phases.stream()
                .filter(phase -> phase.kind() == kind)
                .mapToDouble(value)
                .max()
                .orElse(Double.NaN);
    }

    static double mean(List<Sample> samples, ToIntFunction<Sample> value) {
        return samples.stream().mapToInt(value).average().orElse(Double.NaN);
    }
}
