package io.zvonok.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.zvonok.signalling.config.ServerCommandLine;
import io.zvonok.signalling.config.ServerOption;
import io.zvonok.signalling.config.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The files of {@code scripts/deploy} and the table of meters there, held to what a real server says. */
class DeploymentIT {
    private static final Path ROOT = Path.of("..");
    private static final Path DEPLOY = ROOT.resolve("scripts/deploy");
    private static final Pattern METRIC = Pattern.compile("\\b(?:zvonok|jvm|process|system)_[a-z0-9_]+");
    private static final Pattern METER_ROW =
            Pattern.compile("^\\| `(zvonok\\.[a-zA-Z.]+)`((?: `[a-zA-Z]+`)*) \\| .+ \\|$", Pattern.MULTILINE);

    private static PrometheusMeterRegistry registry;
    private static ZvonokServer server;

    @BeforeAll
    static void start() {
        registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        server = ZvonokServer.builder()
                .options(ServerOptions.of(
                        Map.of(ServerOption.HTTP_PORT, List.of("0"), ServerOption.UDP_PORT, List.of("0"))))
                .meterRegistry(registry)
                .scrape(registry::scrape)
                .build()
                .start();
        Main.bindProcessMeters(registry);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Set<String> scraped() throws Exception {
        URI metrics = URI.create("http://127.0.0.1:" + server.httpPort() + "/metrics");
        String text = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                .body();
        return text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
    }

    private static Set<String> metricsOf(List<String> queries) {
        Set<String> names = new TreeSet<>();
        for (String query : queries) {
            Matcher matcher = METRIC.matcher(query);
            while (matcher.find()) {
                names.add(matcher.group());
            }
        }
        return names;
    }

    @Test
    void theDashboardAsksForMetricsThatThereAre() throws Exception {
        JsonNode dashboard = new ObjectMapper()
                .readTree(DEPLOY.resolve("grafana-dashboard.json").toFile());
        assertThat(dashboard.path("title").asText()).isNotBlank();
        assertThat(dashboard.path("uid").asText()).matches("[a-zA-Z0-9_-]{1,40}");
        assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(36);
        Set<String> variables =
                new HashSet<>(dashboard.path("templating").path("list").findValuesAsText("name"));
        Set<Integer> ids = new HashSet<>();
        Set<String> places = new HashSet<>();
        List<String> queries = new ArrayList<>();
        for (JsonNode panel : dashboard.path("panels")) {
            String title = panel.path("title").asText();
            assertThat(title).isNotBlank();
            assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
            JsonNode place = panel.path("gridPos");
            assertThat(place.path("x").asInt() + place.path("w").asInt())
                    .as(title)
                    .isBetween(1, 24);
            assertThat(place.path("h").asInt()).as(title).isPositive();
            assertThat(places.add(place.path("x") + "/" + place.path("y")))
                    .as(title)
                    .isTrue();
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.path("targets").size()).as(title).isPositive();
                assertThat(panel.path("datasource").path("type").asText()).isEqualTo("prometheus");
                assertThat(panel.path("fieldConfig")
                                .path("defaults")
                                .path("unit")
                                .asText())
                        .as(title)
                        .isNotBlank();
                assertThat(panel.path("targets").findValuesAsText("refId"))
                        .as(title)
                        .doesNotHaveDuplicates();
                queries.addAll(panel.path("targets").findValuesAsText("expr"));
            }
        }
        assertThat(variables).contains("datasource", "instance");
        assertThat(queries).hasSizeGreaterThan(30).allMatch(DeploymentIT::isBalanced);
        assertThat(scraped()).containsAll(metricsOf(queries));
    }

    private static boolean isBalanced(String query) {
        return count(query, '(') == count(query, ')')
                && count(query, '{') == count(query, '}')
                && count(query, '[') == count(query, ']')
                && query.contains("$instance");
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(each -> each == wanted).count();
    }

    @Test
    void alertsAskForMetricsThatThereAre() throws Exception {
        JsonNode rules = new YAMLMapper()
                .readTree(DEPLOY.resolve("prometheus-alerts.yaml").toFile())
                .path("groups")
                .path(0)
                .path("rules");
        assertThat(rules.size()).isPositive();
        List<String> queries = new ArrayList<>();
        for (JsonNode rule : rules) {
            assertThat(rule.path("alert").asText()).matches("Zvonok[A-Za-z]+");
            assertThat(rule.path("labels").path("severity").asText()).isIn("warning", "critical");
            assertThat(rule.path("annotations").path("summary").asText()).endsWith(".");
            if (rule.has("for")) {
                assertThat(rule.path("for").asText()).matches("[0-9]+m");
            }
            queries.add(rule.path("expr").asText());
        }
        assertThat(queries).allMatch(query -> !metricsOf(List.of(query)).isEmpty());
        assertThat(scraped()).containsAll(metricsOf(queries));
    }

    @Test
    void theReadmeListsEachMeterWithItsLabels() throws IOException {
        Map<String, Set<String>> told = new TreeMap<>();
        Matcher row = METER_ROW.matcher(Files.readString(DEPLOY.resolve("README.md")));
        while (row.find()) {
            Set<String> labels = Arrays.stream(
                            row.group(2).replace("`", "").trim().split(" "))
                    .filter(label -> !label.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(told.put(row.group(1), labels)).as(row.group(1)).isNull();
        }
        Map<String, Set<String>> bound = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            String name = meter.getId().getName();
            if (name.startsWith("zvonok.") && !name.endsWith(".buckets")) {
                bound.computeIfAbsent(name, first -> new TreeSet<>())
                        .addAll(meter.getId().getTags().stream()
                                .map(Tag::getKey)
                                .toList());
            }
        }
        assertThat(told).isEqualTo(bound);
    }

    @Test
    void theReadmeSaysWhichMetersAreHistograms() throws IOException {
        String readme = Files.readString(DEPLOY.resolve("README.md"));
        Set<String> histograms = registry.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .filter(name -> name.startsWith("zvonok.") && name.endsWith(".buckets"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(histograms).isNotEmpty();
        for (String buckets : histograms) {
            String name = buckets.substring(0, buckets.length() - ".buckets".length());
            assertThat(readme)
                    .as(name)
                    .containsPattern("\\| `" + Pattern.quote(name) + "`(?: `[a-zA-Z]+`)* \\| histogram: ");
        }
    }

    @Test
    void unitAndImageUseOptionsThatThereAre() throws IOException {
        String help = ((ServerCommandLine.Request.Print)
                        new ServerCommandLine().parse(new String[] {"--help"}, Map.of(), "1"))
                .text();
        Set<String> ofTheJvm = Set.of(
                "--enable-native-access",
                "--sun-misc-unsafe-memory-access",
                "--network",
                "--stop-timeout",
                "--system",
                "--uid",
                "--no-create-home",
                "--shell",
                "--from",
                "--home-dir",
                "--create-home",
                "--now",
                "--help");
        for (String file : new String[] {"zvonok.service", "Dockerfile"}) {
            String text = Files.readString(DEPLOY.resolve(file));
            Matcher flag = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+").matcher(text);
            while (flag.find()) {
                if (!ofTheJvm.contains(flag.group())) {
                    assertThat(help).as(file).contains(flag.group());
                }
            }
            Matcher variable = Pattern.compile("ZVONOK_[A-Z_]+").matcher(text);
            while (variable.find()) {
                assertThat(ServerOption.values())
                        .as(file)
                        .extracting(ServerOption::environmentVariable)
                        .contains(variable.group());
            }
            assertThat(text).contains(Main.class.getName());
        }
    }

    @Test
    void theUnitWaitsLongerThanTheServerDrains() throws IOException {
        String unit = Files.readString(DEPLOY.resolve("zvonok.service"));
        Matcher drain = Pattern.compile("--drain-timeout (\\d+m)").matcher(unit);
        Matcher stop = Pattern.compile("TimeoutStopSec=(\\d+)min").matcher(unit);
        assertThat(drain.find() && stop.find()).isTrue();
        ServerOptions options = ServerOptions.of(Map.of(ServerOption.DRAIN_TIMEOUT, List.of(drain.group(1))));
        assertThat(Duration.ofMinutes(Long.parseLong(stop.group(1)))).isGreaterThan(options.drainTimeout());
        assertThat(unit).contains("KillSignal=SIGTERM", "SuccessExitStatus=" + Farewell.CUT_SHORT);
    }

    @Test
    void theKernelMayGiveTheBuffersThatAreAskedFor() throws IOException {
        String settings = Files.readString(DEPLOY.resolve("zvonok-sysctl.conf"));
        assertThat(settings.lines().filter(line -> !line.isBlank() && !line.startsWith("#")))
                .allMatch(line -> line.matches("net\\.[a-z0-9_.]+ = [0-9]+"))
                .contains("net.core.rmem_max = " + (4 << 20), "net.core.wmem_max = " + (4 << 20));
    }

    @Test
    void recordingSettingsNameEventsThatThereAre() throws Exception {
        Configuration settings = Configuration.create(DEPLOY.resolve("zvonok.jfc"));
        try (Recording recording = new Recording(settings)) {
            recording.start(); // an event type is known once its class is loaded
            registerEvents();
            Set<String> known = FlightRecorder.getFlightRecorder().getEventTypes().stream()
                    .map(type -> type.getName())
                    .collect(Collectors.toSet());
            Set<String> named = settings.getSettings().keySet().stream()
                    .map(setting -> setting.split("#")[0])
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(named).contains("zvonok.Join", "zvonok.SlowLoop");
            assertThat(known).containsAll(named);
        }
    }

    private static void registerEvents() throws ClassNotFoundException {
        for (String type : new String[] {
            "io.zvonok.signalling.session.JoinEvent",
            "io.zvonok.media.dtls.DtlsHandshakeEvent",
            "io.zvonok.media.ice.IceNominatedEvent",
            "io.zvonok.media.room.LayerSwitchEvent",
            "io.zvonok.media.net.SlowLoopEvent"
        }) {
            Class.forName(type);
        }
    }
}
