package io.zvonok.signalling.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON and back: constants by their {@link WireNames}, instants as milliseconds since 1970, null left out. The
 * record says what may stand in the JSON; its constructor says what is well formed.
 *
 * <p>Thread: any; immutable.
 */
public final class WireJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(new ConstantSerializer())
                    .addSerializer(new InstantSerializer())
                    .addDeserializer(Instant.class, new InstantDeserializer())
                    .setDeserializerModifier(new ConstantDeserializers()))
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** For what strangers wrote: no unknown fields, no coercions. */
    private static final JsonMapper STRICT = MAPPER.rebuild()
            .enable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual, text -> {
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
            })
            .build();

    private WireJson() {}

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this cannot be written as JSON", e);
        }
    }

    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** What a server of ours wrote; fields that a newer one added are passed over, constants too (as null). */
    public static <T> T read(String json, TypeReference<T> type) {
        return read(json, MAPPER.readerFor(type));
    }

    public static <T> T read(String json, Class<T> type) {
        return read(json, MAPPER.readerFor(type));
    }

    public static Map<String, Object> readMap(String json) {
        return read(json, new TypeReference<>() {});
    }

    private static <T> T read(String json, ObjectReader reader) {
        try {
            return reader.readValue(json);
        } catch (JsonProcessingException e) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, "this is not what a Zvonok server says", e);
        }
    }

    /** Throws {@link ZvonokException} BAD_MESSAGE with one sentence that names the field. */
    public static <T> T readStrictly(ObjectNode object, Class<T> type) {
        return readStrictly(object, STRICT.constructType(type));
    }

    public static <T> T readStrictly(ObjectNode object, JavaType type) {
        try {
            return STRICT.readerFor(type).readValue(object);
        } catch (IOException e) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, complaint(e));
        }
    }

    private static String complaint(IOException wrong) {
        return wrong instanceof com.fasterxml.jackson.databind.JsonMappingException mapping
                ? complaint(mapping)
                : "a value is out of bounds";
    }

    private static String complaint(com.fasterxml.jackson.databind.JsonMappingException wrong) {
        String field = wrong.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining());
        String name = field.isEmpty() ? "the body" : MessageCodec.quoted(field.replaceFirst("^\\.", ""));
        if (wrong instanceof UnrecognizedPropertyException) {
            return name + " is not a field of this";
        }
        if (wrong instanceof ValueInstantiationException && wrong.getCause() instanceof IllegalArgumentException said) {
            return String.valueOf(said.getMessage());
        }
        return name + " must be "
                + (wrong instanceof com.fasterxml.jackson.databind.exc.MismatchedInputException mismatch
                        ? kind(mismatch.getTargetType())
                        : "within bounds");
    }

    private static String kind(@Nullable Class<?> type) {
        if (type == null) {
            return "something else";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "a whole number";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> WireNames.of((Enum<?>) constant))
                            .collect(Collectors.joining(", "));
        }
        return type == String.class ? "a string" : List.class.isAssignableFrom(type) ? "an array" : "an object";
    }

    /** Writes {@code SCREEN_AUDIO} as {@code screenAudio}. */
    static final class ConstantSerializer extends StdSerializer<Enum<?>> {
        private static final long serialVersionUID = 1L;

        ConstantSerializer() {
            super(Enum.class, false);
        }

        @Override
        public void serialize(@Nullable Enum<?> value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            if (value != null) {
                out.writeString(WireNames.of(value));
            }
        }
    }

    private static final class InstantSerializer extends StdSerializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeNumber(value.toEpochMilli());
        }
    }

    private static final class InstantDeserializer extends StdDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantDeserializer() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return Instant.ofEpochMilli(in.getLongValue());
        }
    }

    private static final class ConstantDeserializers extends BeanDeserializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonDeserializer<?> modifyEnumDeserializer(
                DeserializationConfig config,
                JavaType type,
                BeanDescription description,
                JsonDeserializer<?> original) {
            return new ConstantDeserializer(type.getRawClass());
        }
    }

    private static final class ConstantDeserializer extends StdDeserializer<Enum<?>> {
        private static final long serialVersionUID = 1L;

        ConstantDeserializer(Class<?> type) {
            super(type);
        }

        @Override
        public @Nullable Enum<?> deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getText();
            for (Object constant : handledType().getEnumConstants()) {
                if (in.hasToken(com.fasterxml.jackson.core.JsonToken.VALUE_STRING)
                        && WireNames.of((Enum<?>) constant).equals(text)) {
                    return (Enum<?>) constant;
                }
            }
            if (context.isEnabled(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)) {
                context.reportInputMismatch(handledType(), "unknown constant");
            }
            return null;
        }
    }
}
