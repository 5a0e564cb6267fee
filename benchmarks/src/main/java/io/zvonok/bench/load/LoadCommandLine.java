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
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * The options of {@code scripts/loadtest}, turned into a {@link Plan}. What cannot be meant is a {@link LoadFailure} of one
 * line.
 *
 * <p>Thread: one.
 */
final class LoadCommandLine {
    static final String DEFAULT_URL = "http://127.0.0.1:8080";
    private static final int MAX_PEERS = 50_000;
    private static final int MAX_LOOPS = 64;
    private static final int MAX_RUNS = 100;
    /** What one lesson of our server holds is 500, the publisher included. */
    private static final int MAX_ROOM = 499;

    private final LoadOptions given;

    private LoadCommandLine(LoadOptions given) {
        this.given = given;
    }

    /** Null if help was asked for, which was printed then. */
    static @Nullable Plan parse(String[] arguments, boolean terminal) {
        LoadOptions options = new LoadOptions();
        CommandLine commandLine = options.commandLine();
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
            return new LoadCommandLine(options).plan(terminal);
        } catch (IllegalArgumentException wrong) {
            throw LoadFailure.usage(oneLine(wrong.getMessage()));
        }
    }

    private static String oneLine(@Nullable String message) {
        return message == null ? "wrong options" : message.lines().findFirst().orElse("wrong options");
    }

    private Plan plan(boolean terminal) {
        if (given.scenario == null) {
            throw new IllegalArgumentException("which scenario? One of " + labels() + " (--help says more)");
        }
        Scenario chosen = Scenario.ofLabel(given.scenario);
        if (chosen == null) {
            throw new IllegalArgumentException(
                    "there is no scenario \"" + given.scenario + "\"; there are " + labels());
        }
        return plan(chosen, target(), terminal);
    }

    private static String labels() {
        return Arrays.stream(Scenario.values()).map(Scenario::label).collect(Collectors.joining(", "));
    }

    private Plan plan(Scenario chosen, Target target, boolean terminal) {
        int watching = number("--viewers", given.viewers, chosen.viewers(), 0, MAX_PEERS);
        int publishing = number("--publishers", given.publishers, chosen.publishers(), 0, MAX_PEERS);
        checkPeople(chosen, watching, publishing, target.isWhip());
        int inRooms = rooms(chosen, watching, publishing, target.isWhip());
        double full =
                given.fullShare == null ? chosen.fullShare() : of("--full-share", given.fullShare, Quantity::share);
        Thresholds thresholds = Thresholds.parse(given.failIf == null ? sane(chosen, full) : given.failIf);
        if (given.serverPid != null && given.metricsUrl != null) {
            throw new IllegalArgumentException("--server-pid and --metrics-url exclude each other");
        }
        if (thresholds.needServer() && given.serverPid == null && given.metricsUrl == null) {
            throw new IllegalArgumentException(
                    "--fail-if asks for CPU or memory of the server: give --server-pid or --metrics-url");
        }
        Set<Plan.Format> wanted = formats();
        long length =
                given.duration == null ? chosen.seconds() * 1000L : of("--duration", given.duration, Quantity::millis);
        return new Plan(
                chosen,
                target,
                publishing,
                watching,
                inRooms,
                joinsPerSecond(chosen, chosen.isMeeting() ? publishing : watching),
                given.warmUp == null ? chosen.warmUpSeconds() * 1000L : of("--warmup", given.warmUp, Quantity::millis),
                positive("--duration", length, chosen),
                codec(),
                layers(chosen),
                given.bitrate == null ? chosen.bitrateBps() : of("--bitrate", given.bitrate, Quantity::bitsPerSecond),
                profile(),
                transportFeedback(chosen),
                full,
                given.loss == null ? (chosen == Scenario.LOSS ? 0.02 : 0) : of("--loss", given.loss, Quantity::share),
                number("--runs", given.runs, 1, 1, MAX_RUNS),
                given.seed,
                number("--loops", given.loops, 1, 1, MAX_LOOPS),
                given.serverPid,
                given.metricsUrl == null ? null : metricsUrl(given.metricsUrl),
                thresholds,
                given.failIf == null,
                given.out,
                wanted,
                !given.uncalibrated && isHere(target),
                given.quiet,
                terminal && !given.noColor);
    }

    /** What no run should do, as far as it can be seen in this one. */
    static String sane(Scenario chosen, double full) {
        String media = chosen == Scenario.IDLE ? "" : ",silent>0";
        return "failed>0" + media + (media.isEmpty() || full == 0 ? "" : ",hash>0");
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
        if (millis < 1000 && (chosen != Scenario.SUITE || given.duration != null)) {
            throw new IllegalArgumentException(option + " must be at least a second");
        }
        return millis;
    }

    private void checkPeople(Scenario chosen, int watching, int publishing, boolean whip) {
        if (chosen == Scenario.SUITE) {
            if (given.viewers != null
                    || given.publishers != null
                    || given.rooms != null
                    || given.rate != null
                    || given.ramp != null) {
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
        if (chosen == Scenario.IDLE && given.publishers != null && publishing > 0) {
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
        if (given.rooms != null && (!settable || whip)) {
            throw new IllegalArgumentException("--rooms means nothing here");
        }
        int fewest = whip || !settable ? 1 : Math.max(1, (watching + MAX_ROOM - 1) / MAX_ROOM);
        if (chosen == Scenario.SOAK) {
            fewest = 2;
        }
        int count = number("--rooms", given.rooms, fewest, 1, MAX_PEERS);
        if (chosen.isMeeting() && publishing < 2 * count) {
            throw new IllegalArgumentException("--rooms " + count + " leaves rooms with fewer than two people");
        }
        if (settable && !chosen.isMeeting() && given.publishers != null && publishing < count) {
            throw new IllegalArgumentException("--rooms " + count + " needs as many publishers");
        }
        return count;
    }

    private double joinsPerSecond(Scenario chosen, int people) {
        if (given.rate != null && given.ramp != null) {
            throw new IllegalArgumentException("--rate and --ramp exclude each other");
        }
        double perSecond = given.rate != null ? given.rate : chosen.joinsPerSecond();
        if (given.ramp != null) {
            perSecond = people * 1000.0 / Math.max(1, of("--ramp", given.ramp, Quantity::millis));
        }
        if (chosen != Scenario.SUITE && (perSecond < 0.1 || perSecond > 10_000)) {
            throw new IllegalArgumentException("joins per second must be from 0.1 to 10000");
        }
        return perSecond;
    }

    private VideoCodec codec() {
        VideoCodec chosen = VideoCodec.ofName(given.codec);
        if (chosen == null) {
            throw new IllegalArgumentException("--codec must be vp8, vp9, h264 or av1, not \"" + given.codec + "\"");
        }
        return chosen;
    }

    private int layers(Scenario chosen) {
        int count = number("--layers", given.layers, chosen.layers(), 1, Layer.MAX_LAYERS);
        if (chosen == Scenario.LAYER_SWITCH && count < 2) {
            throw new IllegalArgumentException("layer-switch needs at least two --layers");
        }
        return count;
    }

    private SrtpProfile profile() {
        return switch (given.profile) {
            case "aes-gcm" -> SrtpProfile.AEAD_AES_128_GCM;
            case "aes-cm" -> SrtpProfile.AES_CM_128_HMAC_SHA1_80;
            default ->
                throw new IllegalArgumentException(
                        "--profile must be aes-gcm or aes-cm, not \"" + given.profile + "\"");
        };
    }

    private boolean transportFeedback(Scenario chosen) {
        String kind = given.feedback == null ? (chosen.isAudience() ? "remb" : "transport-cc") : given.feedback;
        return switch (kind) {
            case "remb" -> false;
            case "transport-cc" -> true;
            default ->
                throw new IllegalArgumentException("--feedback must be remb or transport-cc, not \"" + kind + "\"");
        };
    }

    private Target target() {
        if (!given.targets.isEmpty()) {
            if (given.url != null || given.key != null) {
                throw new IllegalArgumentException("--target excludes --url and --key");
            }
            return Target.whip(given.targets, given.bearer);
        }
        if (given.bearer != null) {
            throw new IllegalArgumentException("--bearer is for --target; our signalling takes --key");
        }
        String keyId = ServerOptions.DEVELOPMENT_KEY_ID;
        String secret = ServerOptions.DEVELOPMENT_SECRET;
        if (given.key != null) {
            int colon = given.key.indexOf(':');
            if (colon < 1 || given.key.length() - colon - 1 < 32) {
                throw new IllegalArgumentException("--key must be KID:SECRET with a secret of at least 32 characters");
            }
            keyId = given.key.substring(0, colon);
            secret = given.key.substring(colon + 1);
        }
        return Target.lesson(given.url == null ? DEFAULT_URL : given.url, keyId, secret);
    }

    /** A floor on this machine means nothing for a server on another. */
    private boolean isHere(Target target) {
        String host = target.watch().getHost();
        return given.serverPid != null || host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private Set<Plan.Format> formats() {
        if (given.formats.isEmpty()) {
            return given.out == null ? EnumSet.of(Plan.Format.TABLE) : EnumSet.allOf(Plan.Format.class);
        }
        Set<Plan.Format> chosen = EnumSet.noneOf(Plan.Format.class);
        for (String format : given.formats) {
            try {
                chosen.add(Plan.Format.valueOf(format.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException unknown) {
                throw new IllegalArgumentException(
                        "--format knows table, json, csv, html and hgrm, not \"" + format + "\"");
            }
        }
        if (given.out == null && (chosen.contains(Plan.Format.HTML) || chosen.contains(Plan.Format.HGRM))) {
            throw new IllegalArgumentException("--format html and hgrm need --out DIR");
        }
        if (given.out == null && chosen.size() > 1) {
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
