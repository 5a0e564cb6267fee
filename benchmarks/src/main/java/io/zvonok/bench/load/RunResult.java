package io.zvonok.bench.load;

import io.zvonok.bench.load.measure.Calibration;
import io.zvonok.bench.load.measure.Delays;
import io.zvonok.bench.load.measure.Metrics;
import io.zvonok.bench.load.measure.Thresholds;
import io.zvonok.bench.load.peer.JoinTimes;
import io.zvonok.bench.load.peer.ViewerReport;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * All that a run gave.
 *
 * @param delays of full viewers of the group that counts, while it was measured
 * @param steps how long each step of joining took, in microseconds
 * @param failures reasons and how often each came
 * @param worst the viewers with the most loss, then with the longest gaps
 * @param partial true if the run was ended before its time
 */
record RunResult(
        Plan plan,
        String title,
        Map<String, String> environment,
        Metrics metrics,
        List<Thresholds.Verdict> verdicts,
        Map<Delays.Kind, Histogram> delays,
        Map<JoinTimes.Step, Histogram> steps,
        Map<String, Integer> failures,
        List<ViewerReport> worst,
        List<Sample> samples,
        @Nullable Calibration calibration,
        List<String> notes,
        boolean partial) {
    RunResult titled(String newTitle) {
        return new RunResult(
                plan,
                newTitle,
                environment,
                metrics,
                verdicts,
                delays,
                steps,
                failures,
                worst,
                samples,
                calibration,
                notes,
                partial);
    }

    boolean passed() {
        return verdicts.stream().allMatch(Thresholds.Verdict::passed);
    }
}
