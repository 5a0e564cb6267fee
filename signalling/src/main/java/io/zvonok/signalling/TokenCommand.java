package io.zvonok.signalling;

import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints a token signed with the development key, or with a key of your own: {@code scripts/token}. */
@Command(
        name = "scripts/token",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints an access token for one person and one room, or for a backend (--role server).",
        footer = {
            "",
            "Example: scripts/token --room math-7b --identity t-1 --role teacher --name 'Anna Petrovna'",
            "         scripts/token --role server"
        })
public final class TokenCommand implements Callable<Integer> {
    @Option(
            names = "--room",
            paramLabel = "R",
            description = "the room, exactly; may be left out for the role server: the whole server")
    private @Nullable String room;

    @Option(
            names = "--identity",
            paramLabel = "I",
            description = "who it is, as the backend knows them (default for the role server: backend)")
    private @Nullable String identity;

    @Option(
            names = "--role",
            required = true,
            paramLabel = "ROLE",
            description = "teacher, student, parent, admin, broadcaster, viewer or server")
    private String role = "";

    @Option(names = "--name", paramLabel = "N", description = "the name that others see")
    private @Nullable String name;

    @Option(
            names = "--ttl",
            paramLabel = "2h",
            defaultValue = "2h",
            description = "how long it is good for: 90s, 30m, 2h, 1d")
    private String ttl = "2h";

    @Option(names = "--key", paramLabel = "KID:SECRET", description = "key to sign with (default: the development key)")
    private @Nullable String key;

    @Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new TokenCommand()).execute(arguments));
    }

    @Override
    public Integer call() {
        String[] pair = key == null
                ? new String[] {ServerOptions.DEVELOPMENT_KEY_ID, ServerOptions.DEVELOPMENT_SECRET}
                : key.split(":", 2);
        if (pair.length != 2) {
            throw wrong("--key must be KID:SECRET");
        }
        try {
            AccessToken token = new AccessToken(pair[0], pair[1])
                    .identity(identity())
                    .role(role())
                    .name(name)
                    .ttl(ttl());
            if (room != null) {
                token.room(room);
            } else if (role() != Role.SERVER) {
                throw wrong("--room is needed for the role " + role().wireName());
            }
            commandLine().getOut().println(token.toJwt());
            commandLine().getOut().flush();
            return 0;
        } catch (IllegalArgumentException refused) {
            throw wrong(String.valueOf(refused.getMessage()));
        }
    }

    private String identity() {
        if (identity == null && role() != Role.SERVER) {
            throw wrong("--identity is needed for the role " + role().wireName());
        }
        return identity == null ? "backend" : identity;
    }

    private Role role() {
        return Arrays.stream(Role.values())
                .filter(known -> known.wireName().equals(role.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> wrong("--role must be one of "
                        + Arrays.stream(Role.values()).map(Role::wireName).collect(Collectors.joining(", "))
                        + ", not \"" + role + "\""));
    }

    private Duration ttl() {
        if (!ttl.matches("[1-9][0-9]{0,6}[smhd]")) {
            throw wrong("--ttl must be a number with s, m, h or d, like 2h, not \"" + ttl + "\"");
        }
        long number = Long.parseLong(ttl.substring(0, ttl.length() - 1));
        return switch (ttl.charAt(ttl.length() - 1)) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("runs through picocli only");
        }
        return spec.commandLine();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(commandLine(), message);
    }
}
