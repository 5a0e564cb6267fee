package io.zvonok.bench.load;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.zvonok.media.srtp.SrtpWarmUp;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The load tester's process: options in, runs, reports, an exit code. Ctrl-C ends the run early and still reports.
 *
 * <p>Command: {@code scripts/loadtest SCENARIO}. Thread: one.
 */
public final class LoadTester {
    private static final long REPORT_SECONDS = 20;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final AtomicReference<@Nullable LoadRun> running = new AtomicReference<>();
    private volatile boolean interrupted;

    LoadTester(PrintStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    public static void main(String[] arguments) {
        quietLogs();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        LoadTester tester = new LoadTester(out, err, System.console() != null);
        CountDownLatch ended = new CountDownLatch(1);
        int[] code = {ExitCode.PASSED};
        Thread interrupt = new Thread(
                () -> {
                    tester.interrupt();
                    awaitQuietly(ended);
                    Runtime.getRuntime().halt(code[0]);
                },
                "load-interrupt");
        Runtime.getRuntime().addShutdownHook(interrupt);
        code[0] = tester.run(arguments);
        ended.countDown();
        System.exit(code[0]);
    }

    private static void awaitQuietly(CountDownLatch ended) {
        try {
            ended.await(REPORT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        }
    }

    /** The libraries tell of their starts, and a load tester's output is its figures. */
    private static void quietLogs() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
    }

    void interrupt() {
        interrupted = true;
        LoadRun run = running.get();
        if (run != null) {
            run.interrupt();
        }
    }

    /** Returns the exit code. */
    int run(String... arguments) {
        try {
            Plan plan = LoadCommandLine.parse(arguments, terminal);
            if (plan == null) {
                return ExitCode.PASSED;
            }
            Reports reports = new Reports(plan, out);
            SrtpWarmUp.run();
            return plan.scenario() == Scenario.SUITE ? suite(plan, reports) : single(plan, reports);
        } catch (LoadFailure failure) {
            err.println("loadtest: " + failure.getMessage());
            return failure.exitCode();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return ExitCode.ENVIRONMENT;
        }
    }

    private int single(Plan plan, Reports reports) throws InterruptedException {
        for (int i = 1; i <= plan.runs() && !interrupted; i++) {
            RunResult result = play(plan);
            reports.add(plan.runs() == 1 ? result : result.titled(result.title() + " " + i + " of " + plan.runs()));
        }
        return finish(plan, reports);
    }

    private int suite(Plan plan, Reports reports) throws InterruptedException {
        List<Suite.Part> parts = Suite.parts(plan);
        for (int i = 0; i < parts.size() && !interrupted; i++) {
            Suite.Part part = parts.get(i);
            if (!plan.quiet()) {
                err.println("[" + (i + 1) + "/" + parts.size() + "] " + part.title());
            }
            reports.add(play(part.plan()).titled(part.title()));
        }
        return finish(plan, reports);
    }

    private RunResult play(Plan plan) throws InterruptedException {
        int people = ScenarioSpec.of(plan, "run").peers();
        Environment.requireRoomFor(people);
        Progress progress = new Progress(err, terminal, people);
        LoadRun run = new LoadRun(plan, plan.quiet() ? sample -> {} : progress);
        running.set(run);
        if (interrupted) {
            run.interrupt();
        }
        try {
            if (!plan.quiet() && plan.calibrated()) {
                progress.say("measuring the floor, joining, measuring, measuring the floor again ...");
            }
            return run.run();
        } finally {
            progress.end();
            running.set(null);
        }
    }

    private int finish(Plan plan, Reports reports) {
        String lacking = reports.lacking();
        if (!lacking.isEmpty()) {
            throw LoadFailure.environment(lacking);
        }
        if (plan.runs() > 1) {
            return reports.medians() ? ExitCode.PASSED : ExitCode.THRESHOLD;
        }
        if (plan.out() != null) {
            err.println("reports: " + plan.out());
        }
        return reports.passed() ? ExitCode.PASSED : ExitCode.THRESHOLD;
    }
}
