package io.zvonok.bench.load;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code scripts/loadtest} as they are given, unchecked. */
@Command(
        name = "scripts/loadtest",
        sortOptions = false,
        usageHelpWidth = 100,
        headerHeading = "Load on a WebRTC server: real ICE, DTLS and SRTP from one process.%n%n",
        synopsisHeading = "",
        customSynopsis = "Usage: scripts/loadtest SCENARIO [options]",
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Examples:",
            "  scripts/loadtest broadcast --viewers 300 --server-pid $(pgrep -f signalling.Main)",
            "  scripts/loadtest lesson --fail-if \"loss>0.1%%,p99>20ms\" --out report",
            "  scripts/loadtest broadcast --target whip://host/whip/a --target whep://host/whep/a",
            "  scripts/loadtest suite --out report",
            "",
            "Exit codes: 0 passed, 1 a threshold was crossed, 2 wrong options, 3 the machine or the server",
            "does not play along. Ctrl-C ends a run early and still reports."
        })
final class LoadOptions {
    @Parameters(hidden = true, arity = "0..1", paramLabel = "SCENARIO", description = "one of those above")
    @Nullable
    String scenario;

    @Option(names = "--url", paramLabel = "URL", description = "our server (http://127.0.0.1:8080)")
    @Nullable
    String url;

    @Option(names = "--key", paramLabel = "KID:SECRET", description = "signs the tokens (the development key)")
    @Nullable
    String key;

    @Option(
            names = "--target",
            paramLabel = "URL",
            description = "any server instead: whip://... to publish to and whep://... to watch at (whips, wheps with"
                    + " TLS; or http URLs with whip and whep in their paths)")
    List<String> targets = List.of();

    @Option(names = "--bearer", paramLabel = "TOKEN", description = "for WHIP and WHEP")
    @Nullable
    String bearer;

    @Option(names = "--viewers", paramLabel = "N", description = "who only watch; or, in idle, who do nothing")
    @Nullable
    Integer viewers;

    @Option(
            names = "--publishers",
            paramLabel = "N",
            description = "publishers of a broadcast, or people in a lesson, all rooms together")
    @Nullable
    Integer publishers;

    @Option(names = "--rooms", paramLabel = "N", description = "rooms to spread them over (as few as can hold them)")
    @Nullable
    Integer rooms;

    @Option(names = "--rate", paramLabel = "N", description = "joins per second")
    @Nullable
    Double rate;

    @Option(names = "--ramp", paramLabel = "TIME", description = "time in which all join, instead of --rate: 10s, 2m")
    @Nullable
    String ramp;

    @Option(names = "--warmup", paramLabel = "TIME", description = "after the joins, before it is measured")
    @Nullable
    String warmUp;

    @Option(names = "--duration", paramLabel = "TIME", description = "of what is measured: 20s, 5m, 2h")
    @Nullable
    String duration;

    @Option(names = "--codec", paramLabel = "NAME", description = "vp8 (default), vp9, h264, av1")
    String codec = "vp8";

    @Option(names = "--layers", paramLabel = "N", description = "simulcast encodings of a camera, 1 to 3")
    @Nullable
    Integer layers;

    @Option(names = "--bitrate", paramLabel = "RATE", description = "of the largest encoding: 1.5M, 800k")
    @Nullable
    String bitrate;

    @Option(names = "--profile", paramLabel = "NAME", description = "aes-gcm (default) or aes-cm")
    String profile = "aes-gcm";

    @Option(
            names = "--feedback",
            paramLabel = "KIND",
            description = "how viewers report: remb (audiences) or transport-cc (lessons)")
    @Nullable
    String feedback;

    @Option(
            names = "--full-share",
            paramLabel = "SHARE",
            description = "of viewers that decrypt, check and time every packet: 5%%; the others count")
    @Nullable
    String fullShare;

    @Option(names = "--loss", paramLabel = "SHARE", description = "of media packets to throw away, both ways: 2%%")
    @Nullable
    String loss;

    @Option(names = "--runs", paramLabel = "N", description = "plays it N times and reports medians (1)")
    int runs = 1;

    @Option(names = "--seed", paramLabel = "N", description = "of the models: the same gives the same traffic (1)")
    long seed = 1;

    @Option(names = "--loops", paramLabel = "N", description = "event loops of the generator (1)")
    int loops = 1;

    @Option(
            names = "--server-pid",
            paramLabel = "PID",
            description = "measures the server's CPU time and memory, if it runs on this machine")
    @Nullable
    Long serverPid;

    @Option(names = "--metrics-url", paramLabel = "URL", description = "the same by Prometheus text")
    @Nullable
    String metricsUrl;

    @Option(
            names = "--fail-if",
            paramLabel = "CONDITIONS",
            description = "exit code 1 if one is true: \"loss>0.1%%,p99>20ms,cpu>3.5us\" (failed>0, silent>0, hash>0)")
    @Nullable
    String failIf;

    @Option(names = "--out", paramLabel = "DIR", description = "where to write the reports")
    @Nullable
    Path out;

    @Option(
            names = "--format",
            split = ",",
            paramLabel = "LIST",
            description = "table,json,csv,html,hgrm (with --out all, else table)")
    List<String> formats = List.of();

    @Option(names = "--no-calibration", description = "does not measure the floor before and after")
    boolean uncalibrated;

    @Option(names = "--quiet", description = "no progress")
    boolean quiet;

    @Option(names = "--no-color", description = "no colours on a terminal")
    boolean noColor;

    @Option(names = "--help", usageHelp = true, description = "this")
    boolean help;

    /** The options' parser, which knows their help too. */
    CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(this);
        String[] scenarios = Stream.concat(
                        Stream.of("Scenarios:"),
                        Arrays.stream(Scenario.values())
                                .map(scenario -> String.format("  %-13s %s", scenario.label(), scenario.meaning())
                                        .replace("%", "%%")))
                .toArray(String[]::new);
        commandLine.getCommandSpec().usageMessage().description(scenarios);
        return commandLine;
    }
}
