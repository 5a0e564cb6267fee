package io.zvonok.media.quality;

import io.zvonok.media.quality.QualityCase.Step;
import io.zvonok.media.quality.QualityCase.Viewer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Cuts the story of a case into phases, and says what would be best in each. */
final class Phases {
    /**
     * What part of a link may be planned with: an estimator that backs off to 85 % of what it has seen pass cannot be asked
     * for more.
     */
    private static final double PLANNED = 0.85;
    /** A microphone with its headers: 32 kbit/s of Opus in 50 packets a second. */
    private static final int AUDIO_KBPS = 50;

    private final QualityCase quality;

    private Phases(QualityCase quality) {
        this.quality = quality;
    }

    static List<Phase> of(QualityCase quality) {
        return new Phases(quality).cut();
    }

    private List<Phase> cut() {
        TreeSet<Double> bounds = new TreeSet<>();
        quality.viewers().forEach(viewer -> bounds.add(viewer.joinsAt()));
        quality.steps().stream().filter(Step::endsPhase).forEach(step -> bounds.add(step.at()));
        bounds.add(0.0);
        List<Phase> phases = new ArrayList<>();
        for (double from : bounds) {
            Double next = bounds.higher(from);
            double to = next == null ? quality.seconds() : next;
            List<Integer> pictures = picturesAt(from);
            int capacity = capacityAt(from);
            int before = phases.isEmpty() ? 0 : phases.get(phases.size() - 1).capacityKbps();
            phases.add(new Phase(
                    kind(from, before, capacity),
                    millis(from),
                    millis(to),
                    capacity,
                    feasibleKbps(capacity, pictures, from),
                    pictures));
        }
        return phases;
    }

    private static int millis(double seconds) {
        return (int) Math.round(seconds * 1000);
    }

    private static Phase.Kind kind(double from, int before, int now) {
        if (from == 0) {
            return Phase.Kind.START;
        }
        return now < before ? Phase.Kind.DROP : now > before ? Phase.Kind.RISE : Phase.Kind.OTHER;
    }

    private int capacityAt(double seconds) {
        int capacity = 0;
        for (Step step : quality.steps()) {
            capacity = step.at() <= seconds && step.capacityKbps() > 0 ? step.capacityKbps() : capacity;
        }
        return capacity;
    }

    private List<Integer> picturesAt(double seconds) {
        List<Integer> pictures = new ArrayList<>();
        for (int i = 0; i < quality.viewers().size(); i++) {
            Viewer viewer = quality.viewers().get(i);
            for (int j = 0; j < viewer.watches().size(); j++) {
                if (viewer.joinsAt() <= seconds && watches(i, seconds)) {
                    pictures.add(quality.firstWatchOf(i) + j);
                }
            }
        }
        return pictures;
    }

    private boolean watches(int viewer, double seconds) {
        boolean watches = true;
        for (Step step : quality.steps()) {
            watches = step.viewer() == viewer && step.at() <= seconds ? step.watches() : watches;
        }
        return watches;
    }

    private double feasibleKbps(int capacityKbps, List<Integer> pictures, double seconds) {
        List<QualityCase.Watch> all = quality.watches();
        List<Ladder> ladders =
                pictures.stream().map(picture -> all.get(picture).ladder()).toList();
        long listeners = quality.viewers().stream()
                .filter(viewer -> viewer.joinsAt() <= seconds)
                .count();
        return Ladder.feasibleKbps(ladders, PLANNED * capacityKbps - listeners * quality.voices() * AUDIO_KBPS);
    }
}
