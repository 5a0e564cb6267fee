package io.zvonok.signalling.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The server's command line: flags over environment over {@code --config} file. */
public final class ServerCommandLine {
    private static final String CONFIG = "--config";

    private final CommandLine commandLine = new CommandLine(spec());

    /** What was asked for: help, the version, or options to start with. */
    public sealed interface Request {
        /** Print this text and end. */
        record Print(String text) implements Request {}

        record Start(ServerOptions options) implements Request {}
    }

    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("scripts/run").mixinStandardHelpOptions(true);
        spec.usageMessage()
                .description("Starts the Zvonok media server in the foreground; Ctrl-C drains and ends it.")
                .footer(
                        "",
                        "Each option is also an environment variable (--http-port: ZVONOK_HTTP_PORT)",
                        "and a key in the file given by --config (http-port: 8080).",
                        "Flags win over the environment, the environment wins over the file.");
        for (ServerOption option : ServerOption.values()) {
            spec.addOption(flag(option));
        }
        spec.addOption(OptionSpec.builder(CONFIG)
                .paramLabel("FILE.yaml")
                .type(String.class)
                .description("file with options, one \"key: value\" a line")
                .build());
        return spec;
    }

    private static OptionSpec flag(ServerOption option) {
        OptionSpec.Builder flag = OptionSpec.builder(option.flag()).description(description(option));
        if (option.isSwitch()) {
            return flag.arity("0").type(Boolean.class).build();
        }
        flag.paramLabel(option.valueName());
        return option.repeatable()
                ? flag.arity("1").type(List.class).auxiliaryTypes(String.class).build()
                : flag.arity("1").type(String.class).build();
    }

    private static String description(ServerOption option) {
        boolean plain = option.isSwitch() || option.defaultValue().isEmpty();
        return option.description() + (plain ? "" : " (default: " + option.defaultValue() + ")");
    }

    /**
     * Reads arguments and environment.
     *
     * @param version printed for {@code --version}
     * @throws ConfigException one clear line
     */
    public Request parse(String[] arguments, Map<String, String> environment, String version) {
        ParseResult result;
        try {
            result = commandLine.parseArgs(arguments);
        } catch (CommandLine.ParameterException wrong) {
            throw new ConfigException(String.valueOf(wrong.getMessage()));
        }
        if (result.isUsageHelpRequested()) {
            return new Request.Print(commandLine.getUsageMessage(CommandLine.Help.Ansi.AUTO));
        }
        if (result.isVersionHelpRequested()) {
            return new Request.Print("zvonok " + version + "\n");
        }
        String file = result.matchedOptionValue(CONFIG, environment.getOrDefault("ZVONOK_CONFIG", ""));
        Map<ServerOption, List<String>> fromFile = file.isEmpty() ? Map.of() : OptionSources.fromFile(Path.of(file));
        return new Request.Start(ServerOptions.of(
                OptionSources.merge(fromFile, OptionSources.fromEnvironment(environment), fromFlags(result))));
    }

    private static Map<ServerOption, List<String>> fromFlags(ParseResult result) {
        Map<ServerOption, List<String>> given = new EnumMap<>(ServerOption.class);
        Arrays.stream(ServerOption.values())
                .filter(option -> result.hasMatchedOption(option.flag()))
                .forEach(option -> given.put(
                        option, List.copyOf(result.matchedOption(option.flag()).stringValues())));
        given.replaceAll((option, values) -> option.isSwitch() ? List.of("true") : values);
        return given;
    }
}
