package io.zvonok.signalling.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The pages, modules and documents in the classpath folder {@code web/}, kept in memory once asked for. Only plain names
 * with a known ending are looked up: no way out of the folder, no directory listings (P37).
 *
 * <p>Thread: any.
 */
final class StaticFiles {
    private static final String FOLDER = "web";
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,80}){1,6}");

    /** Pages have an address without an ending. */
    private static final Map<String, String> PAGES = Map.of(
            "/", "/index.html",
            "/lesson", "/lesson.html",
            "/watch", "/watch.html",
            "/admin", "/admin.html");

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("ts", "text/plain; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("yaml", "application/yaml"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("webp", "image/webp"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    private final Map<String, StaticFile> cache = new ConcurrentHashMap<>();
    private final ClassLoader loader = StaticFiles.class.getClassLoader();
    private final ContentPolicy policy;

    StaticFiles(ContentPolicy policy) {
        this.policy = policy;
    }

    /** Null if there is no such file. */
    @Nullable HttpAnswer answer(HttpAsk ask) {
        StaticFile file = find(PAGES.getOrDefault(ask.path(), ask.path()));
        if (file == null) {
            return null;
        }
        Map<String, String> headers = new HashMap<>();
        headers.put("etag", file.etag());
        headers.put("cache-control", "no-cache"); // always asked again, answered 304 while unchanged
        if (file.isPage()) {
            headers.putAll(policy.headers(ask.header("host")));
        } else {
            headers.put("access-control-allow-origin", "*"); // a backend's page may import the client module
        }
        boolean unchanged = file.etag().equals(ask.header("if-none-match"));
        return new HttpAnswer(unchanged ? 304 : 200, file.type(), unchanged ? new byte[0] : file.body(), headers);
    }

    private @Nullable StaticFile find(String path) {
        StaticFile known = cache.get(path);
        if (known != null) {
            return known;
        }
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null || !PATH.matcher(path).matches()) {
            return null;
        }
        try (InputStream in = loader.getResourceAsStream(FOLDER + path)) {
            if (in == null) {
                return null;
            }
            byte[] body = in.readAllBytes();
            StaticFile file = new StaticFile(type, body, etag(body));
            cache.put(path, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String etag(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private record StaticFile(String type, byte[] body, String etag) {
        boolean isPage() {
            return type.startsWith("text/html");
        }
    }
}
