package io.zvonok.signalling.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keeps {@code web/asyncapi.yaml} true: the document and the records of the protocol say the same. */
class AsyncApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document = load();
    private final JsonNode schemas = document.at("/components/schemas");
    private final MessageCodec codec = new MessageCodec();

    @Test
    void describesEveryMessageOnceAndNoOther() {
        List<String> documented = new ArrayList<>();
        document.at("/components/messages").forEach(message -> documented.add(signature(message)));
        List<String> existing = new ArrayList<>();
        messagesFromClient().forEach(type -> existing.add("client " + WireNames.typeOf(type)));
        messagesOf(ServerMessage.Event.class).forEach(type -> existing.add("event " + WireNames.typeOf(type)));
        messagesOf(ServerMessage.Reply.class).forEach(type -> existing.add("reply " + WireNames.typeOf(type)));

        assertThat(documented).containsExactlyInAnyOrderElementsOf(existing);
    }

    @Test
    void listsEveryMessageInTheChannelAndInOneOperation() {
        Set<String> names = names(document.at("/components/messages"));
        assertThat(names(document.at("/channels/signalling/messages"))).isEqualTo(names);
        List<String> used = new ArrayList<>();
        for (String pointer : List.of(
                "/operations/fromClient/messages",
                "/operations/fromClient/reply/messages",
                "/operations/fromServer/messages")) {
            document.at(pointer)
                    .forEach(ref -> used.add(ref.path("$ref").textValue().replaceAll(".*/", "")));
        }
        assertThat(used).containsExactlyInAnyOrderElementsOf(names);
        assertThat(document.at("/components/messages/join/payload/properties/type/const")
                        .textValue())
                .isEqualTo("join");
    }

    @Test
    void refersOnlyToSchemasThatExistAndUsesAll() {
        Set<String> referred = new TreeSet<>();
        document.findValues("$ref").forEach(ref -> {
            if (ref.textValue().startsWith("#/components/schemas/")) {
                referred.add(ref.textValue().replaceAll(".*/", ""));
            }
        });
        assertThat(referred).isEqualTo(names(schemas));
    }

    @TestFactory
    Stream<DynamicTest> describesTheFieldsOfEveryMessage() {
        return Stream.concat(
                        messagesFromClient().stream(),
                        Stream.concat(
                                messagesOf(ServerMessage.Event.class).stream(),
                                messagesOf(ServerMessage.Reply.class).stream()))
                .map(type -> DynamicTest.dynamicTest(type.getSimpleName(), () -> compareMessage(type)));
    }

    @TestFactory
    Stream<DynamicTest> showsForEveryClientMessageAnExampleThatIsRead() {
        return messagesFromClient().stream()
                .map(type -> DynamicTest.dynamicTest(type.getSimpleName(), () -> readExample(type)));
    }

    private void compareMessage(Class<?> type) {
        JsonNode payload = messageOf(type).path("payload");
        Map<String, JsonNode> expected = new LinkedHashMap<>();
        expected.put("type", JSON.createObjectNode().put("const", wireType(type)));
        if (ServerMessage.Event.class.isAssignableFrom(type)) {
            expected.put("seq", simple("integer"));
        }
        if (ServerMessage.Reply.class.isAssignableFrom(type)) {
            expected.put("ok", JSON.createObjectNode().put("const", type != ServerMessage.Failed.class));
        }
        compareObject(type, payload, expected);
    }

    /** Walks the records: properties, types, and (for the server's) which are always there. */
    private void compareObject(Class<?> root, JsonNode rootSchema, Map<String, JsonNode> head) {
        boolean fromClient = ClientMessage.class.isAssignableFrom(root);
        Deque<Map.Entry<Class<?>, JsonNode>> todo = new ArrayDeque<>(List.of(Map.entry(root, rootSchema)));
        Set<Class<?>> seen = new HashSet<>();
        while (!todo.isEmpty()) {
            Map.Entry<Class<?>, JsonNode> next = todo.pop();
            Class<?> type = next.getKey();
            JsonNode schema = next.getValue();
            if (!seen.add(type)) {
                continue;
            }
            if (type.isEnum()) {
                assertThat(strings(schema.path("enum")))
                        .as(type.getSimpleName())
                        .containsExactlyElementsOf(Arrays.stream(type.getEnumConstants())
                                .map(c -> WireNames.of((Enum<?>) c))
                                .toList());
                continue;
            }
            Map<String, JsonNode> properties = new LinkedHashMap<>(type == root ? head : Map.of());
            Set<String> required = new TreeSet<>(properties.keySet());
            for (RecordComponent component : type.getRecordComponents()) {
                properties.put(component.getName(), schemaOf(component, fromClient));
                if (alwaysWritten(component)) {
                    required.add(component.getName());
                }
                elementTypes(component.getGenericType())
                        .forEach(element -> todo.push(Map.entry(element, schemas.path(element.getSimpleName()))));
            }
            assertThat(plain(schema.path("properties")))
                    .as(type.getSimpleName())
                    .isEqualTo(properties);
            if (!fromClient) {
                assertThat(new TreeSet<>(strings(schema.path("required"))))
                        .as(type.getSimpleName())
                        .isEqualTo(required);
            }
        }
    }

    private void readExample(Class<?> type) throws Exception {
        ObjectNode example = (ObjectNode) messageOf(type).at("/examples/0/payload");
        ClientMessage message = codec.decode(example.toString(), 1000);
        assertThat(message).isInstanceOf(type);
        for (RecordComponent component : type.getRecordComponents()) {
            Object value = component.getAccessor().invoke(message);
            assertThat(value).as("example has " + component.getName()).isNotNull();
            assertThat(value).as("example has " + component.getName()).isNotEqualTo(List.of());
        }
        assertThat(names(example)).isEqualTo(names(messageOf(type).at("/payload/properties")));
        List<JsonNode> otherExamples = new ArrayList<>();
        messageOf(type).path("examples").forEach(other -> otherExamples.add(other.path("payload")));
        for (JsonNode other : otherExamples) {
            assertThat(codec.decode(other.toString(), 1000)).isInstanceOf(type);
        }
        checkRequired(example, example, messageOf(type).path("payload"), otherExamples);
    }

    /**
     * Taking a field away is refused exactly when the document says that it is required. A field that is needed only
     * sometimes has another example without it.
     */
    private void checkRequired(ObjectNode whole, ObjectNode part, JsonNode schema, List<JsonNode> otherExamples) {
        List<String> required = strings(schema.path("required"));
        for (String field : names(part)) {
            JsonNode value = part.remove(field);
            String text = whole.toString();
            if (required.contains(field)) {
                assertThatThrownBy(() -> codec.decode(text, 1000))
                        .as("without " + field)
                        .isInstanceOf(BadMessageException.class);
            } else if (otherExamples.stream().noneMatch(other -> !other.has(field))) {
                assertThat(codec.decode(text, 1000)).as("without " + field).isNotNull();
            }
            part.set(field, value);
            JsonNode property = schema.path("properties").path(field);
            JsonNode nested = value.isArray() ? value.get(0) : value;
            String ref = (value.isArray() ? property.path("items") : property)
                    .path("$ref")
                    .asText("");
            if (nested instanceof ObjectNode object && !ref.isEmpty()) {
                checkRequired(whole, object, schemas.path(ref.replaceAll(".*/", "")), List.of());
            }
        }
    }

    private JsonNode messageOf(Class<?> type) {
        String wanted = (ClientMessage.class.isAssignableFrom(type)
                        ? "client "
                        : ServerMessage.Event.class.isAssignableFrom(type) ? "event " : "reply ")
                + WireNames.typeOf(type);
        return StreamSupport.stream(document.at("/components/messages").spliterator(), false)
                .filter(message -> signature(message).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not in the document: " + wanted));
    }

    /** Who says it and what it is; replies share one type and are told apart by the document's key. */
    private String signature(JsonNode message) {
        JsonNode properties = message.at("/payload/properties");
        String type = properties.at("/type/const").textValue();
        if (properties.has("seq")) {
            return "event " + type;
        }
        if (!properties.has("ok")) {
            return "client " + type;
        }
        String key = document.at("/components/messages").properties().stream()
                .filter(entry -> entry.getValue() == message)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        return "reply " + key;
    }

    private static String wireType(Class<?> type) {
        return ServerMessage.Reply.class.isAssignableFrom(type) ? "reply" : WireNames.typeOf(type);
    }

    private static List<Class<?>> messagesFromClient() {
        return Arrays.asList(Objects.requireNonNull(ClientMessage.class.getPermittedSubclasses()));
    }

    private static List<Class<?>> messagesOf(Class<?> sealed) {
        return Arrays.asList(Objects.requireNonNull(sealed.getPermittedSubclasses()));
    }

    private static boolean alwaysWritten(RecordComponent component) {
        JsonInclude include = component.getAccessor().getAnnotation(JsonInclude.class);
        return include == null
                || include.value() != JsonInclude.Include.NON_NULL
                        && include.value() != JsonInclude.Include.NON_DEFAULT;
    }

    private static JsonNode schemaOf(RecordComponent component, boolean fromClient) {
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        JsonNode schema = schemaOf(component.getAnnotatedType());
        if (!nullable || fromClient || !alwaysWritten(component)) {
            return schema;
        }
        ObjectNode orNull = JSON.createObjectNode();
        if (schema.has("$ref")) {
            orNull.putArray("oneOf").add(schema).add(simple("null"));
        } else {
            orNull.putArray("type").add(schema.path("type").textValue()).add("null");
        }
        return orNull;
    }

    private static JsonNode schemaOf(AnnotatedType annotated) {
        Type type = annotated.getType();
        if (annotated instanceof AnnotatedParameterizedType list) {
            assertThat(((ParameterizedType) type).getRawType()).isEqualTo(List.class);
            return simple("array").set("items", schemaOf(list.getAnnotatedActualTypeArguments()[0]));
        }
        if (type == String.class) {
            return simple("string");
        }
        if (type == int.class || type == long.class || type == Long.class || type == Integer.class) {
            return simple("integer");
        }
        if (type == double.class) {
            return simple("number");
        }
        if (type == boolean.class || type == Boolean.class) {
            return simple("boolean");
        }
        if (type == JsonNode.class) {
            ObjectNode either = JSON.createObjectNode();
            either.putArray("type").add("object").add("string");
            return either;
        }
        if (type == ObjectNode.class) {
            return simple("object");
        }
        return JSON.createObjectNode().put("$ref", "#/components/schemas/" + ((Class<?>) type).getSimpleName());
    }

    private static List<Class<?>> elementTypes(Type type) {
        Type element = type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : type;
        Class<?> plain = (Class<?>) element;
        return plain.isRecord() || plain.isEnum() ? List.of(plain) : List.of();
    }

    /** Without what a record cannot say: descriptions and bounds. */
    private static Map<String, JsonNode> plain(JsonNode properties) {
        Map<String, JsonNode> plain = new LinkedHashMap<>();
        properties.properties().forEach(entry -> {
            ObjectNode copy = entry.getValue().deepCopy();
            copy.remove(List.of("description", "minimum", "maximum", "minLength", "maxLength", "maxItems"));
            plain.put(entry.getKey(), copy);
        });
        return plain;
    }

    private static ObjectNode simple(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.asText()));
        return strings;
    }

    private static JsonNode load() {
        try (InputStream in = AsyncApiTest.class.getResourceAsStream("/web/asyncapi.yaml")) {
            return new ObjectMapper(new YAMLFactory()).readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
