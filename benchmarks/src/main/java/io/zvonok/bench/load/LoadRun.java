package io.zvonok.bench.load;

import io.zvonok.bench.load.measure.Calibration;
import io.zvonok.bench.load.measure.Delays;
import io.zvonok.bench.load.measure.FloorMeter;
import io.zvonok.bench.load.measure.Metrics;
import io.zvonok.bench.load.measure.ProcessMeter;
import io.zvonok.bench.load.measure.PrometheusMeter;
import io.zvonok.bench.load.measure.ServerMeter;
import io.zvonok.bench.load.peer.Connector;
import io.zvonok.bench.load.peer.LoadLoop;
import io.zvonok.bench.load.peer.Peer;
import io.zvonok.bench.load.peer.ViewerReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One run from the floor before to the floor after: publishers join, the others join at their rate, all settle, then it is
 * measured. The schedule of joins and packets is fixed beforehand and kept whatever the server does (open loop).
 *
 * <p>Thread: one; {@link #interrupt} any.
 */
final class LoadRun {
    private static final long FIRST_JOIN_MILLIS = 35_000;
    private static final long SETTLE_MILLIS = 20_000;
    private static final long BEFORE_MILLIS = 6_000;
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final double MAX_STEAL = 0.02;
    private static final double MAX_WAIT_PERCENT = 10;
    private static final double MAX_LATENESS_MILLIS = 10;

    private final Plan plan;
    private final Consumer<Sample> progress;
    private final List<String> notes = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private volatile boolean interrupted;

    /** @param progress hears of each second */
    LoadRun(Plan plan, Consumer<Sample> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** Ends the run soon, with what there is. */
    void interrupt() {
        interrupted = true;
    }

    RunResult run() throws InterruptedException {
        String runId = "load" + Long.toString(System.currentTimeMillis() & 0xFFFFFFF, 36);
        ScenarioSpec spec = ScenarioSpec.of(plan, runId);
        Environment.requireRoomFor(spec.peers());
        ServerMeter server = serverMeter();
        try (Connector connector = new Connector(plan.target(), plan.profile());
                Roster roster = new Roster(spec, connector, plan.loops())) {
            FloorMeter floor = floorMeter(spec, roster, server);
            Calibration.Floor before = calibrate(floor);
            Sampler sampler = new Sampler(spec, roster, server, progress, samples);
            RunResult result = play(roster, server, sampler);
            roster.leave();
            Thread.sleep(500);
            return floor == null || before == null ? result : withFloor(result, before, floor);
        }
    }

    private @Nullable ServerMeter serverMeter() {
        try {
            ServerMeter meter = null;
            if (plan.serverPid() != null) {
                meter = new ProcessMeter(plan.serverPid());
            } else if (plan.metricsUrl() != null) {
                meter = new PrometheusMeter(plan.metricsUrl());
            }
            if (meter != null) {
                meter.read();
            }
            return meter;
        } catch (IllegalArgumentException absent) {
            throw LoadFailure.environment(String.valueOf(absent.getMessage()));
        } catch (IOException unreadable) {
            throw LoadFailure.environment("--metrics-url " + plan.metricsUrl() + " cannot be read: "
                    + (unreadable.getMessage() == null ? "connection refused" : unreadable.getMessage()));
        }
    }

    private @Nullable FloorMeter floorMeter(ScenarioSpec spec, Roster roster, @Nullable ServerMeter server) {
        if (!plan.calibrated()) {
            return null;
        }
        String cpus = server instanceof ProcessMeter process ? process.allowedCpus() : "";
        return new FloorMeter(
                roster.loops().stream().map(LoadLoop::eventLoop).toList(),
                cpus,
                Math.max(1, spec.receivers()),
                spec.packetSizes());
    }

    private Calibration.@Nullable Floor calibrate(@Nullable FloorMeter floor) throws InterruptedException {
        if (floor == null || interrupted) {
            return null;
        }
        try {
            return floor.measure();
        } catch (IOException | RuntimeException failed) {
            notes.add("no floor: the calibrator failed (" + failed.getMessage() + ")");
            return null;
        }
    }

    private RunResult play(Roster roster, @Nullable ServerMeter server, Sampler sampler) throws InterruptedException {
        ServerMeter.@Nullable Reading empty = read(server);
        joinFirst(roster, sampler);
        Histogram beforeStorm = Delays.empty();
        boolean storm = plan.scenario() == Scenario.JOIN_STORM;
        if (storm) {
            settle(roster.first(), sampler);
            sampler.rest("warm-up", plan.warmUpMillis(), this::isInterrupted);
            sampler.discardDelays();
            sampler.rest("before", BEFORE_MILLIS, this::isInterrupted);
            beforeStorm.add(sampler.delays(Delays.Kind.FORWARDING));
        } else {
            joinRest(roster, sampler, "joining");
            settle(roster.all(), sampler);
            sampler.rest("warm-up", plan.warmUpMillis(), this::isInterrupted);
        }
        roster.beginWindow();
        sampler.discardDelays();
        Measured from = Measured.now(roster, read(server));
        switchViews(roster, sampler);
        if (storm) {
            joinRest(roster, sampler, "measured");
        }
        sampler.rest("measured", plan.durationMillis(), this::isInterrupted);
        Measured to = Measured.now(roster, read(server));
        List<ViewerReport> reports = roster.windowReports();
        return result(roster, sampler, from, to, empty, reports, beforeStorm);
    }

    private boolean isInterrupted() {
        return interrupted;
    }

    private ServerMeter.@Nullable Reading read(@Nullable ServerMeter server) {
        if (server == null) {
            return null;
        }
        try {
            return server.read();
        } catch (IOException gone) {
            return null;
        }
    }

    /** If the very first one cannot come in, nobody can. */
    private void joinFirst(Roster roster, Sampler sampler) throws InterruptedException {
        List<Peer> early = roster.first().isEmpty() ? roster.then().subList(0, 1) : roster.first();
        Peer probe = early.get(0);
        probe.join(System.nanoTime());
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FIRST_JOIN_MILLIS);
        while (probe.state() == Peer.State.JOINING && System.nanoTime() < deadline && !interrupted) {
            Thread.sleep(5);
        }
        if (probe.state() == Peer.State.FAILED) {
            throw LoadFailure.environment(probe.failure());
        }
        if (probe.state() != Peer.State.JOINED && !interrupted) {
            throw LoadFailure.environment("the server took more than 35 s to let the first one in");
        }
        if (!roster.first().isEmpty()) {
            join(early.subList(1, early.size()), Math.max(5, plan.joinsPerSecond() / 2), sampler, "joining");
            settle(early, sampler);
        }
    }

    private void joinRest(Roster roster, Sampler sampler, String phase) throws InterruptedException {
        int from = roster.first().isEmpty() ? 1 : 0;
        join(roster.then().subList(from, roster.then().size()), plan.joinsPerSecond(), sampler, phase);
    }

    /** Open loop: each one has its time, and is late if we are. */
    private void join(List<Peer> peers, double perSecond, Sampler sampler, String phase) throws InterruptedException {
        long start = System.nanoTime();
        long interval = (long) (SECOND_NANOS / perSecond);
        for (int i = 0; i < peers.size() && !interrupted; i++) {
            long due = start + i * interval;
            for (long wait = due - System.nanoTime(); wait > 0 && !interrupted; wait = due - System.nanoTime()) {
                sampler.tick(phase);
                TimeUnit.NANOSECONDS.sleep(Math.min(wait, 20_000_000));
            }
            peers.get(i).join(due);
        }
    }

    private void settle(List<Peer> peers, Sampler sampler) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SETTLE_MILLIS);
        while (System.nanoTime() < deadline
                && !interrupted
                && peers.stream().anyMatch(peer -> peer.state() == Peer.State.JOINING)) {
            sampler.tick("joining");
            Thread.sleep(20);
        }
    }

    /** Layer switches, two seconds apart for each viewer, spread over all. */
    private void switchViews(Roster roster, Sampler sampler) {
        if (plan.scenario() == Scenario.LAYER_SWITCH) {
            sampler.everySecond(new ViewSwitching(roster.then(), plan.layers()));
        }
    }

    private RunResult result(
            Roster roster,
            Sampler sampler,
            Measured from,
            Measured to,
            ServerMeter.@Nullable Reading empty,
            List<ViewerReport> reports,
            Histogram beforeStorm) {
        Metrics metrics = new Metrics();
        MetricsBook book = new MetricsBook(plan, metrics);
        book.joins(roster);
        book.traffic(from, to, reports, expectsMedia());
        Map<Delays.Kind, Histogram> delays = new EnumMap<>(Delays.Kind.class);
        for (Delays.Kind kind : Delays.Kind.values()) {
            delays.put(kind, sampler.delays(kind));
        }
        book.delays(delays, beforeStorm);
        book.server(from, to, empty, roster.in(Peer.State.JOINED));
        double steal = to.stealShareSince(from);
        if (steal > MAX_STEAL) {
            notes.add(String.format(
                    Locale.ROOT, "the hypervisor kept %.1f %% of the CPU time: compare with care", steal * 100));
        }
        double wait = metrics.value("cpu-wait");
        if (wait > MAX_WAIT_PERCENT) {
            notes.add(String.format(
                    Locale.ROOT,
                    "the server could have run but had no CPU for %.0f %% of the time: delays and losses are not its own",
                    wait));
        }
        double lateness = metrics.value("lateness-p99");
        if (lateness > MAX_LATENESS_MILLIS) {
            notes.add(String.format(
                    Locale.ROOT,
                    "the load tester itself sent up to %.0f ms late (p99): it is short of CPU; delays from the socket"
                            + " are without that",
                    lateness));
        }
        if (interrupted) {
            notes.add("ended early: figures are of what was measured until then");
        }
        if (Environment.cores() <= 2 && plan.measuresServer()) {
            notes.add("server and load tester share a machine of " + Environment.cores()
                    + " cores: compare as ratios to the floor");
        }
        return new RunResult(
                plan,
                plan.scenario().label(),
                Environment.describe(),
                metrics,
                plan.thresholds().judge(metrics),
                delays,
                roster.steps(),
                roster.failures(),
                Roster.worst(reports),
                List.copyOf(samples),
                null,
                List.copyOf(notes),
                interrupted);
    }

    private boolean expectsMedia() {
        return plan.scenario() != Scenario.IDLE;
    }

    private RunResult withFloor(RunResult result, Calibration.Floor before, FloorMeter meter)
            throws InterruptedException {
        Calibration.Floor after = calibrate(meter);
        Calibration calibration = new Calibration(before, after == null ? before : after);
        double cpu = result.metrics().value("cpu");
        if (!Double.isNaN(cpu)) {
            result.metrics()
                    .put(
                            "floor",
                            cpu * 1000 / calibration.plainNanos(),
                            "CPU per packet to the floor, sent one by one");
            result.metrics()
                    .put(
                            "train-floor",
                            cpu * 1000 / calibration.trainNanos(),
                            "CPU per packet to the floor, sent in trains");
        }
        List<String> noted = new ArrayList<>(notes);
        if (calibration.drifted()) {
            noted.add(String.format(
                    Locale.ROOT,
                    "the floor was %.2f us (trains %.2f) before and %.2f us (%.2f) after: the machine changed by %.0f %%",
                    before.plainNanos() / 1000,
                    before.trainNanos() / 1000,
                    calibration.after().plainNanos() / 1000,
                    calibration.after().trainNanos() / 1000,
                    calibration.drift() * 100));
        }
        return new RunResult(
                plan,
                result.title(),
                result.environment(),
                result.metrics(),
                plan.thresholds().judge(result.metrics()),
                result.delays(),
                result.steps(),
                result.failures(),
                result.worst(),
                result.samples(),
                calibration,
                noted,
                result.partial());
    }
}
