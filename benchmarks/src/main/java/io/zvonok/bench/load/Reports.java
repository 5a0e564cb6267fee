package io.zvonok.bench.load;

import io.zvonok.bench.load.Plan.Format;
import io.zvonok.bench.load.measure.Thresholds;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where results go: to standard output, or to files of a directory that is made before anything is measured.
 *
 * <p>Thread: that of the run.
 */
final class Reports {
    private final PrintStream out;
    private final @Nullable Path directory;
    private final Plan plan;
    private final List<RunResult> results = new ArrayList<>();

    Reports(Plan plan, PrintStream out) {
        this.plan = plan;
        this.out = out;
        this.directory = plan.out();
        if (directory != null) {
            try {
                Files.createDirectories(directory);
            } catch (IOException refused) {
                throw LoadFailure.environment("--out " + directory + " cannot be made: " + refused.getMessage());
            }
            if (!Files.isWritable(directory)) {
                throw LoadFailure.environment("--out " + directory + " cannot be written to");
            }
        }
    }

    void add(RunResult result) {
        results.add(result);
        if (plan.formats().contains(Format.TABLE)) {
            out.print(TableReport.write(result, plan.color()));
            write(".txt", result, TableReport.write(result, false));
        }
        if (plan.formats().contains(Format.JSON)) {
            writeOrPrint(".json", result, DataReport.json(result));
        }
        if (plan.formats().contains(Format.CSV)) {
            writeOrPrint(".csv", result, DataReport.csv(result));
        }
        if (plan.formats().contains(Format.HGRM)) {
            result.delays().forEach((kind, histogram) -> {
                if (histogram.getTotalCount() > 0) {
                    write("-" + kind.label() + ".hgrm", result, DataReport.percentileFile(histogram));
                }
            });
        }
        if (plan.formats().contains(Format.HTML)) {
            writeFile("report.html", HtmlReport.write(results));
        }
        out.flush();
    }

    private void writeOrPrint(String suffix, RunResult result, String text) {
        if (directory == null) {
            out.print(text);
        } else {
            write(suffix, result, text);
        }
    }

    private void write(String suffix, RunResult result, String text) {
        if (directory != null) {
            writeFile(result.title().replaceAll("[^A-Za-z0-9.-]+", "-") + suffix, text);
        }
    }

    private void writeFile(String name, String text) {
        if (directory == null) {
            return;
        }
        try {
            Files.writeString(directory.resolve(name), text);
        } catch (IOException refused) {
            throw LoadFailure.environment("--out " + directory.resolve(name) + ": " + refused.getMessage());
        }
    }

    /**
     * Says the medians of all runs, which thresholds are held against then.
     *
     * @return true if these passed
     */
    boolean medians() {
        Medians medians = Medians.of(results);
        String text = medians.text(plan);
        if (plan.formats().contains(Format.TABLE)) {
            out.print(text);
        }
        writeFile("medians.txt", text);
        return plan.thresholds().judge(medians.metrics()).stream().allMatch(Thresholds.Verdict::passed);
    }

    /** What this machine had too few of, in one line; empty if it had enough. */
    String lacking() {
        return results.stream()
                .flatMap(result -> result.failures().keySet().stream())
                .filter(reason -> reason.startsWith("too few "))
                .findFirst()
                .orElse("");
    }

    boolean passed() {
        return results.stream().allMatch(RunResult::passed);
    }
}
