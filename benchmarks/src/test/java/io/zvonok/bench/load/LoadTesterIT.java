package io.zvonok.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.zvonok.signalling.ZvonokServer;
import io.zvonok.signalling.config.ServerOption;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The load tester as its command runs it, against a whole server in this process. */
class LoadTesterIT {
    private static ZvonokServer server = ZvonokServer.builder().build();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void start() {
        server = ZvonokServer.builder()
                .options(ServerOptions.of(
                        Map.of(ServerOption.HTTP_PORT, List.of("0"), ServerOption.UDP_PORT, List.of("0"))))
                .build()
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private int run(String line) {
        LoadTester tester = new LoadTester(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        return tester.run(line.split(" "));
    }

    private int runHere(String line) {
        return run(line + " --url http://127.0.0.1:" + server.httpPort() + " --no-calibration --quiet");
    }

    private JsonNode json() throws Exception {
        return new JsonMapper().readTree(out.toString(StandardCharsets.UTF_8));
    }

    private static double value(JsonNode json, String metric) {
        return json.at("/metrics/" + metric + "/value").asDouble(Double.NaN);
    }

    @Test
    void twentyViewersReceiveAllOfABroadcastUnchanged() throws Exception {
        int code = runHere("broadcast --viewers 20 --rate 40 --full-share 50% --warmup 1s --duration 3s --format json");

        JsonNode json = json();
        assertThat(code).as(json.toPrettyString()).isZero();
        assertThat(value(json, "joined")).isEqualTo(21);
        assertThat(value(json, "silent")).isZero();
        assertThat(value(json, "hash")).isZero();
        assertThat(json.at("/delays/latency/count").asLong())
                .as("checked payloads")
                .isGreaterThan(2000);
        assertThat(value(json, "loss")).isLessThan(1);
        assertThat(value(json, "mbps")).isGreaterThan(10);
    }

    @Test
    void aBroadcastByWhipReachesItsPlayersByWhep() throws Exception {
        String token = new AccessToken(ServerOptions.DEVELOPMENT_KEY_ID, ServerOptions.DEVELOPMENT_SECRET)
                .identity("encoder")
                .room("open-day")
                .role(Role.BROADCASTER)
                .toJwt(Instant.now());
        String host = "127.0.0.1:" + server.httpPort();
        int code = run("broadcast --target whip://" + host + "/whip/open-day --target whep://" + host
                + "/whep/open-day --bearer " + token
                + " --viewers 10 --rate 20 --full-share 50% --warmup 1s --duration 2s"
                + " --no-calibration --quiet --format json");

        JsonNode json = json();
        assertThat(code).as(json.toPrettyString()).isZero();
        assertThat(value(json, "joined")).isEqualTo(11);
        assertThat(value(json, "silent")).isZero();
        assertThat(value(json, "hash")).isZero();
        assertThat(value(json, "loss")).isLessThan(1);
    }

    @Test
    void aLessonShowsEverybodyToEverybody() throws Exception {
        int code = runHere(
                "lesson --publishers 5 --rate 10 --full-share 1 --codec h264 --warmup 2s --duration 2s --format json");

        JsonNode json = json();
        assertThat(code).as(json.toPrettyString()).isZero();
        assertThat(value(json, "joined")).isEqualTo(5);
        assertThat(json.at("/delays/latency/count").asLong()).isGreaterThan(1000);
    }

    @Test
    void viewersAndPublishersRepairWhatGetsLost() throws Exception {
        int code = runHere("loss --viewers 4 --loss 5% --warmup 1s --duration 4s --format json");

        JsonNode json = json();
        assertThat(code).as(json.toPrettyString()).isZero();
        assertThat(value(json, "nack")).isPositive();
        assertThat(value(json, "rtx")).isPositive();
        assertThat(value(json, "video-loss"))
                .as("far below the 10 % that get lost")
                .isLessThan(3);
    }

    @Test
    void aCrossedThresholdIsExitCodeOne() {
        assertThat(runHere("broadcast --viewers 1 --warmup 0 --duration 1s --fail-if joined>1"))
                .isEqualTo(ExitCode.THRESHOLD);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("✗ not joined>1  (2)");
    }

    @Test
    void aServerThatIsNotThereIsOneLineAndExitCodeThree() {
        assertThat(run("broadcast --url http://127.0.0.1:1 --no-calibration --quiet"))
                .isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("loadtest: ws://127.0.0.1:1 cannot be reached: connection refused\n");
    }

    @Test
    void refusedTokensAreOneLineAndExitCodeThree() {
        assertThat(runHere("broadcast --key other:" + "x".repeat(40))).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("loadtest: the server refuses: ")
                .hasLineCount(1);
    }

    @Test
    void wrongOptionsAreOneLineAndExitCodeTwo() {
        assertThat(run("broadcast --viewers none")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("loadtest: ")
                .hasLineCount(1);
    }

    @Test
    void endedEarlyItReportsWhatItHas() throws Exception {
        LoadTester tester = new LoadTester(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        Thread interrupting = new Thread(() -> {
            while (err.toString(StandardCharsets.UTF_8).isEmpty() && !Thread.interrupted()) {
                Thread.onSpinWait();
            }
            tester.interrupt();
        });
        interrupting.start();
        try {
            tester.run(
                    "broadcast",
                    "--viewers",
                    "2",
                    "--warmup",
                    "0",
                    "--duration",
                    "10m",
                    "--format",
                    "json",
                    "--no-calibration",
                    "--url",
                    "http://127.0.0.1:" + server.httpPort());
        } finally {
            interrupting.interrupt();
            interrupting.join();
        }
        assertThat(json().path("partial").asBoolean()).isTrue();
    }
}
