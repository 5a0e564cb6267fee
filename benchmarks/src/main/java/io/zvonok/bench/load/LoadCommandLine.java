package io.zvonok.bench.load;

import io.zvonok.bench.load.measure.Quantity;
import io.zvonok.bench.load.measure.Thresholds;
import io.zvonok.bench.load.model.Layer;
import io.zvonok.bench.load.model.VideoCodec;
import io.zvonok.bench.load.peer.Target;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.signalling.config.ServerOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The options of {@code scripts/loadtest}, turned into a {@link Plan}. What cannot be meant is a {@link LoadFailure} of one
 * line.
 *
 * <p>Thread: one.
 */
@Command(
        name = "scripts/loadtest",
        sortOptions = false,
        usageHelpAutoWidth = true,
        headerHeading = "Load on a WebRTC server: real ICE, DTLS and SRTP from one process.%n%n",
        synopsisHeading = "Usage: ",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Examples:",
            "  scripts/loadtest broadcast --viewers 300 --server-pid $(pgrep -f signalling.Main)",
            "  scripts/loadtest lesson --fail-if \"loss>0.1%%,p99>20ms\" --out report",
            "  scripts/loadtest broadcast --target whip://host/whip/a --target whep://host/whep/a",
            "  scripts/loadtest suite --out report",
            "",
            "Exit codes: 0 passed, 1 a threshold was crossed, 2 wrong options, 3 the machine or",
            "the server does not play along. Ctrl-C ends a run early and still reports."
        })
final class LoadCommandLine {
    static final String DEFAULT_URL = "http://127.0.0.1:8080";
    private static final int MAX_PEERS = 50_000;
    private static final int MAX_LOOPS = 64;
    /** What one lesson of our server holds is 500, the publisher included. */
    private static final int MAX_ROOM = 499;

    @Parameters(
            arity = "0..1",
            paramLabel = "SCENARIO",
            description = {"one of", "${COMPLETION-CANDIDATES}"},
            completionCandidates = Labels.class)
    private @Nullable String scenario;

    @Option(names = "--url", paramLabel = "URL", description = "our server (http://127.0.0.1:8080)")
    private @Nullable String url;

    @Option(names = "--key", paramLabel = "KID:SECRET", description = "signs the tokens (the development key)")
    private @Nullable String key;

    @Option(
            names = "--target",
            paramLabel = "URL",
            description = "any server instead: whip://... to publish to and whep://... to watch at (whips, wheps with"
                    + " TLS; or http URLs with whip and whep in their paths)")
    private List<String> targets = List.of();

    @Option(names = "--bearer", paramLabel = "TOKEN", description = "for WHIP and WHEP")
    private @Nullable String bearer;

    @Option(names = "--viewers", paramLabel = "N", description = "who only watch; or, in idle, who do nothing")
    private @Nullable Integer viewers;

    @Option(
            names = "--publishers",
            paramLabel = "N",
            description = "publishers of a broadcast, or people in a lesson, all rooms together")
    private @Nullable Integer publishers;

    @Option(names = "--rooms", paramLabel = "N", description = "rooms to spread them over (as few as can hold them)")
    private @Nullable Integer rooms;

    @Option(names = "--rate", paramLabel = "N", description = "joins per second")
    private @Nullable Double rate;

    @Option(names = "--ramp", paramLabel = "TIME", description = "time in which all join, instead of --rate: 10s, 2m")
    private @Nullable String ramp;

    @Option(names = "--warmup", paramLabel = "TIME", description = "after the joins, before it is measured")
    private @Nullable String warmUp;

    @Option(names = "--duration", paramLabel = "TIME", description = "of what is measured: 20s, 5m, 2h")
    private @Nullable String duration;

    @Option(names = "--codec", paramLabel = "NAME", description = "vp8 (default), vp9, h264, av1")
    private String codec = "vp8";

    @Option(names = "--layers", paramLabel = "N", description = "simulcast encodings of a camera, 1 to 3")
    private @Nullable Integer layers;

    @Option(names = "--bitrate", paramLabel = "RATE", description = "of the largest encoding: 1.5M, 800k")
    private @Nullable String bitrate;

    @Option(names = "--profile", paramLabel = "NAME", description = "aes-gcm (default) or aes-cm")
    private String profile = "aes-gcm";

    @Option(
            names = "--feedback",
            paramLabel = "KIND",
            description = "how viewers report: remb (audiences) or transport-cc (lessons)")
    private @Nullable String feedback;

