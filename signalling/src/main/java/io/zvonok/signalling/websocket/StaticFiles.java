package io.zvonok.signalling.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The pages, modules and documents in a folder of the classpath, kept in memory once asked for. Only plain names with a
 * known ending are looked up: no way out of the folder, no directory listings (P37).
 *
 * <p>Thread: any.
 */
public final class StaticFiles {
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,80}){1,6}");

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("ts", "text/plain; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("yaml", "application/yaml"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("webp", "image/webp"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    private final Map<String, HttpReply> cache = new ConcurrentHashMap<>();
    private final String folder;
    private final Map<String, String> pages;

    /**
     * @param folder of the classpath: {@code /web}
     * @param pages addresses that have no ending, and the files they show
     */
    public StaticFiles(String folder, Map<String, String> pages) {
        this.folder = folder;
        this.pages = Map.copyOf(pages);
    }

    /** Null if there is no such file. */
    @Nullable
    HttpReply find(String path) {
        String file = pages.getOrDefault(path, path);
        HttpReply known = cache.get(file);
        if (known != null) {
            return known;
        }
        String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
        if (type == null || !PATH.matcher(file).matches()) {
            return null;
        }
        try (InputStream in = StaticFiles.class.getResourceAsStream(folder + file)) {
            if (in == null) {
                return null;
            }
            byte[] body = in.readAllBytes();
            HttpReply reply = new HttpReply(200, type, body, entityTag(body));
            cache.put(file, reply);
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String entityTag(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return '"'
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(hash)
                            .substring(0, 16)
                    + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
