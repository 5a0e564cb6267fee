package io.zvonok.bench.quality;

import io.zvonok.bench.quality.CaseSummary.Verdict;
import io.zvonok.media.quality.QualityCase;
import io.zvonok.media.quality.QualityCases;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What does a viewer get over a bad link, and what was reached of the targets?
 *
 * <p>Plays the simulator's cases with many seeds, adds what the browsers' half measured, and writes {@code report.html}
 * and {@code report.json}. The same seeds give the same bytes. Command: {@code scripts/bench quality}
 */
@Command(
        name = "scripts/bench quality",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Plays the quality laboratory's cases and writes its report.")
public final class QualityLab implements Callable<Integer> {
    private static final int FAILED = 2;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "100", description = "runs of each case (100)")
    private int seeds;

    @Option(names = "--first-seed", paramLabel = "S", defaultValue = "1", description = "the first of the seeds (1)")
    private long firstSeed;

    @Option(names = "--cases", split = ",", paramLabel = "A,B", description = "only these cases")
    private List<String> names = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "target/quality", description = "where to write to")
    private Path out = Path.of("");

    @Option(names = "--browser-results", paramLabel = "FILE", description = "results of the browsers' half")
    private @Nullable Path browserResults;

    @Option(
            names = "--simulator-results",
            paramLabel = "FILE",
            description = "take the simulator's half from an earlier report.json, play nothing")
    private @Nullable Path simulatorResults;

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "a line for the report's head")
    private String note = "";

    @Option(names = "--strict", description = "exit code 1 if a target is missed")
    private boolean strict;

    @Option(names = "--list", description = "list the cases and do nothing")
    private boolean list;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new QualityLab())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof IllegalArgumentException) {
                        System.err.println(failure.getMessage());
                    } else {
                        failure.printStackTrace();
                    }
                    return FAILED;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintStream terminal = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (list) {
            QualityCases.all().forEach(quality -> terminal.printf("%-30s %s%n", quality.name(), quality.about()));
            return 0;
        }
        List<CaseSummary> all =
                new ArrayList<>(simulatorResults == null ? simulated() : StoredResults.ofSimulator(simulatorResults));
        if (browserResults != null) {
            all.addAll(StoredResults.ofBrowsers(browserResults));
        }
        Files.createDirectories(out);
        Files.writeString(out.resolve("report.json"), JsonReport.of(all));
        Files.writeString(out.resolve("report.html"), new HtmlReport(all, note).write());
        terminal.print(TextReport.of(all));
        terminal.printf("%n%s%n", out.resolve("report.html").toAbsolutePath());
        boolean missed = all.stream().anyMatch(summary -> summary.count(Verdict.MISS) > 0);
        return strict && missed ? 1 : 0;
    }

    private List<CaseSummary> simulated() throws InterruptedException {
        List<QualityCase> cases = names.isEmpty()
                ? QualityCases.all()
                : names.stream().map(QualityCases::withName).toList();
        List<CaseSummary> summaries = new ArrayList<>();
        try (SimulatedHalf half = new SimulatedHalf()) {
            for (QualityCase quality : cases) {
                String title = String.format("%2d/%d %s", summaries.size() + 1, cases.size(), quality.name());
                summaries.add(half.play(quality, firstSeed, seeds, done -> progress(title, done)));
            }
        }
        return summaries;
    }

    /** One line on a terminal, written over again and again; nothing in a log. */
    private void progress(String title, int done) {
        if (System.console() != null) {
            boolean last = done == seeds;
            System.err.printf("\r%-40s %d/%d%s", title, done, seeds, last ? "\r" + " ".repeat(60) + "\r" : "");
        }
    }
}
