package io.zvonok.signalling.config;

import io.zvonok.signalling.ledger.LedgerOptions;
import io.zvonok.signalling.webhook.WebhookOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the runnable server is to start; complete and checked.
 *
 * @param keys signing secrets by key id; only the development key when none was given
 * @param drainUrl where people are sent when this server ends; null: nowhere else
 * @param webhooks null if there are none
 * @param development true if tokens are signed with the well-known development key
 */
public record ServerOptions(
        int httpPort,
        String bindAddress,
        int udpPort,
        int mediaLoops,
        boolean trains,
        List<String> advertisedAddresses,
        Map<String, String> keys,
        boolean development,
        List<String> allowedOrigins,
        @Nullable Path tlsCertificate,
        @Nullable Path tlsKey,
        String logLevel,
        Duration drainTimeout,
        @Nullable String drainUrl,
        LedgerOptions ledger,
        @Nullable WebhookOptions webhooks) {
    public static final String DEVELOPMENT_KEY_ID = "dev";
    /** Known to everybody: good for a laptop, never for a server that others can reach. */
    public static final String DEVELOPMENT_SECRET = "zvonok-development-key-not-for-production";

    private static final int MIN_SECRET_LENGTH = 32;
    private static final int MAX_LOOPS = 256;
    private static final int MAX_LEDGER_DAYS = 3650;
    private static final Set<String> LOG_LEVELS = Set.of("trace", "debug", "info", "warn", "error");

    public ServerOptions {
        advertisedAddresses = List.copyOf(advertisedAddresses);
        keys = Map.copyOf(keys);
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    /** What a laptop needs: loopback and the development key. */
    public static ServerOptions defaults() {
        return of(new EnumMap<>(ServerOption.class));
    }

    /**
     * Checks given values; what is not given takes its default.
     *
     * @throws ConfigException naming the option
     */
    public static ServerOptions of(Map<ServerOption, List<String>> given) {
        Values values = new Values(given);
        Map<String, String> keys = keys(values.all(ServerOption.KEY));
        boolean development = keys.isEmpty();
        String bind = bindAddress(values, development);
        Path certificate = file(values, ServerOption.TLS_CERT);
        Path key = file(values, ServerOption.TLS_KEY);
        if ((certificate == null) != (key == null)) {
            throw new ConfigException("--tls-cert and --tls-key belong together; one of them is missing");
        }
        int loops = values.text(ServerOption.MEDIA_LOOPS).isEmpty()
                ? Math.min(Runtime.getRuntime().availableProcessors(), MAX_LOOPS)
                : number(values, ServerOption.MEDIA_LOOPS, 1, MAX_LOOPS);
        int udpPort = number(values, ServerOption.UDP_PORT, 0, 65535);
        if (udpPort != 0 && udpPort + loops - 1 > 65535) {
            throw new ConfigException("--udp-port " + udpPort + " with " + loops + " media loops goes beyond 65535");
        }
        return new ServerOptions(
                number(values, ServerOption.HTTP_PORT, 0, 65535),
                bind,
                udpPort,
                loops,
                truth(values, ServerOption.TRAINS),
                addresses(values.all(ServerOption.ADVERTISED_ADDRESS)),
                development ? Map.of(DEVELOPMENT_KEY_ID, DEVELOPMENT_SECRET) : keys,
                development,
                values.all(ServerOption.ALLOWED_ORIGIN),
                certificate,
                key,
                logLevel(values),
                duration(values, ServerOption.DRAIN_TIMEOUT),
                webSocketUrl(values, ServerOption.DRAIN_URL),
                ledger(values),
                webhooks(values));
    }

    /** With the development key anybody can make a teacher's token: then only this machine may reach the server. */
    private static String bindAddress(Values values, boolean development) {
        String text = values.text(ServerOption.BIND_ADDRESS);
        InetAddress address = address(ServerOption.BIND_ADDRESS, text);
        boolean insecure = truth(values, ServerOption.INSECURE_DEV);
        if (!development || insecure || address.isLoopbackAddress()) {
            return text;
        }
        if (!values.isGiven(ServerOption.BIND_ADDRESS)) {
            return "127.0.0.1";
        }
        throw new ConfigException("--bind-address " + text + " needs a --key of your own: with the development key"
                + " anybody could make a teacher's token (--insecure-dev allows it all the same)");
    }

    private static Map<String, String> keys(List<String> pairs) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (String pair : pairs) {
            int colon = pair.indexOf(':');
            if (colon < 1) {
                throw new ConfigException("--key must be KID:SECRET");
            }
            String id = pair.substring(0, colon);
            if (pair.length() - colon - 1 < MIN_SECRET_LENGTH) {
                throw new ConfigException(
                        "--key " + id + ": the secret must have at least " + MIN_SECRET_LENGTH + " characters");
            }
            if (keys.put(id, pair.substring(colon + 1)) != null) {
                throw new ConfigException("--key " + id + " is given twice");
            }
        }
        return keys;
    }

    private static List<String> addresses(List<String> texts) {
        texts.forEach(text -> address(ServerOption.ADVERTISED_ADDRESS, text));
        return texts;
    }

    private static InetAddress address(ServerOption option, String text) {
        if (text.matches("[0-9.]+") || text.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException malformed) {
                throw notAnAddress(option, text);
            }
        }
        throw notAnAddress(option, text);
    }

    private static ConfigException notAnAddress(ServerOption option, String text) {
        return new ConfigException(option.flag() + " must be an IP address, not \"" + text + "\"");
    }

    private static @Nullable Path file(Values values, ServerOption option) {
        String text = values.text(option);
        if (text.isEmpty()) {
            return null;
        }
        Path path = Path.of(text);
        if (!Files.isReadable(path)) {
            throw new ConfigException(option.flag() + ": " + text + " cannot be read");
        }
        return path;
    }

    private static LedgerOptions ledger(Values values) {
        String directory = values.text(ServerOption.LEDGER_DIR);
        return LedgerOptions.DEFAULT
                .withDirectory(directory.isEmpty() ? null : Path.of(directory))
                .withKeep(Duration.ofDays(number(values, ServerOption.LEDGER_DAYS, 1, MAX_LEDGER_DAYS)));
    }

    private static @Nullable WebhookOptions webhooks(Values values) {
        String url = values.text(ServerOption.WEBHOOK_URL);
        List<String> secrets = values.all(ServerOption.WEBHOOK_SECRET);
        if (url.isEmpty() != secrets.isEmpty()) {
            throw new ConfigException("--webhook-url and --webhook-secret belong together; one of them is missing");
        }
        if (url.isEmpty()) {
            return null;
        }
        try {
            return WebhookOptions.of(URI.create(url), secrets.toArray(String[]::new));
        } catch (IllegalArgumentException wrong) {
            throw new ConfigException("--webhook-url, --webhook-secret: " + wrong.getMessage());
        }
    }

    private static int number(Values values, ServerOption option, int min, int max) {
        String text = values.text(option);
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new ConfigException(
                option.flag() + " must be a number from " + min + " to " + max + ", not \"" + text + "\"");
    }

    private static Duration duration(Values values, ServerOption option) {
        String text = values.text(option);
        if (!text.matches("[0-9]{1,6}[smh]")) {
            throw new ConfigException(
                    option.flag() + " must be a number with s, m or h, like 90s, not \"" + text + "\"");
        }
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    private static @Nullable String webSocketUrl(Values values, ServerOption option) {
        String text = values.text(option);
        if (text.isEmpty()) {
            return null;
        }
        if (!text.matches("wss?://[A-Za-z0-9._:\\[\\]-]+(/[A-Za-z0-9._~/-]*)?")) {
            throw new ConfigException(
                    option.flag() + " must be an address like wss://b.school.example/ws, not \"" + text + "\"");
        }
        return text;
    }

    private static boolean truth(Values values, ServerOption option) {
        String text = values.text(option).toLowerCase(Locale.ROOT);
        return switch (text) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off", "" -> false;
            default ->
                throw new ConfigException(option.flag() + " must be "
                        + (option.isSwitch() ? "true or false" : "on or off") + ", not \"" + text + "\"");
        };
    }

    private static String logLevel(Values values) {
        String level = values.text(ServerOption.LOG_LEVEL).toLowerCase(Locale.ROOT);
        if (!LOG_LEVELS.contains(level)) {
            throw new ConfigException("--log-level must be trace, debug, info, warn or error, not \"" + level + "\"");
        }
        return level;
    }

    /** Given values over defaults. */
    private record Values(Map<ServerOption, List<String>> given) {
        boolean isGiven(ServerOption option) {
            return !all(option).isEmpty();
        }

        List<String> all(ServerOption option) {
            return given.getOrDefault(option, List.of());
        }

        String text(ServerOption option) {
            List<String> values = all(option);
            if (values.size() > 1) {
                throw new ConfigException(option.flag() + " is given twice");
            }
            return values.isEmpty() ? option.defaultValue() : values.get(0);
        }
    }

    /**
     * The address to bind for media. In development pages and signalling are on loopback only, but media is on all of the
     * machine's addresses: Firefox sends nothing to loopback, and nothing gets an answer there that signalling did not admit.
     */
    public String mediaBindAddress() {
        return development && address(ServerOption.BIND_ADDRESS, bindAddress).isLoopbackAddress()
                ? "0.0.0.0"
                : bindAddress;
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "ServerOptions[httpPort=" + httpPort + ", bindAddress=" + bindAddress + ", udpPort=" + udpPort
                + ", mediaLoops=" + mediaLoops + ", development=" + development + "]";
    }
}
