package io.zvonok.signalling.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.api.PageRequest;
import io.zvonok.signalling.http.Problem;
import io.zvonok.signalling.json.StrictJson;
import io.zvonok.signalling.message.WireJson;
import io.zvonok.signalling.message.WireNames;
import io.zvonok.signalling.token.Claims;
import io.zvonok.signalling.websocket.HttpCall;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request whose route, token and rights are known. What it throws names what is wrong with it.
 *
 * @param path decoded values of the path's parameters
 * @param query decoded
 */
record RestCall(HttpCall http, Claims claims, Map<String, String> path, Map<String, String> query) {
    private static final int MAX_BODY_LENGTH = 64 * 1024;
    private static final int MAX_JSON_TOKENS = 20_000;
    private static final StrictJson JSON = new StrictJson(MAX_BODY_LENGTH, MAX_JSON_TOKENS);

    String room() {
        return named("room");
    }

    String participant() {
        return named("participant");
    }

    /** A parameter of the path. */
    String named(String parameter) {
        String value = path.get(parameter);
        if (value == null) {
            throw new IllegalStateException("the route has no " + parameter);
        }
        return value;
    }

    /** A constant in the path. */
    <E extends Enum<E>> E constant(String parameter, Class<E> type) {
        E constant = WireNames.read(type, named(parameter));
        if (constant == null) {
            throw new ZvonokException(ErrorCode.NOT_FOUND, "there is no such " + parameter);
        }
        return constant;
    }

    /** Of the query. */
    @Nullable
    String asked(String name) {
        return query.get(name);
    }

    boolean flag(String name) {
        String value = query.getOrDefault(name, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, name + " must be true or false");
        }
        return value.equals("true");
    }

    long number(String name, long otherwise) {
        Long value = number(name);
        return value == null ? otherwise : value;
    }

    /** A whole number of the query; null if it is not there. */
    @Nullable
    Long number(String name) {
        String value = query.get(name);
        if (value == null) {
            return null;
        }
        if (!value.matches("[0-9]{1,18}")) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, name + " must be a whole number");
        }
        return Long.valueOf(value);
    }

    int limit() {
        return (int) Math.min(number("limit", PageRequest.DEFAULT_LIMIT), Integer.MAX_VALUE);
    }

    /** A number in the path. */
    long id(String parameter) {
        if (!named(parameter).matches("[0-9]{1,18}")) {
            throw new ZvonokException(ErrorCode.NOT_FOUND, "there is no such " + parameter);
        }
        return Long.parseLong(named(parameter));
    }

    PageRequest page() {
        String limit = query.getOrDefault("limit", String.valueOf(PageRequest.DEFAULT_LIMIT));
        if (!limit.matches("[0-9]{1,6}")) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, "limit must be a whole number");
        }
        return new PageRequest(Integer.parseInt(limit), query.get("cursor"));
    }

    /** The body's object. */
    ObjectNode body() {
        String said = http.header("content-type");
        String bare = said == null ? "" : said.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
        if (!bare.equals("application/json")) {
            throw new Problem(415, "unsupported_media_type", "the content type must be application/json");
        }
        return JSON.readObject(text());
    }

    /** The body's object as a record; what is not a field of it is refused. */
    <T> T body(Class<T> type) {
        return WireJson.readStrictly(body(), type);
    }

    private String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(http.body()))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, "the body is not UTF-8");
        }
    }

    /** Throws BAD_MESSAGE. An empty object counts as nothing: many clients send one. */
    void requireNoBody() {
        String text = text().strip();
        if (!text.isEmpty() && !text.equals("{}")) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, "no body belongs here");
        }
    }

    /** Names nobody (P30). */
    @Override
    public String toString() {
        return "RestCall[" + http.method() + "]";
    }
}
