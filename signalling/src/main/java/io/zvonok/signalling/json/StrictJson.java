package io.zvonok.signalling.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;

/**
 * Reads one JSON object from text that a stranger wrote: bounded depth, tokens, names, strings and numbers; duplicate
 * keys and anything after the object are refused.
 *
 * <p>Spec: RFC 8259; P31.
 * <p>Thread: any; immutable.
 */
public final class StrictJson {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_NUMBER_LENGTH = 20;
    private static final int MAX_NAME_LENGTH = 64;

    private final ObjectReader reader;

    /**
     * @param maxLength longest text and longest single string, in characters
     * @param maxTokens most JSON tokens (names, values, brackets)
     */
    public StrictJson(int maxLength, int maxTokens) {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER_LENGTH)
                .maxNameLength(MAX_NAME_LENGTH)
                .maxStringLength(maxLength)
                .maxDocumentLength(maxLength)
                .maxTokenCount(maxTokens)
                .build();
        // Names from strangers are not interned: they would fill a table that everybody shares.
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(constraints)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
        reader = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build()
                .readerFor(JsonNode.class);
    }

    /** Throws {@link ZvonokException} BAD_MESSAGE for anything but one well-formed object within the bounds. */
    public ObjectNode readObject(String text) {
        try {
            if (reader.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, "not valid JSON within the limits of this server");
        }
        throw new ZvonokException(ErrorCode.BAD_MESSAGE, "not a JSON object");
    }
}
