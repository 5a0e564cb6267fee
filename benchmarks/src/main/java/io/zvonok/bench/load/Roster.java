package io.zvonok.bench.load;

import io.zvonok.bench.load.measure.Delays;
import io.zvonok.bench.load.peer.Connector;
import io.zvonok.bench.load.peer.JoinTimes;
import io.zvonok.bench.load.peer.LoadLoop;
import io.zvonok.bench.load.peer.Peer;
import io.zvonok.bench.load.peer.PeerSpec;
import io.zvonok.bench.load.peer.Tally;
import io.zvonok.bench.load.peer.ViewerReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * All peers of a run with the loops they live on, and what can be asked of all of them together.
 *
 * <p>Thread: that of the run.
 */
final class Roster implements AutoCloseable {
    private static final int WORST = 5;
    private static final long REPORT_SECONDS = 10;
    private static final long LEAVE_SECONDS = 10;

    private final List<LoadLoop> loops = new ArrayList<>();
    private final List<Peer> first = new ArrayList<>();
    private final List<Peer> then = new ArrayList<>();
    /** One for each group and loop. */
    private final Map<String, List<Delays>> groups = new HashMap<>();

    Roster(ScenarioSpec spec, Connector connector, int loopCount) {
        for (int i = 0; i < loopCount; i++) {
            loops.add(new LoadLoop("load-" + i));
        }
        int number = 0;
        for (PeerSpec peer : spec.first()) {
            first.add(peer(peer, connector, number++));
        }
        for (PeerSpec peer : spec.then()) {
            then.add(peer(peer, connector, number++));
        }
    }

    private Peer peer(PeerSpec spec, Connector connector, int number) {
        int loop = number % loops.size();
        List<Delays> delays = groups.computeIfAbsent(
                spec.group(), group -> loops.stream().map(each -> new Delays()).toList());
        return connector.peer(spec, loops.get(loop), delays.get(loop));
    }

    List<LoadLoop> loops() {
        return loops;
    }

    List<Peer> first() {
        return first;
    }

    List<Peer> then() {
        return then;
    }

    List<Peer> all() {
        List<Peer> all = new ArrayList<>(first);
        all.addAll(then);
        return all;
    }

    long count(Tally.Count count) {
        return loops.stream().mapToLong(loop -> loop.tally().get(count)).sum();
    }

    int in(Peer.State state) {
        return (int) all().stream().filter(peer -> peer.state() == state).count();
    }

    /** What full viewers of a group measured since the last call. */
    void drain(String group, Delays.Kind kind, Histogram into) {
        groups.getOrDefault(group, List.of()).forEach(delays -> delays.drainInto(kind, into));
    }

    /** What publishers measured since the last call. */
    void drainLateness(Histogram into) {
        loops.forEach(loop -> loop.delays().drainInto(Delays.Kind.LATENESS, into));
    }

    void beginWindow() {
        all().forEach(Peer::beginWindow);
    }

    List<ViewerReport> windowReports() {
        List<CompletableFuture<@Nullable ViewerReport>> asked = all().stream()
                .filter(peer -> peer.state() == Peer.State.JOINED)
                .map(Peer::windowReport)
                .toList();
        return asked.stream()
                .map(report -> report.completeOnTimeout(null, REPORT_SECONDS, TimeUnit.SECONDS)
                        .join())
                .filter(Objects::nonNull)
                .toList();
    }

    static List<ViewerReport> worst(List<ViewerReport> reports) {
        return reports.stream()
                .sorted(Comparator.comparingDouble(ViewerReport::lossShare)
                        .thenComparingLong(ViewerReport::longestGapNanos)
                        .reversed())
                .limit(WORST)
                .toList();
    }

    Map<String, Integer> failures() {
        Map<String, Integer> failures = new LinkedHashMap<>();
        for (Peer peer : all()) {
            if (peer.state() == Peer.State.FAILED) {
                failures.merge(peer.failure(), 1, Integer::sum);
            } else if (peer.state() == Peer.State.JOINING) {
                failures.merge("was still joining when the run ended", 1, Integer::sum);
            }
        }
        return failures;
    }

    /** How long each step took those who took it, in microseconds; from the step before. */
    Map<JoinTimes.Step, Histogram> steps() {
        Map<JoinTimes.Step, Histogram> steps = new LinkedHashMap<>();
        JoinTimes.Step before = JoinTimes.Step.DUE;
        for (JoinTimes.Step step : JoinTimes.Step.values()) {
            if (step != JoinTimes.Step.DUE) {
                steps.put(step, between(before, step));
                before = step;
            }
        }
        return steps;
    }

    /** Of those who joined at the rate of the plan. */
    Histogram between(JoinTimes.Step from, JoinTimes.Step to) {
        Histogram histogram = Delays.empty();
        for (Peer peer : then) {
            long nanos = peer.times().between(from, to);
            if (nanos >= 0) {
                histogram.recordValue(Math.min(60_000_000, nanos / 1000));
            }
        }
        return histogram;
    }

    /** Waits until the server was told, or for some seconds. */
    void leave() {
        CompletableFuture<?>[] told = all().stream().map(Peer::leave).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(told)
                .completeOnTimeout(null, LEAVE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        loops.forEach(LoadLoop::close);
    }
}
