package io.zvonok.signalling.rest;

import io.zvonok.signalling.websocket.HttpReply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One method on one path.
 *
 * @param path below {@code /api/v1}; a segment in braces is a parameter
 * @param query the names that may stand in the query
 * @param body whether one is expected
 */
record RestRoute(String method, String path, Access access, Set<String> query, boolean body, Handler handler) {
    interface Handler {
        CompletionStage<HttpReply> answer(RestCall call);
    }

    /** Reads. */
    static RestRoute get(String path, Access access, Handler handler, String... query) {
        return new RestRoute("GET", path, access, Set.of(query), false, handler);
    }

    /** Changes, by a body. */
    static RestRoute change(String method, String path, Access access, Handler handler) {
        return new RestRoute(method, path, access, Set.of(), true, handler);
    }

    /** Changes, all said by the address. */
    static RestRoute act(String method, String path, Access access, Handler handler, String... query) {
        return new RestRoute(method, path, access, Set.of(query), false, handler);
    }

    boolean changes() {
        return !method.equals("GET");
    }

    /** The values of its parameters if that is its path, else null. */
    @Nullable
    Map<String, String> match(List<String> segments) {
        String[] own = path.substring(1).split("/");
        if (own.length != segments.size()) {
            return null;
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < own.length; i++) {
            if (own[i].startsWith("{")) {
                values.put(own[i].substring(1, own[i].length() - 1), segments.get(i));
            } else if (!own[i].equals(segments.get(i))) {
                return null;
            }
        }
        return values;
    }

    /** The methods of those routes, as {@code Allow} lists them. */
    static String allow(List<RestRoute> routes) {
        List<String> methods = new ArrayList<>();
        for (RestRoute route : routes) {
            methods.add(route.method());
            if (route.method().equals("GET")) {
                methods.add("HEAD");
            }
        }
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }
}