    @Option(
            names = "--full-share",
            paramLabel = "SHARE",
            description = "of viewers that decrypt, check and time every packet: 5%%; the others count")
    private @Nullable String fullShare;

    @Option(names = "--loss", paramLabel = "SHARE", description = "of media packets to throw away, both ways: 2%%")
    private @Nullable String loss;

    @Option(names = "--seed", paramLabel = "N", description = "of the models: the same gives the same traffic (1)")
    private long seed = 1;

    @Option(names = "--loops", paramLabel = "N", description = "event loops of the generator (1)")
    private int loops = 1;

    @Option(
            names = "--server-pid",
            paramLabel = "PID",
            description = "measures the server's CPU time and memory, if it runs on this machine")
    private @Nullable Long serverPid;

    @Option(names = "--metrics-url", paramLabel = "URL", description = "the same by Prometheus text")
    private @Nullable String metricsUrl;

    @Option(
            names = "--fail-if",
            paramLabel = "CONDITIONS",
            description = "exit code 1 if one is true: \"loss>0.1%%,p99>20ms,cpu>3.5us\" (failed>0, silent>0, hash>0)")
    private @Nullable String failIf;

    @Option(names = "--out", paramLabel = "DIR", description = "where to write the reports")
    private @Nullable Path out;

    @Option(
            names = "--format",
            split = ",",
            paramLabel = "LIST",
            description = "table,json,csv,html,hgrm (with --out all, else table)")
    private List<String> formats = List.of();

    @Option(names = "--no-calibration", description = "does not measure the floor before and after")
    private boolean uncalibrated;

    @Option(names = "--quiet", description = "no progress")
    private boolean quiet;

    @Option(names = "--no-color", description = "no colours on a terminal")
    private boolean noColor;

    @Option(names = "--help", usageHelp = true, description = "this")
    private boolean help;

