package io.zvonok.signalling.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerOptionsTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    private static ServerOptions parse(Map<String, String> environment, String... arguments) {
        ServerCommandLine.Request request = new ServerCommandLine().parse(arguments, environment, "1");
        return ((ServerCommandLine.Request.Start) request).options();
    }

    private static ServerOptions parse(String... arguments) {
        return parse(Map.of(), arguments);
    }

    @Test
    void startsOnLoopbackWithTheDevelopmentKeyWhenNothingIsGiven() {
        ServerOptions options = parse();
        assertThat(options.development()).isTrue();
        assertThat(options.bindAddress()).isEqualTo("127.0.0.1");
        assertThat(options.httpPort()).isEqualTo(8080);
        assertThat(options.udpPort()).isEqualTo(10000);
        assertThat(options.mediaLoops()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void sendsInTrainsUnlessTheyAreOff() {
        assertThat(parse().trains()).isTrue();
        assertThat(parse("--trains", "off").trains()).isFalse();
        assertThat(parse(Map.of("ZVONOK_TRAINS", "off"), "--trains=on").trains())
                .isTrue();
        assertThatThrownBy(() -> parse("--trains", "few"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--trains must be on or off, not \"few\"");
    }

    @Test
    void bindsEverythingOnceThereIsAKey() {
        ServerOptions options = parse("--key", "school:" + SECRET);
        assertThat(options.development()).isFalse();
        assertThat(options.bindAddress()).isEqualTo("0.0.0.0");
        assertThat(options.keys()).containsExactly(Map.entry("school", SECRET));
    }

    @Test
    void letsFlagsWinOverEnvironmentOverFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("z.yaml"), "http-port: 1\nudp-port: 2\nlog-level: warn\nkey: [\"a:" + SECRET + "\"]\n");
        ServerOptions options = parse(
                Map.of("ZVONOK_HTTP_PORT", "3", "ZVONOK_UDP_PORT", "4"), "--config", file.toString(), "--http-port=5");
        assertThat(options.httpPort()).isEqualTo(5);
        assertThat(options.udpPort()).isEqualTo(4);
        assertThat(options.logLevel()).isEqualTo("warn");
        assertThat(options.keys()).containsKey("a");
    }

    @Test
    void takesWhereLedgersAndWebhooksGo() {
        assertThat(parse().webhooks()).isNull();
        assertThat(parse().ledger().directory()).isNull();
        ServerOptions options = parse(
                Map.of("ZVONOK_WEBHOOK_SECRET", SECRET),
                "--ledger-dir",
                folder.toString(),
                "--ledger-days=7",
                "--webhook-url",
                "https://school.example/hook");
        assertThat(options.ledger().directory()).isEqualTo(folder);
        assertThat(options.ledger().keep()).hasDays(7);
        assertThat(options.webhooks().secrets()).containsExactly(SECRET);
        assertThat(options.webhooks().url()).hasHost("school.example");
        assertThat(options.toString()).doesNotContain(SECRET);
        assertThatThrownBy(() -> parse("--webhook-url", "https://school.example/hook"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("belong together");
        assertThatThrownBy(() -> parse("--webhook-url", "ftp://x", "--webhook-secret", SECRET))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("http or https");
    }

    @Test
    void takesRepeatedOptions() {
        ServerOptions options = parse(
                "--advertised-address",
                "192.0.2.1",
                "--advertised-address",
                "2001:db8::1",
                "--key=a:" + SECRET,
                "--key=b:" + SECRET);
        assertThat(options.advertisedAddresses()).containsExactly("192.0.2.1", "2001:db8::1");
        assertThat(options.keys()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"0s, 0", "90s, 90", "30m, 1800", "2h, 7200"})
    void takesTimesWithTheirUnit(String given, long seconds) {
        assertThat(parse("--drain-timeout", given).drainTimeout()).hasSeconds(seconds);
    }

    @Test
    void sendsPeopleNowhereElseUnlessTold() {
        assertThat(parse().drainUrl()).isNull();
        assertThat(parse("--drain-url", "wss://b.school.example:8443/ws").drainUrl())
                .isEqualTo("wss://b.school.example:8443/ws");
    }

    @Test
    void allowsTheDevelopmentKeyElsewhereOnlyWhenTold() {
        assertThatThrownBy(() -> parse("--bind-address", "0.0.0.0"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--key");
        assertThat(parse("--bind-address", "0.0.0.0", "--insecure-dev").bindAddress())
                .isEqualTo("0.0.0.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--http-port=x       | --http-port must be a number from 0 to 65535, not \"x\"",
                "--http-port=70000   | --http-port must be a number from 0 to 65535, not \"70000\"",
                "--media-loops=0     | --media-loops must be a number from 1 to 256, not \"0\"",
                "--bind-address=home | --bind-address must be an IP address, not \"home\"",
                "--advertised-address=300.1.1.1 | --advertised-address must be an IP address, not \"300.1.1.1\"",
                "--key=nocolon       | --key must be KID:SECRET",
                "--key=a:short       | --key a: the secret must have at least 32 characters",
                "--drain-timeout=soon | --drain-timeout must be a number with s, m or h, like 90s, not \"soon\"",
                "--drain-url=https://b | --drain-url must be an address like wss://b.school.example/ws, not \"https://b\"",
                "--log-level=loud    | --log-level must be trace, debug, info, warn or error, not \"loud\"",
                "--tls-cert=/nowhere | --tls-cert: /nowhere cannot be read",
                "--httpport=1        | Unknown option: '--httpport=1'"
            })
    void namesWhatIsWrongInOneLine(String argument, String message) {
        assertThatThrownBy(() -> parse(argument))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void refusesUnknownKeysAndVariables() throws IOException {
        Path file = Files.writeString(folder.resolve("z.yaml"), "htpp-port: 1\n");
        assertThatThrownBy(() -> parse("--config", file.toString())).hasMessageContaining("unknown key \"htpp-port\"");
        assertThatThrownBy(() -> parse(Map.of("ZVONOK_PORT", "1"))).hasMessageContaining("ZVONOK_PORT");
    }

    @Test
    void saysWhatIsWrongWithTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("z.yaml"), "a: [1\n");
        assertThatThrownBy(() -> parse("--config", file.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file + ": ");
        assertThatThrownBy(() -> parse("--config", "/nowhere.yaml")).hasMessage("/nowhere.yaml: cannot be read");
    }

    @Test
    void neverShowsSecrets() {
        assertThat(parse("--key", "school:" + SECRET).toString()).doesNotContain(SECRET);
    }

    @Test
    void listsEveryOptionInTheHelp() {
        ServerCommandLine.Request request = new ServerCommandLine().parse(new String[] {"--help"}, Map.of(), "1");
        String help = ((ServerCommandLine.Request.Print) request).text();
        for (ServerOption option : ServerOption.values()) {
            assertThat(help).contains(option.flag());
        }
    }
}
