package io.zvonok.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.zvonok.bench.load.measure.Calibration;
import io.zvonok.bench.load.measure.Delays;
import io.zvonok.bench.load.measure.Metrics;
import io.zvonok.bench.load.peer.JoinTimes;
import io.zvonok.bench.load.peer.ViewerReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path directory = Path.of("replaced");

    private static Plan plan(String line) {
        return Objects.requireNonNull(LoadCommandLine.parse(line.split(" "), false));
    }

    private Reports reports(Plan plan) {
        return new Reports(plan, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static RunResult result(Plan plan) {
        return result(plan, 12.5);
    }

    private static RunResult result(Plan plan, double p99) {
        Metrics metrics = new Metrics();
        metrics.put("joined", 101, "peers");
        metrics.put("failed", 0, "peers");
        metrics.put("silent", 0, "viewers");
        metrics.put("hash", 0, "payloads");
        metrics.put("p99", p99, "delay");
        metrics.put("cpu", 6.25, "CPU");
        metrics.put("floor", 1.25, "ratio");
        Histogram delays = Delays.empty();
        delays.recordValue(1500);
        delays.recordValue(12_500);
        Calibration.Floor floor = new Calibration.Floor(5000, 2000, new Calibration.Latency(40, 300, 900));
        return new RunResult(
                plan,
                "broadcast <1>",
                Map.of("cpu", "a \"fast\" one", "cores", "2", "date", "2026-11-25"),
                metrics,
                plan.thresholds().judge(metrics),
                Map.of(Delays.Kind.FORWARDING, delays),
                Map.of(JoinTimes.Step.SECURED, delays),
                Map.of("it is <full>", 3, "too few local ports: here", 1),
                List.of(new ViewerReport("p7", 100, 1000, 100, 5, 80, 4, 1, 150_000_000)),
                List.of(
                        new Sample(1, "joining", 10, 0, 100, 1e6, 1e6, 0, Double.NaN, Double.NaN, 5, 1e8, 9),
                        new Sample(2, "measured", 100, 0, 200, 2e6, 1e6, 0.01, 1.5, 12.5, 50, 1e8, 90)),
                new Calibration(floor, floor),
                List.of("shared machine"),
                false);
    }

    @Test
    void printsFiguresWorstViewersAndVerdicts() {
        Plan plan = plan("broadcast --fail-if failed>0,p99>10ms");
        reports(plan).add(result(plan));

        assertThat(printed())
                .contains("cpu 6.250 us")
                .contains("floor 1.250x")
                .contains("one by one 5.00 / 5.00 us")
                .contains("p7")
                .contains("lost 5 of 100 (5.00 %)")
                .contains("✓ not failed>0  (0)")
                .contains("✗ not p99>10ms  (12.50 ms)")
                .contains("failed 3x: it is <full>")
                .doesNotContain("\u001b");
    }

    @Test
    void writesAPageThatNeedsNothingButItself() throws Exception {
        Plan plan = plan("broadcast --out " + directory.resolve("deep/er"));
        Reports reports = reports(plan);
        reports.add(result(plan));

        String html = Files.readString(directory.resolve("deep/er/report.html"));

        assertThat(html)
                .contains("<svg")
                .contains("prefers-color-scheme: dark")
                .contains("CPU time per forwarded packet")
                .contains("broadcast &lt;1&gt;")
                .contains("it is &lt;full&gt;")
                .contains("a &quot;fast&quot; one")
                .contains("passed")
                .doesNotContain("<script")
                .doesNotContain("<link")
                .doesNotContainPattern("(src|href)='?\"?https?:");
        assertThat(reports.passed()).isTrue();
    }

    @Test
    void writesEverythingForProgramsToo() throws Exception {
        Plan plan = plan("broadcast --out " + directory);
        reports(plan).add(result(plan));

        JsonNode json = new JsonMapper().readTree(Files.readString(directory.resolve("broadcast-1-.json")));
        assertThat(json.at("/metrics/p99/value").asDouble()).isEqualTo(12.5);
        assertThat(json.at("/metrics/p99/unit").asText()).isEqualTo("ms");
        assertThat(json.at("/floor/before/plainNanos").asDouble()).isEqualTo(5000);
        assertThat(json.at("/delays/latency/count").asInt()).isEqualTo(2);
        assertThat(json.at("/thresholds/0/passed").asBoolean()).isTrue();
        assertThat(Files.readAllLines(directory.resolve("broadcast-1-.csv"))).hasSize(3);
        assertThat(Files.readString(directory.resolve("broadcast-1--latency.hgrm")))
                .contains("12.5")
                .contains("Percentile");
        assertThat(directory.resolve("broadcast-1-.txt")).exists();
    }

    @Test
    void holdsThresholdsAgainstTheMediansOfSeveralRuns() {
        Plan plan = plan("broadcast --runs 3 --fail-if p99>20ms");
        Reports reports = reports(plan);
        reports.add(result(plan, 50));
        reports.add(result(plan, 10));
        reports.add(result(plan, 14));

        assertThat(reports.medians()).isTrue();
        assertThat(printed()).contains("medians of 3 runs").containsPattern("p99 +14.00 ms +10.00 ms to 50.00 ms");
        reports.add(result(plan, 60));
        assertThat(reports.medians()).as("32 ms, between 14 and 50").isFalse();
    }

    @Test
    void saysWhatTheMachineHadTooFewOf() {
        Plan plan = plan("broadcast");
        Reports reports = reports(plan);
        assertThat(reports.lacking()).isEmpty();
        reports.add(result(plan));
        assertThat(reports.lacking()).isEqualTo("too few local ports: here");
    }

    @Test
    void printsOneFormatWithoutADirectory() throws Exception {
        Plan plan = plan("broadcast --format json");
        reports(plan).add(result(plan));

        assertThat(new JsonMapper().readTree(printed()).path("passed").asBoolean())
                .isTrue();
    }

    @Test
    void saysInOneLineThatADirectoryCannotBe() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> reports(plan("broadcast --out " + file.resolve("x"))))
                .isInstanceOfSatisfying(
                        LoadFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.ENVIRONMENT));
    }

    @Test
    void keepsToOneLineOfProgress() {
        String line = Progress.line(
                new Sample(2, "measured", 100, 1, 20_000, 2e8, 1e6, 0.001, 1.5, 12.5, 50, 1e8, Double.NaN), 101);

        assertThat(line)
                .contains("joined 100/101 (1 failed)")
                .contains("200.0 Mbit/s")
                .contains("loss 0.10 %")
                .contains("p50/p99 1.5/12.5 ms")
                .contains("server 50 %")
                .doesNotContain("own");
    }
}
