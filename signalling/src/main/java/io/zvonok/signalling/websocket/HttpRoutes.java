package io.zvonok.signalling.websocket;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is answered on which path; paths that are not here are looked up among the pages.
 *
 * <p>Thread: filled before the port opens, then read by any.
 */
public final class HttpRoutes {
    private final Map<String, Supplier<HttpReply>> gets = new LinkedHashMap<>();
    private final Map<String, Supplier<HttpReply>> posts = new LinkedHashMap<>();
    private final Map<String, HttpService> services = new LinkedHashMap<>();
    private final StaticFiles files;

    public HttpRoutes(StaticFiles files) {
        this.files = files;
    }

    /** @param reply quick; runs on the port's event loop */
    public HttpRoutes get(String path, Supplier<HttpReply> reply) {
        gets.put(path, reply);
        return this;
    }

    /** A POST without a body that matters. */
    public HttpRoutes post(String path, Supplier<HttpReply> reply) {
        posts.put(path, reply);
        return this;
    }

    /** @param prefix {@code /whip}: the service answers {@code /whip/...} */
    public HttpRoutes service(String prefix, HttpService service) {
        services.put(prefix, service);
        return this;
    }

    /** Who answers that path, or null; a page's file goes before a service. */
    @Nullable
    HttpService serviceOf(String path) {
        int end = path.indexOf('/', 1);
        HttpService service = end < 0 ? null : services.get(path.substring(0, end));
        return service == null || files.find(path) != null ? null : service;
    }

    /** The answer, or null if there is nothing at this path. */
    @Nullable
    HttpReply answer(String method, String path) {
        boolean reading = method.equals("GET") || method.equals("HEAD");
        Supplier<HttpReply> route = reading ? gets.get(path) : method.equals("POST") ? posts.get(path) : null;
        if (route != null) {
            return route.get();
        }
        HttpReply file = files.find(path);
        if (file != null || gets.containsKey(path) || posts.containsKey(path)) {
            return reading && file != null ? file : HttpReply.text(405, "method not allowed here");
        }
        return null;
    }
}
