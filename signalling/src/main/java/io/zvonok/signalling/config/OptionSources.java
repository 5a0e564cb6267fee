package io.zvonok.signalling.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads options from the environment and from a YAML file; unknown names are refused, they are mostly typing errors. */
public final class OptionSources {
    private static final String PREFIX = "ZVONOK_";
    /** Named in the environment for the scripts, not for the server. */
    private static final List<String> NOT_OPTIONS = List.of("ZVONOK_CONFIG", "ZVONOK_JAVA", "ZVONOK_JAVA_OPTS");

    private OptionSources() {}

    /** Options given as {@code ZVONOK_...}; values of repeatable ones are separated by commas. */
    public static Map<ServerOption, List<String>> fromEnvironment(Map<String, String> environment) {
        Map<ServerOption, List<String>> given = new EnumMap<>(ServerOption.class);
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !NOT_OPTIONS.contains(name)) {
                ServerOption option = Arrays.stream(ServerOption.values())
                        .filter(known -> known.environmentVariable().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new ConfigException("environment: unknown variable " + name));
                given.put(option, option.repeatable() ? List.of(value.split("\\s*,\\s*")) : List.of(value));
            }
        });
        return given;
    }

    /** Options of a YAML file: {@code key: value}, lists for repeatable ones. */
    public static Map<ServerOption, List<String>> fromFile(Path file) {
        Map<ServerOption, List<String>> given = new EnumMap<>(ServerOption.class);
        JsonNode root = read(file);
        if (root.isMissingNode() || root.isNull()) {
            return given;
        }
        if (!root.isObject()) {
            throw new ConfigException(file + ": must hold lines of the form \"key: value\"");
        }
        root.properties().forEach(entry -> {
            ServerOption option = Arrays.stream(ServerOption.values())
                    .filter(known -> known.key().equals(entry.getKey()))
                    .findFirst()
                    .orElseThrow(() -> new ConfigException(file + ": unknown key \"" + entry.getKey() + "\""));
            given.put(option, values(file, option, entry.getValue()));
        });
        return given;
    }

    private static JsonNode read(Path file) {
        try {
            return new YAMLMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException malformed) {
            throw new ConfigException(file + ": "
                    + malformed.getOriginalMessage().lines().findFirst().orElse("bad YAML"));
        } catch (IOException unreadable) {
            throw new ConfigException(file + ": cannot be read");
        }
    }

    private static List<String> values(Path file, ServerOption option, JsonNode node) {
        List<String> values = new ArrayList<>();
        if (node.isArray() && option.repeatable()) {
            node.forEach(element -> values.add(scalar(file, option, element)));
        } else {
            values.add(scalar(file, option, node));
        }
        return values;
    }

    private static String scalar(Path file, ServerOption option, JsonNode node) {
        if (!node.isValueNode() || node.isNull()) {
            throw new ConfigException(file + ": " + option.key() + " must be one value");
        }
        return node.asText();
    }

    /** Later maps win, option by option. */
    @SafeVarargs
    public static Map<ServerOption, List<String>> merge(Map<ServerOption, List<String>>... sources) {
        Map<ServerOption, List<String>> merged = new EnumMap<>(ServerOption.class);
        for (Map<ServerOption, List<String>> source : sources) {
            merged.putAll(source);
        }
        return merged;
    }
}
