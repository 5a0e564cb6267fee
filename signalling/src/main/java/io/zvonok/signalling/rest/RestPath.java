package io.zvonok.signalling.rest;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads paths and queries. Each segment is decoded once, after the path was cut: what is encoded in it is part of a name
 * and never a separator or a step up (P37).
 */
final class RestPath {
    private static final int MAX_SEGMENT_LENGTH = 256;

    private RestPath() {}

    /** Throws BAD_MESSAGE. @param path below the prefix, beginning with a slash */
    static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String part : path.substring(1).split("/", -1)) {
            String segment = decoded(part, "the path");
            boolean step = segment.equals(".") || segment.equals("..");
            if (segment.isEmpty() || step || segment.indexOf('/') >= 0 || segment.indexOf('\\') >= 0) {
                throw bad("the path has an empty segment, dots or an encoded separator");
            }
            if (segment.length() > MAX_SEGMENT_LENGTH) {
                throw bad("a name in the path is longer than " + MAX_SEGMENT_LENGTH + " characters");
            }
            segments.add(segment);
        }
        return segments;
    }

    /** Throws BAD_MESSAGE for a name that is not allowed, or comes twice. */
    static Map<String, String> query(String query, Set<String> allowed) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals), "the query");
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1).replace("+", "%20"), "the query");
            if (!allowed.contains(name)) {
                throw bad("the query may have "
                        + (allowed.isEmpty()
                                ? "nothing"
                                : String.join(", ", allowed.stream().sorted().toList()))
                        + " here");
            }
            if (values.put(name, value) != null) {
                throw bad(name + " is given twice");
            }
        }
        return values;
    }

    private static String decoded(String text, String where) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int value = c == '%' ? digit(text, at + 1) << 4 | digit(text, at + 2) : c;
            if (value < 0 || c <= ' ' || c > '~') {
                throw bad(where + " is not percent-encoded UTF-8");
            }
            bytes.put((byte) value);
            at += c == '%' ? 3 : 1;
        }
        try {
            String decoded =
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
            if (decoded.codePoints().anyMatch(Character::isISOControl)) {
                throw bad(where + " has a control character");
            }
            return decoded;
        } catch (CharacterCodingException malformed) {
            throw bad(where + " is not percent-encoded UTF-8");
        }
    }

    /** Negative if there is none. */
    private static int digit(String text, int index) {
        return index < text.length() ? Character.digit(text.charAt(index), 16) : -1;
    }

    private static ZvonokException bad(String complaint) {
        return new ZvonokException(ErrorCode.BAD_MESSAGE, complaint);
    }
}
