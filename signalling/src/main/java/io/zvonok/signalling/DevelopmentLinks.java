package io.zvonok.signalling;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.GrantsClaim;
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

    private record Someone(Role role, String identity, String name, String page) {
        /** Viewers may write, which a viewer's role alone does not let them. */
        GrantsClaim grants() {
            return role == Role.VIEWER ? new GrantsClaim(null, null, true, null, null) : GrantsClaim.NONE;
        }
    }

    private static final List<Someone> LESSON = List.of(
            new Someone(Role.TEACHER, "teacher", "Анна Петровна", "/lesson"),
            new Someone(Role.STUDENT, "student-1", "Маша", "/lesson"),
            new Someone(Role.STUDENT, "student-2", "Петя", "/lesson"),
            new Someone(Role.VIEWER, "viewer", "Гость", "/watch"));

    private static final List<Someone> BROADCAST = List.of(
            new Someone(Role.BROADCASTER, "broadcaster", "Школьное телевидение", "/broadcast"),
            new Someone(Role.VIEWER, "viewer-1", "Ольга", "/watch"),
            new Someone(Role.VIEWER, "viewer-2", "Иван", "/watch"));

    /** @param baseUrl {@code http://127.0.0.1:8080}, or empty for relative links */
    DevelopmentLinks(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    private String freshRoom(String kind) {
        return kind + "-"
                + Integer.toString(random.nextInt(1 << 28) + (1 << 28), 36).toLowerCase(Locale.ROOT);
    }

    /** Into a lesson: a teacher, two students, somebody who watches when it is on air. */
    List<Link> lesson(String room) {
        return links(room, LESSON);
    }

    private List<Link> links(String room, List<Someone> people) {
        List<Link> links = new ArrayList<>();
        for (Someone someone : people) {
            String token = new AccessToken(ServerOptions.DEVELOPMENT_KEY_ID, ServerOptions.DEVELOPMENT_SECRET)
                    .room(room)
                    .identity(someone.identity())
                    .name(someone.name())
                    .role(someone.role())
                    .grants(someone.grants())
                    .ttl(GOOD_FOR)
                    .toJwt(Instant.now());
            links.add(new Link(
                    someone.role(),
                    someone.identity(),
                    someone.name(),
                    baseUrl + someone.page() + "?room=" + room + "#token=" + token));
        }
        return links;
    }

    /** For the landing page: the lesson that is always there, by the links that were printed at the start. */
    String standingLessonJson() {
        return json("lesson", LESSON);
    }

    String freshLessonJson() {
        return json(freshRoom("lesson"), LESSON);
    }

    String freshBroadcastJson() {
        return json(freshRoom("broadcast"), BROADCAST);
    }

    private String json(String room, List<Someone> people) {
        ObjectNode root = json.createObjectNode().put("development", true).put("room", room);
        root.put("admin", console());
        ArrayNode array = root.putArray("links");
        for (Link link : links(room, people)) {
            array.addObject()
                    .put("role", link.role().wireName())
                    .put("identity", link.identity())
                    .put("name", link.name())
                    .put("url", link.url());
        }
        return root.toString();
    }

    /** The operator's page, with a token for the whole server. */
    String console() {
        String token = new AccessToken(ServerOptions.DEVELOPMENT_KEY_ID, ServerOptions.DEVELOPMENT_SECRET)
                .identity("operator")
                .role(Role.SERVER)
                .ttl(GOOD_FOR)
                .toJwt(Instant.now());
        return baseUrl + "/admin#token=" + token;
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