    /** Names of scenarios with what they mean. */
    static final class Labels implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Scenario.values())
                    .map(scenario -> String.format("%n  %-13s %s", scenario.label(), scenario.meaning()))
                    .iterator();
        }
    }

    /** Null if help was asked for, which was printed then. */
    static @Nullable Plan parse(String[] arguments, boolean terminal) {
        LoadCommandLine options = new LoadCommandLine();
        CommandLine commandLine = new CommandLine(options);
        try {
            commandLine.parseArgs(arguments);
        } catch (CommandLine.ParameterException wrong) {
            throw LoadFailure.usage(oneLine(wrong.getMessage()) + " (--help lists the options)");
        }
        if (options.help) {
            commandLine.usage(System.out);
            return null;
        }
        try {
            return options.plan(terminal);
        } catch (IllegalArgumentException wrong) {
            throw LoadFailure.usage(oneLine(wrong.getMessage()));
        }
    }

    private static String oneLine(@Nullable String message) {
        return message == null ? "wrong options" : message.lines().findFirst().orElse("wrong options");
    }

    private Plan plan(boolean terminal) {
        if (scenario == null) {
            throw new IllegalArgumentException("which scenario? One of " + labels() + " (--help says more)");
        }
        Scenario chosen = Scenario.ofLabel(scenario);
        if (chosen == null) {
            throw new IllegalArgumentException("there is no scenario \"" + scenario + "\"; there are " + labels());
        }
        return plan(chosen, target(), terminal);
    }

    private static String labels() {
        return Arrays.stream(Scenario.values()).map(Scenario::label).collect(Collectors.joining(", "));
    }

    private Plan plan(Scenario chosen, Target target, boolean terminal) {
        int watching = number("--viewers", viewers, chosen.viewers(), 0, MAX_PEERS);
        int publishing = number("--publishers", publishers, chosen.publishers(), 0, MAX_PEERS);
        checkPeople(chosen, watching, publishing, target.isWhip());
        int inRooms = rooms(chosen, watching, publishing, target.isWhip());
        double full = fullShare == null ? chosen.fullShare() : of("--full-share", fullShare, Quantity::share);
        Thresholds thresholds = Thresholds.parse(failIf == null ? sane(chosen, full) : failIf);
        if (serverPid != null && metricsUrl != null) {
            throw new IllegalArgumentException("--server-pid and --metrics-url exclude each other");
        }
        if (thresholds.needServer() && serverPid == null && metricsUrl == null) {
            throw new IllegalArgumentException(
                    "--fail-if asks for CPU or memory of the server: give --server-pid or --metrics-url");
        }
        Set<Plan.Format> wanted = formats();
        long length = duration == null ? chosen.seconds() * 1000L : of("--duration", duration, Quantity::millis);
        return new Plan(
                chosen,
                target,
                publishing,
                watching,
                inRooms,
                joinsPerSecond(chosen, chosen.isMeeting() ? publishing : watching),
                warmUp == null ? chosen.warmUpSeconds() * 1000L : of("--warmup", warmUp, Quantity::millis),
                positive("--duration", length, chosen),
                codec(),
                layers(chosen),
                bitrate == null ? chosen.bitrateBps() : of("--bitrate", bitrate, Quantity::bitsPerSecond),
                profile(),
                transportFeedback(chosen),
                full,
                loss == null ? (chosen == Scenario.LOSS ? 0.02 : 0) : of("--loss", loss, Quantity::share),
                seed,
                number("--loops", loops, 1, 1, MAX_LOOPS),
                serverPid,
                metricsUrl == null ? null : metricsUrl(metricsUrl),
                thresholds,
                failIf == null,
                out,
                wanted,
                !uncalibrated && isHere(target),
                quiet,
                terminal && !noColor);
    }

    /** What no run should do, as far as it can be seen in this one. */
    static String sane(Scenario scenario, double fullShare) {
        String media = scenario == Scenario.IDLE ? "" : ",silent>0";
        return "failed>0" + media + (media.isEmpty() || fullShare == 0 ? "" : ",hash>0");
    }

    private static <T> T of(String option, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(option + ": " + wrong.getMessage());
        }
    }

    private static int number(String option, @Nullable Integer given, int otherwise, int min, int max) {
        int value = given == null ? otherwise : given;
        if (value < min || value > max) {
            throw new IllegalArgumentException(option + " must be from " + min + " to " + max + ", not " + value);
        }
        return value;
    }

    private long positive(String option, long millis, Scenario chosen) {
        if (millis < 1000 && (chosen != Scenario.SUITE || duration != null)) {
            throw new IllegalArgumentException(option + " must be at least a second");
        }
        return millis;
    }

    private void checkPeople(Scenario chosen, int watching, int publishing, boolean whip) {
        if (chosen == Scenario.SUITE) {
            if (viewers != null || publishers != null || rooms != null || rate != null || ramp != null) {
                throw new IllegalArgumentException("a suite has its own numbers of people and rates");
            }
            return;
        }
        if (chosen.isMeeting() && watching > 0) {
            throw new IllegalArgumentException(
                    "in " + chosen.label() + " everybody takes part: give --publishers, not --viewers");
        }
        if (chosen.isMeeting() && publishing < 2) {
            throw new IllegalArgumentException(chosen.label() + " needs at least two people (--publishers)");
        }
        if (!chosen.isMeeting() && watching == 0) {
            throw new IllegalArgumentException(chosen.label() + " needs --viewers");
        }
        if (!chosen.isMeeting() && chosen != Scenario.IDLE && publishing == 0) {
            throw new IllegalArgumentException(chosen.label() + " needs a publisher");
        }
        if (chosen == Scenario.IDLE && publishers != null && publishing > 0) {
            throw new IllegalArgumentException("in idle nobody publishes: give --viewers");
        }
        if (whip && chosen != Scenario.BROADCAST && chosen != Scenario.LOSS) {
            throw new IllegalArgumentException(
                    "by WHIP and WHEP there are broadcast and loss only, " + chosen.label() + " needs our signalling");
        }
        if (whip && publishing != 1) {
            throw new IllegalArgumentException("by WHIP there is one publisher");
        }
    }

    private int rooms(Scenario chosen, int watching, int publishing, boolean whip) {
        boolean settable = chosen == Scenario.BROADCAST
                || chosen == Scenario.LOSS
                || chosen == Scenario.LAYER_SWITCH
                || chosen.isMeeting();
        if (rooms != null && (!settable || whip)) {
            throw new IllegalArgumentException("--rooms means nothing here");
        }
        int fewest = whip || !settable ? 1 : Math.max(1, (watching + MAX_ROOM - 1) / MAX_ROOM);
        if (chosen == Scenario.SOAK) {
            fewest = 2;
        }
        int count = number("--rooms", rooms, fewest, 1, MAX_PEERS);
        if (chosen.isMeeting() && publishing < 2 * count) {
            throw new IllegalArgumentException("--rooms " + count + " leaves rooms with fewer than two people");
        }
        if (settable && !chosen.isMeeting() && publishers != null && publishing < count) {
            throw new IllegalArgumentException("--rooms " + count + " needs as many publishers");
        }
        return count;
    }

    private double joinsPerSecond(Scenario chosen, int people) {
        if (rate != null && ramp != null) {
            throw new IllegalArgumentException("--rate and --ramp exclude each other");
        }
        double perSecond = rate != null ? rate : chosen.joinsPerSecond();
        if (ramp != null) {
            perSecond = people * 1000.0 / Math.max(1, of("--ramp", ramp, Quantity::millis));
        }
        if (chosen != Scenario.SUITE && (perSecond < 0.1 || perSecond > 10_000)) {
            throw new IllegalArgumentException("joins per second must be from 0.1 to 10000");
        }
        return perSecond;
    }

    private VideoCodec codec() {
        VideoCodec chosen = VideoCodec.ofName(codec);
        if (chosen == null) {
            throw new IllegalArgumentException("--codec must be vp8, vp9, h264 or av1, not \"" + codec + "\"");
        }
        return chosen;
    }

    private int layers(Scenario chosen) {
        int count = number("--layers", layers, chosen.layers(), 1, Layer.MAX_LAYERS);
        if (chosen == Scenario.LAYER_SWITCH && count < 2) {
            throw new IllegalArgumentException("layer-switch needs at least two --layers");
        }
        return count;
    }

    private SrtpProfile profile() {
        return switch (profile) {
            case "aes-gcm" -> SrtpProfile.AEAD_AES_128_GCM;
            case "aes-cm" -> SrtpProfile.AES_CM_128_HMAC_SHA1_80;
            default ->
                throw new IllegalArgumentException("--profile must be aes-gcm or aes-cm, not \"" + profile + "\"");
        };
    }

    private boolean transportFeedback(Scenario chosen) {
        String kind = feedback == null ? (chosen.isAudience() ? "remb" : "transport-cc") : feedback;
        return switch (kind) {
            case "remb" -> false;
            case "transport-cc" -> true;
            default ->
                throw new IllegalArgumentException("--feedback must be remb or transport-cc, not \"" + kind + "\"");
        };
    }

    private Target target() {
        if (!targets.isEmpty()) {
            if (url != null || key != null) {
                throw new IllegalArgumentException("--target excludes --url and --key");
            }
            return Target.whip(targets, bearer);
        }
        if (bearer != null) {
            throw new IllegalArgumentException("--bearer is for --target; our signalling takes --key");
        }
        String keyId = ServerOptions.DEVELOPMENT_KEY_ID;
        String secret = ServerOptions.DEVELOPMENT_SECRET;
        if (key != null) {
            int colon = key.indexOf(':');
            if (colon < 1 || key.length() - colon - 1 < 32) {
                throw new IllegalArgumentException("--key must be KID:SECRET with a secret of at least 32 characters");
            }
            keyId = key.substring(0, colon);
            secret = key.substring(colon + 1);
        }
        return Target.lesson(url == null ? DEFAULT_URL : url, keyId, secret);
    }

    /** A floor on this machine means nothing for a server on another. */
    private boolean isHere(Target target) {
        String host = target.watch().getHost();
        return serverPid != null || host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private Set<Plan.Format> formats() {
        if (formats.isEmpty()) {
            return out == null ? EnumSet.of(Plan.Format.TABLE) : EnumSet.allOf(Plan.Format.class);
        }
        Set<Plan.Format> chosen = EnumSet.noneOf(Plan.Format.class);
        for (String format : formats) {
            try {
                chosen.add(Plan.Format.valueOf(format.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException unknown) {
                throw new IllegalArgumentException(
                        "--format knows table, json, csv, html and hgrm, not \"" + format + "\"");
            }
        }
        if (out == null && (chosen.contains(Plan.Format.HTML) || chosen.contains(Plan.Format.HGRM))) {
            throw new IllegalArgumentException("--format html and hgrm need --out DIR");
        }
        if (out == null && chosen.size() > 1) {
            throw new IllegalArgumentException("several formats need --out DIR");
        }
        return chosen;
    }

    private static URI metricsUrl(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException malformed) {
            // said below
        }
        throw new IllegalArgumentException("--metrics-url must be an http URL, not \"" + text + "\"");
    }
}
