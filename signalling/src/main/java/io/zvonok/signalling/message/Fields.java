package io.zvonok.signalling.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Typed access to one JSON object, with complaints that name the field. No coercions: a number in quotes is a string.
 * Null counts as missing unless said otherwise; unknown fields are ignored.
 */
final class Fields {
    /** Names too come from strangers. */
    private static final int MAX_NAME_IN_COMPLAINT = 40;

    private final ObjectNode node;
    private final String path;
    /** Follows the name of a field in a complaint: of which of many objects it is. */
    private final String owner;

    Fields(ObjectNode node, String path) {
        this(node, path, "");
    }

    private Fields(ObjectNode node, String path, String owner) {
        this.node = node;
        this.path = path;
        this.owner = owner;
    }

    /** The same fields, whose complaints say whose they are: {@code slots[3].width of slot '7' ...}. */
    Fields ownedBy(String what) {
        return new Fields(node, path, " of " + what);
    }

    String string(String name, int maxLength) {
        return required(name, optionalString(name, maxLength));
    }

    String filledString(String name, int maxLength) {
        String text = string(name, maxLength);
        check(!text.isEmpty(), name, "is empty");
        return text;
    }

    @Nullable
    String optionalString(String name, int maxLength) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        check(value.isTextual(), name, "must be a string");
        check(value.textValue().length() <= maxLength, name, "is longer than " + maxLength + " characters");
        return value.textValue();
    }

    long integer(String name, long min, long max) {
        return required(name, optionalInteger(name, min, max));
    }

    /** An explicit null is refused: it is what JSON makes of a client's NaN. */
    int integer(String name, int min, int max, int defaultValue) {
        check(!node.path(name).isNull(), name, "must be a whole number, not null");
        Long value = optionalInteger(name, min, max);
        return value == null ? defaultValue : value.intValue();
    }

    @Nullable
    Integer optionalInteger(String name, int max) {
        Long value = optionalInteger(name, 0, max);
        return value == null ? null : Integer.valueOf(value.intValue());
    }

    private @Nullable Long optionalInteger(String name, long min, long max) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        boolean whole =
                value.isIntegralNumber() || value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue());
        check(whole && value.canConvertToLong(), name, "must be a whole number");
        check(value.longValue() >= min && value.longValue() <= max, name, "must be between " + min + " and " + max);
        return value.longValue();
    }

    double number(String name) {
        JsonNode value = required(name, value(name));
        check(value.isNumber() && Double.isFinite(value.doubleValue()), name, "must be a number");
        return value.doubleValue();
    }

    boolean flag(String name) {
        JsonNode value = required(name, value(name));
        check(value.isBoolean(), name, "must be true or false");
        return value.booleanValue();
    }

    boolean flag(String name, boolean defaultValue) {
        return value(name) == null ? defaultValue : flag(name);
    }

    @Nullable
    Boolean optionalFlag(String name) {
        return value(name) == null ? null : Boolean.valueOf(flag(name));
    }

    <E extends Enum<E>> E constant(String name, Class<E> type) {
        return required(name, optionalConstant(name, type));
    }

    <E extends Enum<E>> @Nullable E optionalConstant(String name, Class<E> type) {
        String text = optionalString(name, 64);
        if (text == null) {
            return null;
        }
        E constant = WireNames.read(type, text);
        check(constant != null, name, "has an unknown value");
        return constant;
    }

    ObjectNode object(String name) {
        JsonNode value = required(name, value(name));
        check(value.isObject(), name, "must be an object");
        return (ObjectNode) value;
    }

    <T> @Nullable T optionalObject(String name, Function<Fields, T> read) {
        return value(name) == null ? null : read.apply(new Fields(object(name), path + name + "."));
    }

    /** Empty when missing. */
    <T> List<T> list(String name, int maxSize, Function<Fields, T> read) {
        JsonNode value = value(name);
        if (value == null) {
            return List.of();
        }
        check(value.isArray(), name, "must be an array");
        check(value.size() <= maxSize, name, "has more than " + maxSize + " elements");
        List<T> list = new ArrayList<>(value.size());
        for (JsonNode element : value) {
            String elementName = name + "[" + list.size() + "]";
            check(element.isObject(), elementName, "must be an object");
            list.add(read.apply(new Fields((ObjectNode) element, path + elementName + ".")));
        }
        return list;
    }

    /** Empty when missing. */
    <E extends Enum<E>> List<E> constants(String name, int maxSize, Class<E> type) {
        JsonNode value = value(name);
        if (value == null) {
            return List.of();
        }
        check(value.isArray(), name, "must be an array");
        check(value.size() <= maxSize, name, "has more than " + maxSize + " elements");
        List<E> list = new ArrayList<>(value.size());
        for (JsonNode element : value) {
            String elementName = name + "[" + list.size() + "]";
            E constant = element.isTextual() ? WireNames.read(type, element.textValue()) : null;
            check(constant != null, elementName, "has an unknown value");
            if (constant != null) {
                list.add(constant);
            }
        }
        return list;
    }

    /** All names there are, as they were sent. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    boolean isString(String name) {
        return node.path(name).isTextual();
    }

    boolean has(String name) {
        return value(name) != null;
    }

    private @Nullable JsonNode value(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw bad(name, "is missing");
        }
        return value;
    }

    void check(boolean condition, String name, String complaint) {
        if (!condition) {
            throw bad(name, complaint);
        }
    }

    private ZvonokException bad(String name, String complaint) {
        String shown = name.length() <= MAX_NAME_IN_COMPLAINT ? name : name.substring(0, MAX_NAME_IN_COMPLAINT);
        return new ZvonokException(ErrorCode.BAD_MESSAGE, path + shown + owner + " " + complaint);
    }
}
