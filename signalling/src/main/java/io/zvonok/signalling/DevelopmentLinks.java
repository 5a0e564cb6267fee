package io.zvonok.signalling;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Ready links with tokens signed by the development key. Made only in development, where the key is known to everybody.
 *
 * <p>Thread: any.
 */
final class DevelopmentLinks {
    private static final Duration GOOD_FOR = Duration.ofHours(12);

    private final SecureRandom random = new SecureRandom();
    private final JsonMapper json = new JsonMapper();
    private final String baseUrl;

    /** One person's way in. */
    record Link(Role role, String identity, String name, String url) {}

    private record Someone(Role role, String identity, String name) {}

    private static final List<Someone> PEOPLE = List.of(
            new Someone(Role.TEACHER, "teacher", "Анна Петровна"),
            new Someone(Role.STUDENT, "student-1", "Маша"),
            new Someone(Role.STUDENT, "student-2", "Петя"),
            new Someone(Role.VIEWER, "viewer", "Гость"));

    /** @param baseUrl {@code http://127.0.0.1:8080}, or empty for relative links */
    DevelopmentLinks(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    String freshRoom() {
        return "lesson-"
                + Integer.toString(random.nextInt(1 << 28) + (1 << 28), 36).toLowerCase(Locale.ROOT);
    }

    List<Link> links(String room) {
        List<Link> links = new ArrayList<>();
        for (Someone someone : PEOPLE) {
            String token = new AccessToken(ServerOptions.DEVELOPMENT_KEY_ID, ServerOptions.DEVELOPMENT_SECRET)
                    .room(room)
                    .identity(someone.identity())
                    .name(someone.name())
                    .role(someone.role())
                    .ttl(GOOD_FOR)
                    .toJwt(Instant.now());
            links.add(new Link(
                    someone.role(),
                    someone.identity(),
                    someone.name(),
                    baseUrl + "/lesson?room=" + room + "#token=" + token));
        }
        return links;
    }

    /** For the landing page. */
    String json(String room) {
        ObjectNode root = json.createObjectNode().put("development", true).put("room", room);
        ArrayNode array = root.putArray("links");
        for (Link link : links(room)) {
            array.addObject()
                    .put("role", link.role().wireName())
                    .put("identity", link.identity())
                    .put("name", link.name())
                    .put("url", link.url());
        }
        return root.toString();
    }

    /** An encoder's way in, by WHIP: OBS, FFmpeg, GStreamer. */
    record Encoder(String url, String token) {}

    Encoder encoder(String room) {
        String token = new AccessToken(ServerOptions.DEVELOPMENT_KEY_ID, ServerOptions.DEVELOPMENT_SECRET)
                .room(room)
                .identity("encoder")
                .name("Трансляция")
                .role(Role.BROADCASTER)
                .ttl(GOOD_FOR)
                .toJwt(Instant.now());
        return new Encoder(baseUrl + "/whip/" + room, token);
    }
}
