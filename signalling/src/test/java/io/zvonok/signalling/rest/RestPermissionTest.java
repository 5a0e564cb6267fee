package io.zvonok.signalling.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.signalling.testing.RestServer;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every request times every role, the own room and another, and tokens that are not good (P24-P28). */
@Timeout(120)
class RestPermissionTest {
    private static final Set<Integer> REFUSED = Set.of(401, 403);

    private static RestServer server;

    @BeforeAll
    static void start() {
        server = new RestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** What stands for the parameters: nothing that is there, so that whoever may gets 404 or a complaint. */
    private static String path(RestRoute route, String room) {
        return route.path()
                .replace("{room}", room)
                .replace("{source}", "camera")
                .replaceAll("\\{[a-zA-Z]+}", "nobody");
    }

    private static int status(RestRoute route, String room, String token) throws Exception {
        String body = route.body() ? "{'id':'" + room + "'}" : "";
        return server.ask(route.method(), path(route, room), body, token).status();
    }

    private static List<RestRoute> routes() {
        return new RestRoutes(server.desk).table();
    }

    private static boolean namesRoom(RestRoute route) {
        return route.path().contains("{room}")
                || route.method().equals("POST") && route.path().equals("/rooms");
    }

    /** The table, said once more: what each role may. */
    private static boolean may(RestRoute route, Role role, boolean wholeServer, boolean ownRoom) {
        boolean reads = route.method().equals("GET");
        return switch (role) {
            case SERVER -> wholeServer || (ownRoom || !namesRoom(route)) && route.access() != Access.WHOLE_SERVER;
            case ADMIN -> reads && (ownRoom || !namesRoom(route)) && route.access() != Access.WHOLE_SERVER;
            default -> false;
        };
    }

    @Test
    void letsEachRoleDoWhatTheTableSaysAndNothingElse_P27() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (RestRoute route : routes()) {
            for (Role role : EnumSet.allOf(Role.class)) {
                for (String room : List.of("own", "other")) {
                    int status = status(route, room, RestServer.of("x", role, "own"));
                    boolean allowed = !REFUSED.contains(status);
                    if (allowed != may(route, role, false, room.equals("own"))) {
                        wrong.add(role + " " + route.method() + " " + route.path() + " of " + room + ": " + status);
                    }
                }
            }
            int status = status(route, "own", RestServer.backend());
            if (REFUSED.contains(status)) {
                wrong.add("backend " + route.method() + " " + route.path() + ": " + status);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void refusesTokensThatAreNotGoodOnEveryRoute_P24() throws Exception {
        Instant now = Instant.now();
        AccessToken good = RestServer.token("backend", Role.SERVER);
        String foreign = new AccessToken("school", "f".repeat(32))
                .identity("b")
                .role(Role.SERVER)
                .toJwt();
        String unknownKey = new AccessToken("else", RestServer.SECRET)
                .identity("b")
                .role(Role.SERVER)
                .toJwt();
        String expired = good.ttl(Duration.ofSeconds(1)).toJwt(now.minusSeconds(3600));
        String early = RestServer.token("backend", Role.SERVER)
                .notBefore(now.plusSeconds(3600))
                .toJwt();
        for (RestRoute route : routes()) {
            for (String token : List.of("", "x", foreign, unknownKey, expired, early)) {
                assertThat(status(route, "own", token))
                        .as(route.method() + " " + route.path())
                        .isEqualTo(401);
            }
        }
        assertThat(server.ask("GET", "/server", "", expired).code()).isEqualTo("token_expired");
        assertThat(server.ask("GET", "/server", "", "").code()).isEqualTo("token_missing");
        assertThat(server.ask("GET", "/server", "", "").header("www-authenticate"))
                .startsWith("Bearer");
    }

    @Test
    void grantsWidenNothingHere_P27() throws Exception {
        String moderator = RestServer.token("s", Role.STUDENT)
                .room("own")
                .mayModerate(true)
                .toJwt();
        for (RestRoute route : routes()) {
            assertThat(status(route, "own", moderator)).isEqualTo(403);
        }
    }

    @Test
    void showsATokenOfOneRoomThatRoomOnly() throws Exception {
        server.ask("POST", "/rooms", "{'id':'mine'}");
        server.ask("POST", "/rooms", "{'id':'yours'}");
        for (Role role : List.of(Role.SERVER, Role.ADMIN)) {
            RestServer.Reply rooms = server.ask("GET", "/rooms", "", RestServer.of("a", role, "mine"));
            assertThat(rooms.body().path("items")).hasSize(1);
            assertThat(rooms.body().at("/items/0/id").asText()).isEqualTo("mine");
            assertThat(server.ask("GET", "/rooms", "", RestServer.of("a", role, "closed"))
                            .body()
                            .path("items"))
                    .isEmpty();
        }
        assertThat(server.ask("GET", "/rooms", "").body().path("items").size()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void everyRouteHasARightOfItsOwn() {
        Set<String> seen = new TreeSet<>();
        routes().forEach(route -> {
            assertThat(seen.add(route.method() + " " + route.path())).isTrue();
            boolean reads = route.access() == Access.READ_ROOM || route.access() == Access.READ_SERVER;
            assertThat(reads)
                    .as(route.path())
                    .isEqualTo(route.method().equals("GET") && route.access() != Access.WHOLE_SERVER);
        });
    }
}
