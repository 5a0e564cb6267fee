package io.zvonok.signalling.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zvonok.signalling.message.EventText;
import io.zvonok.signalling.session.ClientConnection;
import io.zvonok.signalling.session.CloseCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The far end of a socket that is not there. */
public final class RecordingConnection implements ClientConnection {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> received = new ArrayList<>();
    private @Nullable CloseCode closed;

    @Override
    public void send(String text) {
        if (closed == null) {
            try {
                received.add(JSON.readTree(text));
            } catch (JsonProcessingException e) {
                throw new AssertionError(text, e);
            }
        }
    }

    @Override
    public void send(EventText event, long seq) {
        send(event.withSeq(seq));
    }

    @Override
    public void sendOpening(String text) {
        send(text);
    }

    @Override
    public void admitted() {}

    @Override
    public void close(CloseCode code) {
        if (closed == null) {
            closed = code;
        }
    }

    public @Nullable CloseCode closed() {
        return closed;
    }

    public List<JsonNode> received() {
        return received;
    }

    public List<JsonNode> events() {
        return received.stream().filter(message -> message.has("seq")).toList();
    }

    public List<JsonNode> events(String type) {
        return events().stream()
                .filter(event -> event.path("type").asText().equals(type))
                .toList();
    }

    public JsonNode last(String type) {
        List<JsonNode> found = events(type);
        if (found.isEmpty()) {
            throw new AssertionError("no " + type + " in " + received);
        }
        return found.get(found.size() - 1);
    }

    public JsonNode reply(long id) {
        List<JsonNode> found = received.stream()
                .filter(message -> message.path("type").asText().equals("reply")
                        && message.path("id").asLong(-1) == id)
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " replies to " + id + " in " + received);
        }
        return found.get(0);
    }

    public String errorOf(long id) {
        return reply(id).at("/error/code").asText();
    }
}
