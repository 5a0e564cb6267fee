package io.zvonok.signalling.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** {@code openapi.yaml}, which answers whether a reply is as it says. Knows the keywords that the document uses. */
public final class OpenApi {
    private static final Set<String> KNOWN = Set.of(
            "type",
            "enum",
            "const",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "minItems",
            "maxItems",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "default",
            "description",
            "$ref");

    private final JsonNode document;

    public OpenApi() {
        try (InputStream in = OpenApi.class.getResourceAsStream("/web/api/v1/openapi.yaml")) {
            document = new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonNode document() {
        return document;
    }

    /** {@code GET /rooms/{room}} of what is below {@code /api/v1}. */
    public Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        document.path("paths").properties().forEach(path -> {
            if (path.getKey().startsWith("/api/v1/")) {
                path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        operations.add(method.toUpperCase(Locale.ROOT) + " "
                                + path.getKey().substring("/api/v1".length()));
                    }
                });
            }
        });
        return operations;
    }

    /** @param operation as {@link #operations} names it */
    public JsonNode operation(String operation) {
        String[] parts = operation.split(" ");
        return document.path("paths").path("/api/v1" + parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
    }

    public Set<String> statuses(String operation) {
        Set<String> statuses = new TreeSet<>();
        operation(operation).path("responses").fieldNames().forEachRemaining(statuses::add);
        return statuses;
    }

    /** Names of the parameters in the query. */
    public Set<String> query(String operation) {
        Set<String> names = new TreeSet<>();
        operation(operation).path("parameters").forEach(parameter -> {
            JsonNode resolved = resolved(parameter);
            if (resolved.path("in").asText().equals("query")) {
                names.add(resolved.path("name").asText());
            }
        });
        return names;
    }

    public JsonNode schema(String name) {
        return document.path("components").path("schemas").path(name);
    }

    public JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    /** What is wrong with a reply; empty if it is as the document says. */
    public List<String> complaints(String operation, int status, String contentType, JsonNode body) {
        List<String> complaints = new ArrayList<>();
        JsonNode response = resolved(operation(operation).path("responses").path(String.valueOf(status)));
        if (response.isMissingNode()) {
            complaints.add(operation + " says nothing of " + status);
        } else if (!response.has("content")) {
            if (!contentType.isEmpty()) {
                complaints.add(operation + " " + status + " has a body");
            }
        } else {
            JsonNode content = response.path("content").path(contentType.replaceAll(";.*", ""));
            if (content.isMissingNode()) {
                complaints.add(operation + " " + status + " is not " + contentType);
            }
            check(operation + " " + status, content.path("schema"), body, complaints);
        }
        return complaints;
    }

    /** Adds what is wrong. */
    public void check(String where, JsonNode unresolved, JsonNode value, List<String> complaints) {
        JsonNode schema = resolved(unresolved);
        schema.fieldNames().forEachRemaining(keyword -> {
            if (!KNOWN.contains(keyword)) {
                complaints.add(where + ": this test does not know the keyword " + keyword);
            }
        });
        checkScalar(where, schema, value, complaints);
        schema.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                complaints.add(where + " lacks " + name.asText());
            }
        });
        JsonNode additional = schema.path("additionalProperties");
        value.properties().forEach(field -> {
            JsonNode property = schema.path("properties").path(field.getKey());
            String inside = where + "." + field.getKey();
            if (!property.isMissingNode()) {
                check(inside, property, field.getValue(), complaints);
            } else if (additional.isObject()) {
                check(inside, additional, field.getValue(), complaints);
            } else if (additional.isBoolean() && !additional.booleanValue()) {
                complaints.add(inside + " is not in the document");
            }
        });
        if (value.isArray() && schema.has("items")) {
            value.forEach(element -> check(where + "[]", schema.path("items"), element, complaints));
        }
    }

    private static void checkScalar(String where, JsonNode schema, JsonNode value, List<String> complaints) {
        if (schema.has("type") && !isOfType(schema.path("type"), value)) {
            complaints.add(where + " is not " + schema.path("type") + " but " + value);
        }
        if (schema.has("const") && !schema.path("const").equals(value)) {
            complaints.add(where + " is " + value);
        }
        boolean listed = !schema.has("enum");
        for (JsonNode constant : schema.path("enum")) {
            listed |= constant.equals(value);
        }
        if (!listed) {
            complaints.add(where + " is " + value);
        }
    }

    private static boolean isOfType(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (isOfType(one, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> false;
        };
    }
}
