package io.zvonok.signalling.api;

import io.zvonok.signalling.message.WireJson;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something of the application's own, told to pages.
 *
 * @param topic tells pages what it is, 1 to 64 characters
 * @param payload a string or an object, at most 16 KiB of JSON
 * @param to identities on stage, or participant ids; null or empty: everybody on stage
 */
public record DataMessage(
        String topic, Object payload, @Nullable List<String> to) {
    private static final int MAX_TOPIC_LENGTH = 64;
    private static final int MAX_PAYLOAD_LENGTH = 16 * 1024;
    private static final int MAX_ADDRESSEES = 1000;

    public DataMessage {
        int length = Checks.present(topic, "topic").length();
        Checks.require(length > 0 && length <= MAX_TOPIC_LENGTH, "topic must have 1 to 64 characters");
        Object given = Checks.present(payload, "payload");
        Checks.require(given instanceof String || given instanceof Map, "payload must be a string or an object");
        String json = WireJson.write(given);
        Checks.require(json.length() <= MAX_PAYLOAD_LENGTH, "payload may have 16 KiB");
        payload = given instanceof Map ? WireJson.readMap(json) : given;
        Checks.require(to == null || to.stream().noneMatch(Objects::isNull), "to has an element that is null");
        to = to == null ? List.of() : List.copyOf(to);
        Checks.require(to.size() <= MAX_ADDRESSEES, "to may name 1000 participants");
    }

    public static DataMessage text(String topic, String text) {
        return new DataMessage(topic, text, null);
    }

    /** @param object what JSON can say: strings, numbers, booleans, lists and maps */
    public static DataMessage object(String topic, Map<String, ?> object) {
        return new DataMessage(topic, object, null);
    }

    /** Only to these. */
    public DataMessage onlyTo(List<String> participants) {
        return new DataMessage(topic, payload, participants);
    }

    /** Without what it says. */
    @Override
    public String toString() {
        return "DataMessage[" + topic + "]";
    }
}
