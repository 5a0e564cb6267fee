package io.zvonok.signalling.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;

/**
 * An event as one line of JSON, in memory, in files and to webhooks the same.
 *
 * <p>Thread: any; no state.
 */
public final class LedgerText {
    static final int MAX_BYTES = 16 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final ObjectWriter WRITER = MAPPER.writerFor(LedgerEvent.class);
    private static final ObjectReader READER = MAPPER.readerFor(LedgerEvent.class);

    private LedgerText() {}

    /** UTF-8 without a line break. Data that is too long is left out. */
    public static byte[] encode(LedgerEvent event) {
        try {
            byte[] line = WRITER.writeValueAsBytes(event);
            return line.length <= MAX_BYTES ? line : WRITER.writeValueAsBytes(withoutData(event));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("an event that is no JSON", impossible);
        }
    }

    private static LedgerEvent withoutData(LedgerEvent event) {
        return new LedgerEvent(
                event.seq(),
                event.timeMillis(),
                event.type(),
                event.participantId(),
                event.identity(),
                event.role(),
                JsonNodeFactory.instance.objectNode().put("tooLong", true));
    }

    /** Throws if that is no event. */
    public static LedgerEvent decode(byte[] line) throws IOException {
        return READER.readValue(line);
    }
}
