package io.zvonok.bench.load;

import io.zvonok.bench.load.measure.Thresholds;
import java.util.ArrayList;
import java.util.List;

/** The runs of a suite: every scenario with its own numbers, the broadcast in three sizes. */
final class Suite {
    private static final int[] AUDIENCES = {50, 150, 300};

    private Suite() {}

    /** One run and how it is called in the report. */
    record Part(String title, Plan plan) {}

    static List<Part> parts(Plan suite) {
        List<Part> parts = new ArrayList<>();
        for (int viewers : AUDIENCES) {
            parts.add(new Part("broadcast 1 to " + viewers, of(suite, Scenario.BROADCAST, viewers)));
        }
        for (Scenario scenario : List.of(
                Scenario.LESSON,
                Scenario.AUDIO,
                Scenario.JOIN_STORM,
                Scenario.LAYER_SWITCH,
                Scenario.LOSS,
                Scenario.IDLE)) {
            parts.add(new Part(scenario.label(), of(suite, scenario, scenario.viewers())));
        }
        return parts;
    }

    private static Plan of(Plan suite, Scenario scenario, int viewers) {
        long duration = suite.durationMillis() > 0 ? suite.durationMillis() : scenario.seconds() * 1000L;
        return new Plan(
                scenario,
                suite.target(),
                scenario.publishers(),
                viewers,
                1,
                scenario.joinsPerSecond(),
                scenario.warmUpSeconds() * 1000L,
                duration,
                suite.codec(),
                scenario.layers(),
                scenario.bitrateBps(),
                suite.profile(),
                !scenario.isAudience(),
                scenario.fullShare(),
                scenario == Scenario.LOSS ? 0.02 : 0,
                1,
                suite.seed(),
                suite.loops(),
                suite.serverPid(),
                suite.metricsUrl(),
                suite.usualThresholds()
                        ? Thresholds.parse(LoadCommandLine.sane(scenario, scenario.fullShare()))
                        : suite.thresholds(),
                suite.usualThresholds(),
                suite.out(),
                suite.formats(),
                suite.calibrated(),
                suite.quiet(),
                suite.color());
    }
}
