package io.zvonok.media.quality;

import io.zvonok.media.quality.QualityResult.Picture;
import io.zvonok.media.quality.QualityResult.Sample;
import io.zvonok.media.quality.QualityRun.AudioCount;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** All figures of one run: what applies, rounded to what is worth telling. */
final class FiguresOfRun {
    /** After a drop nobody blames the server for the sound before it can know. */
    private static final int AUDIO_SETTLES_MILLIS = 2000;

    private final List<Sample> samples;
    private final List<AudioCount> audio;
    private final List<Phase> phases;
    private final List<Ladder> ladders;
    private final Map<Figure, Double> figures = new EnumMap<>(Figure.class);

    FiguresOfRun(QualityCase quality, List<Sample> samples, List<AudioCount> audio) {
        this.samples = samples;
        this.audio = audio;
        this.phases = quality.phases();
        this.ladders = quality.watches().stream().map(QualityCase.Watch::ladder).toList();
        addConvergence();
        addSteady();
        put(Figure.AUDIO_LOSS, audioLossPercent());
    }

    private void addConvergence() {
        put(
                Figure.DOWN_CONVERGENCE,
                Metrics.worst(phases, Phase.Kind.DROP, drop -> Metrics.downConvergenceMillis(samples, drop)));
        put(
                Figure.FREEZES_PER_DROP,
                Metrics.worst(phases, Phase.Kind.DROP, drop -> Metrics.freezesAfter(samples, drop)));
        double up = Double.NaN;
        for (Phase phase : phases) {
            boolean rises = phase.kind() == Phase.Kind.START || phase.kind() == Phase.Kind.RISE;
            if (rises && phase.feasibleKbps() > 0) {
                double millis = Metrics.upConvergenceMillis(samples, phase, ladders);
                up = Double.isNaN(up) ? millis : Math.max(up, millis);
            }
        }
        put(Figure.UP_CONVERGENCE, up);
    }

    private void addSteady() {
        put(Figure.UTILISATION, Metrics.utilisationPercent(samples, phases, ladders));
        put(Figure.QUEUE_DELAY, Metrics.queueDelayMillis(samples, phases));
        put(Figure.FREEZES, Metrics.freezesPerMinute(samples, phases, ladders));
        put(Figure.LAYER_CHANGES, Metrics.layerChangesPerMinute(samples, phases, ladders.size()));
        put(Figure.SHOWN_HEIGHT, meanOfFirst(Picture::height));
        put(Figure.SHOWN_FPS, meanOfFirst(Picture::fps));
    }

    private double meanOfFirst(ToIntFunction<Picture> value) {
        return Metrics.meanWhenSteady(
                samples,
                phases,
                (sample, phase) -> value.applyAsInt(sample.pictures().get(0)));
    }

    /** What each viewer is shown while the most of them watch. */
    void addFairness(List<List<Integer>> picturesByViewer) {
        int most =
                phases.stream().mapToInt(phase -> phase.pictures().size()).max().orElse(0);
        List<Phase> full =
                phases.stream().filter(phase -> phase.pictures().size() == most).toList();
        double[] shares = picturesByViewer.stream()
                .mapToDouble(own -> Metrics.meanWhenSteady(
                        samples,
                        full,
                        (sample, phase) -> own.stream()
                                .mapToDouble(picture -> ladders.get(picture)
                                        .shownKbps(sample.pictures().get(picture)))
                                .sum()))
                .toArray();
        put(Figure.FAIRNESS, Metrics.jainIndex(shares));
    }

    /** The worst picture is told. */
    void addPicture(WatchedPicture picture, long nowNanos) {
        worse(Figure.FPS_AFTER_3_SECONDS, picture.fpsAfterThreeSeconds());
        worse(Figure.FRAMES_DECODED, picture.decodedPercent(nowNanos));
        worse(Figure.FREEZES_UNDER_LOSS, picture.freezesPerMinuteSinceStart(nowNanos));
    }

    private void worse(Figure figure, double value) {
        double known = figures.getOrDefault(figure, value);
        put(figure, figure.better() == Figure.Better.LOWER ? Math.max(known, value) : Math.min(known, value));
    }

    void addLinkLoss(double percent) {
        put(Figure.LINK_LOSS, percent);
    }

    private double audioLossPercent() {
        long expected = 0;
        long lost = 0;
        for (Phase phase : phases) {
            List<AudioCount> settled = new ArrayList<>();
            for (AudioCount count : audio) {
                if (phase.contains(count.tMillis()) && count.tMillis() >= phase.fromMillis() + AUDIO_SETTLES_MILLIS) {
                    settled.add(count);
                }
            }
            if (!settled.isEmpty()) {
                AudioCount first = settled.get(0);
                AudioCount last = settled.get(settled.size() - 1);
                expected += last.expected() - first.expected();
                lost += last.lost() - first.lost();
            }
        }
        return expected == 0 ? Double.NaN : 100.0 * Math.max(0, lost) / expected;
    }

    private void put(Figure figure, double value) {
        if (!Double.isNaN(value)) {
            figures.put(figure, Math.rint(value * 1000) / 1000);
        }
    }

    Map<Figure, Double> all() {
        return figures;
    }
}
