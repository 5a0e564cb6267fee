package io.zvonok.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.testing.TestSocket;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the runnable server ends: a process of its own, real signals. */
@Timeout(120)
class DrainIT {
    private static final Pattern READY = Pattern.compile("is ready: (http://[^/]+)/");

    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable Process process;
    private @Nullable BufferedReader output;
    private URI server = URI.create("http://invalid/");

    @AfterEach
    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private void start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.zvonok.signalling.Main",
                "--http-port",
                "0",
                "--udp-port",
                "0",
                "--media-loops",
                "1"));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        output = process.inputReader();
        server = URI.create(await(READY).group(1));
    }

    private Matcher await(Pattern wanted) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher matcher = wanted.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
        throw new AssertionError("the server ended without a line like " + wanted);
    }

    private TestSocket student() throws Exception {
        String token = new AccessToken(ServerOptions.DEVELOPMENT_KEY_ID, ServerOptions.DEVELOPMENT_SECRET)
                .room("math-7b")
                .identity("s-1")
                .role(Role.STUDENT)
                .toJwt(Instant.now());
        TestSocket socket = TestSocket.open(http, URI.create("ws://" + server.getAuthority() + "/ws"));
        socket.join(token);
        return socket;
    }

    private static JsonNode goAway(TestSocket socket) throws Exception {
        return socket.await(message -> message.path("type").asText().equals("goAway"));
    }

    private int status(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(server.resolve(path)).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private int exitCode() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ended").isTrue();
        return process.exitValue();
    }

    @Test
    void tellsPeopleWhenItEndsAndWhereToGoAndEndsWhenTheyHaveGone() throws Exception {
        start("--drain-timeout", "10m", "--drain-url", "wss://b.school.example/ws");
        TestSocket student = student();
        assertThat(status("/readyz")).isEqualTo(200);

        process.destroy();
        JsonNode goAway = goAway(student);

        assertThat(goAway.path("action").asText()).isEqualTo("reconnect");
        assertThat(goAway.path("url").asText()).isEqualTo("wss://b.school.example/ws");
        assertThat(goAway.path("endsInMillis").asLong()).isEqualTo(600_000);
        assertThat(status("/readyz")).isEqualTo(503);
        assertThat(status("/healthz")).isEqualTo(200);
        assertThat(process.isAlive()).isTrue();
        student.cut();
        assertThat(exitCode()).isEqualTo(Farewell.DRAINED);
    }

    @Test
    void endsAtOnceAtASecondSignal() throws Exception {
        start("--drain-timeout", "10m");
        TestSocket student = student();
        process.destroy();
        assertThat(goAway(student).has("url")).isFalse();

        process.destroy();

        assertThat(exitCode()).isEqualTo(Farewell.CUT_SHORT);
        assertThat(student.closeCode()).isEqualTo(1001);
    }

    @Test
    void endsWithPeopleInItWhenTheTimeIsOver() throws Exception {
        start("--drain-timeout", "1s");
        TestSocket student = student();
        process.destroy();

        assertThat(exitCode()).isEqualTo(Farewell.CUT_SHORT);
        assertThat(student.closeCode()).isEqualTo(1001);
    }
}
