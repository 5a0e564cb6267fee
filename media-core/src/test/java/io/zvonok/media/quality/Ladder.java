package io.zvonok.media.quality;

import java.util.List;

/**
 * The layers that one picture may be shown in, up to the size it has on screen.
 *
 * @param steps smallest first
 * @param framesPerSecond of the full frame rate
 */
record Ladder(List<Step> steps, int framesPerSecond) {
    /** Of a viewer's 30 frames a few come late; that is no lower layer. */
    private static final double NEARLY_ALL = 0.95;

    /** One layer, of nominal rate. */
    record Step(int height, int kbps) {}

    Ladder {
        steps = List.copyOf(steps);
    }

    /** Three encodings of a camera, those that a picture of that size needs. */
    static Ladder camera(int wantedHeight) {
        List<Step> all = List.of(new Step(180, 150), new Step(360, 500), new Step(720, 1500));
        return new Ladder(
                all.stream().filter(step -> step.height <= wantedHeight).toList(), 30);
    }

    /** A screen in one size; its slower frame rates are no steps here. */
    static Ladder screen1080() {
        return new Ladder(List.of(new Step(1080, 1500)), 15);
    }

    /** The rate of what is shown: the layer's, by the part of its frames that are shown. */
    double shownKbps(QualityResult.Picture picture) {
        double kbps = 0;
        for (Step step : steps) {
            kbps = picture.height() >= step.height ? step.kbps : kbps;
        }
        return kbps * Math.min(1, picture.fps() / (NEARLY_ALL * framesPerSecond));
    }

    /** What the smallest layers of some of them take. */
    static double smallestKbps(List<Ladder> ladders, List<Integer> pictures) {
        return pictures.stream()
                .mapToInt(picture -> ladders.get(picture).steps.get(0).kbps)
                .sum();
    }

    /** The best sum of one layer, or none, of each ladder within a budget. */
    static double feasibleKbps(List<Ladder> ladders, double budgetKbps) {
        int budget = (int) Math.max(0, budgetKbps);
        boolean[] reachable = new boolean[budget + 1];
        reachable[0] = true;
        for (Ladder ladder : ladders) {
            for (int sum = budget; sum >= 0; sum--) {
                for (Step step : ladder.steps) {
                    reachable[sum] |= sum >= step.kbps && reachable[sum - step.kbps];
                }
            }
        }
        int best = budget;
        while (!reachable[best]) {
            best--;
        }
        return best;
    }
}
