package io.zvonok.signalling.whip;

import static io.zvonok.signalling.whip.WhipFixture.FRAGMENT;
import static io.zvonok.signalling.whip.WhipFixture.ROOM;
import static io.zvonok.signalling.whip.WhipFixture.SDP;
import static io.zvonok.signalling.whip.WhipFixture.jwt;
import static io.zvonok.signalling.whip.WhipFixture.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zvonok.signalling.token.Role;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every verb of both protocols on every resource, over a real port (M16 to M22). */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WhipVerbsTest {
    private static final String OBS_UFRAG = "Zk3P";
    private static final String OBS_PASSWORD = "h7Qe0Jm2sYw9cTr4bUx6Lk";
    private static final String NEW_PASSWORD = "another-password-of-22".replace('-', '+');

    private final WhipFixture server = new WhipFixture();
    private final String owner = jwt("obs", Role.BROADCASTER);
    private String session = "";

    @BeforeAll
    void publish() throws Exception {
        session = server.publish(owner);
    }

    @AfterAll
    void close() {
        server.close();
    }

    /** What is asked, and the status that is answered; the OpenAPI document says the same. */
    static final String TABLE = """
        # method | path          | token       | content type   | body      | if-match | status
        OPTIONS  | /whip/math-7b | -           | -              | -         | -        | 200
        GET      | /whip/math-7b | -           | -              | -         | -        | 204
        HEAD     | /whip/math-7b | -           | -              | -         | -        | 204
        PUT      | /whip/math-7b | broadcaster | application/sdp| obs       | -        | 405
        PATCH    | /whip/math-7b | broadcaster | fragment       | trickle   | *        | 405
        DELETE   | /whip/math-7b | broadcaster | -              | -         | -        | 405
        POST     | /whip/math-7b | -           | application/sdp| obs       | -        | 401
        POST     | /whip/math-7b | rubbish     | application/sdp| obs       | -        | 401
        POST     | /whip/math-7b | expired     | application/sdp| obs       | -        | 401
        POST     | /whip/math-7b | server      | application/sdp| obs       | -        | 403
        POST     | /whip/math-7b | student     | application/sdp| obs       | -        | 403
        POST     | /whip/math-7b | viewer      | application/sdp| obs       | -        | 403
        POST     | /whip/other   | broadcaster | application/sdp| obs       | -        | 403
        POST     | /whip/math-7b | broadcaster | text/plain     | obs       | -        | 415
        POST     | /whip/math-7b | broadcaster | -              | obs       | -        | 415
        POST     | /whip/math-7b | broadcaster | application/sdp| -         | -        | 400
        POST     | /whip/math-7b | broadcaster | application/sdp| broken    | -        | 400
        POST     | /whip/math-7b | broadcaster | application/sdp| player    | -        | 400
        POST     | /whip/math-7b | broadcaster | application/sdp| data      | -        | 406
        POST     | /whip/math-7b | broadcaster | application/sdp| hevc      | -        | 406
        POST     | /whip/math-7b | teacher     | application/sdp; charset=utf-8 | obs | - | 201
        POST     | /whip/math-7b?token=x | broadcaster | application/sdp| obs | -        | 400
        POST     | /whip/        | broadcaster | application/sdp| obs       | -        | 404
        POST     | /whip/a/b/c   | broadcaster | application/sdp| obs       | -        | 404
        OPTIONS  | SESSION       | -           | -              | -         | -        | 200
        GET      | SESSION       | owner       | -              | -         | -        | 204
        HEAD     | SESSION       | owner       | -              | -         | -        | 204
        GET      | SESSION       | -           | -              | -         | -        | 401
        POST     | SESSION       | owner       | application/sdp| obs       | -        | 405
        PUT      | SESSION       | owner       | application/sdp| obs       | -        | 405
        PATCH    | SESSION       | -           | fragment       | trickle   | *        | 401
        PATCH    | SESSION       | broadcaster | fragment       | trickle   | *        | 404
        PATCH    | SESSION       | owner       | application/sdp| trickle   | "ice-0"  | 415
        PATCH    | SESSION       | owner       | fragment       | trickle   | -        | 428
        PATCH    | SESSION       | owner       | fragment       | trickle   | "ice-7"  | 412
        PATCH    | SESSION       | owner       | fragment       | trickle   | W/"ice-0"| 412
        PATCH    | SESSION       | owner       | fragment       | broken    | "ice-0"  | 400
        PATCH    | SESSION       | owner       | fragment       | trickle   | "ice-0"  | 204
        PATCH    | SESSION       | owner       | fragment       | trickle   | "x", "ice-0" | 204
        DELETE   | SESSION       | -           | -              | -         | -        | 401
        DELETE   | SESSION       | broadcaster | -              | -         | -        | 404
        DELETE   | SESSION       | rubbish     | -              | -         | -        | 401
        GET      | /whip/math-7b/s-guessed | owner | -          | -         | -        | 404
        DELETE   | /whip/math-7b/s-guessed | -     | -          | -         | -        | 401
        OPTIONS  | /whep/math-7b | -           | -              | -         | -        | 200
        GET      | /whep/math-7b | -           | -              | -         | -        | 204
        PUT      | /whep/math-7b | viewer      | application/sdp| player    | -        | 405
        POST     | /whep/math-7b | -           | application/sdp| player    | -        | 401
        POST     | /whep/math-7b | server      | application/sdp| player    | -        | 403
        POST     | /whep/math-7b | blind       | application/sdp| player    | -        | 403
        POST     | /whep/math-7b | viewer      | text/plain     | player    | -        | 415
        POST     | /whep/math-7b | viewer      | application/sdp| obs       | -        | 400
        POST     | /whep/math-7b | viewer      | application/sdp| player    | -        | 201
        POST     | /whep/math-7b | student     | application/sdp| player    | -        | 201
        POST     | /whep/math-7b | owner       | application/sdp| player    | -        | 201
        POST     | /whep/math-7b | viewer      | application/sdp| hevc-only | -        | 406
        POST     | /whep/a/b/c   | viewer      | application/sdp| player    | -        | 404
        """;

    static Stream<String[]> rows() {
        return TABLE.lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("#"))
                .map(line -> Arrays.stream(line.split("\\|"))
                        .map(String::strip)
                        .map(cell -> cell.equals("-") ? "" : cell)
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void answersWithTheStatusThatSaysWhatIsWrong_M16_M17_M19_M22(
            String method, String path, String who, String type, String body, String ifMatch, String expected)
            throws Exception {
        int status = Integer.parseInt(expected);
        HttpResponse<String> response = server.ask(
                method,
                path.equals("SESSION") ? session : path,
                body(body),
                "authorization",
                who.isEmpty() ? "" : "Bearer " + tokenOf(who),
                "content-type",
                type.replace("fragment", FRAGMENT),
                "if-match",
                ifMatch);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("access-control-allow-origin")).hasValue("*");
        if (status >= 400) {
            checkProblem(response);
        }
    }

    private static void checkProblem(HttpResponse<String> response) throws Exception {
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        JsonNode problem = new ObjectMapper().readTree(response.body());
        assertThat(problem.path("status").asInt()).isEqualTo(response.statusCode());
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
        boolean unauthorized = response.statusCode() == 401;
        assertThat(response.headers().firstValue("www-authenticate").isPresent())
                .isEqualTo(unauthorized);
        boolean notAllowed = response.statusCode() == 405;
        assertThat(response.headers().firstValue("allow").isPresent()).isEqualTo(notAllowed);
    }

    private String tokenOf(String who) {
        return switch (who) {
            case "owner" -> owner;
            case "rubbish" -> "rubbish";
            case "expired" ->
                token("late", Role.BROADCASTER)
                        .ttl(Duration.ofMinutes(1))
                        .toJwt(Instant.now().minus(Duration.ofHours(1)));
            case "blind" ->
                token("blind", Role.VIEWER)
                        .grants(new io.zvonok.signalling.token.GrantsClaim(null, false, null, null, null))
                        .toJwt(Instant.now());
            default -> jwt("another-" + who, Role.valueOf(who.toUpperCase(java.util.Locale.ROOT)));
        };
    }

    private static String body(String name) {
        return switch (name) {
            case "obs" -> WhipOffers.obs();
            case "player" -> WhipOffers.player();
            case "broken" -> "v=0\r\nthis is not SDP\r\n";
            case "data" ->
                WhipOffers.obs()
                        + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:2\r\n";
            case "hevc" -> WhipOffers.obs().replace("H264/90000", "H265/90000");
            case "hevc-only" ->
                WhipOffers.player().replace("VP8/90000", "H265/90000").replace("H264/90000", "H265/90000");
            case "trickle" -> WhipOffers.fragment(OBS_UFRAG, OBS_PASSWORD);
            default -> "";
        };
    }

    @Test
    void opensASessionAsObsAndRfc9725WantIt_M16() throws Exception {
        HttpResponse<String> created = server.post("/whip/" + ROOM, jwt("fresh", Role.BROADCASTER), WhipOffers.obs());

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("location").orElseThrow()).matches("/whip/math-7b/s-[A-Za-z0-9_-]{32}");
        assertThat(created.headers().firstValue("content-type")).hasValue(SDP);
        assertThat(created.headers().firstValue("etag")).hasValue("\"ice-0\"");
        assertThat(created.headers().firstValue("accept-patch")).hasValue(FRAGMENT);
        assertThat(created.headers().allValues("link"))
                .containsExactly(
                        "<stun:stun.example:3478>; rel=\"ice-server\"",
                        "<turn:turn.example:3478?transport=udp>; rel=\"ice-server\"; username=\"user\";"
                                + " credential=\"s3cret\"; credential-type=\"password\"");
        assertThat(created.headers().firstValue("access-control-expose-headers").orElseThrow())
                .contains("location", "etag", "link");
        assertThat(created.body())
                .startsWith("v=0\r\n")
                .contains("a=recvonly", "a=candidate:")
                .hasSizeLessThan(8192);
        assertThat(created.headers().allValues("zvonok-notice")).isEmpty();
    }

    @Test
    void tellsAPreflightWhatMayBeSentButNoCredentials_M20() throws Exception {
        HttpResponse<String> endpoint = server.ask("OPTIONS", "/whep/" + ROOM, "");
        assertThat(endpoint.headers().firstValue("accept-post")).hasValue(SDP);
        assertThat(endpoint.headers().firstValue("access-control-allow-methods").orElseThrow())
                .contains("POST", "PATCH", "DELETE");
        assertThat(endpoint.headers().firstValue("access-control-allow-headers").orElseThrow())
                .contains("authorization", "content-type", "if-match");
        assertThat(endpoint.headers().firstValue("link")).isEmpty();
        assertThat(server.ask("OPTIONS", "/whep/" + ROOM + "/any", "").headers().firstValue("accept-patch"))
                .hasValue(FRAGMENT);
    }

    @Test
    void restartsIceWhateverTheTagAndNamesTheNewSession_M17() throws Exception {
        String token = jwt("restarting", Role.BROADCASTER);
        String path = server.publish(token);
        String fragment = WhipOffers.fragment("next", NEW_PASSWORD);

        HttpResponse<String> restarted = patch(path, token, fragment, "*");
        assertThat(restarted.statusCode()).as(restarted.body()).isEqualTo(200);
        assertThat(restarted.headers().firstValue("etag")).hasValue("\"ice-1\"");
        assertThat(restarted.headers().firstValue("content-type")).hasValue(FRAGMENT);
        assertThat(restarted.body().lines())
                .containsSubsequence(
                        "a=ice-lite", "m=audio 9 UDP/TLS/RTP/SAVPF 111", "a=mid:0", "a=ice-ufrag:serverufrag")
                .anyMatch(line -> line.startsWith("a=candidate:"));
        assertThat(server.media.calls())
                .filteredOn(call -> call.startsWith("update"))
                .isNotEmpty();

        assertThat(patch(path, token, fragment, "\"ice-0\"").statusCode())
                .as("late")
                .isEqualTo(412);
        HttpResponse<String> trickled = patch(path, token, fragment, "\"ice-1\"");
        assertThat(trickled.statusCode()).isEqualTo(204);
        assertThat(trickled.headers().firstValue("etag")).isEmpty();
        assertThat(server.ask("DELETE", path, "", "authorization", "Bearer " + token, "if-match", "\"ice-0\"")
                        .statusCode())
                .as("DELETE ignores tags")
                .isEqualTo(200);
    }

    private HttpResponse<String> patch(String path, String token, String fragment, String ifMatch) throws Exception {
        return server.ask(
                "PATCH",
                path,
                fragment,
                "authorization",
                "Bearer " + token,
                "content-type",
                FRAGMENT,
                "if-match",
                ifMatch);
    }

    @Test
    void endsASessionOnceAndForAll_M18() throws Exception {
        String token = jwt("leaving", Role.BROADCASTER);
        String path = server.publish(token);
        int before = server.media.peers().size();

        HttpResponse<String> deleted = server.ask("DELETE", path, "", "authorization", "Bearer " + token);
        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(deleted.body()).isEmpty();
        assertThat(server.media.peers()).hasSize(before - 1);
        for (String method : List.of("DELETE", "GET", "PATCH")) {
            assertThat(server.ask(method, path, "", "authorization", "Bearer " + token)
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void knowsTheOwnerByAnotherTokenOfTheSamePerson() throws Exception {
        String path = server.publish(jwt("renewing", Role.BROADCASTER));
        String renewed = jwt("renewing", Role.BROADCASTER);
        assertThat(server.ask("DELETE", path, "", "authorization", "Bearer " + renewed)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void keepsTheDoorsOfPublishersAndViewersApart() throws Exception {
        String token = jwt("both", Role.BROADCASTER);
        String published = server.publish(token);
        assertThat(server.ask("DELETE", published.replace("/whip/", "/whep/"), "", "authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(404);
        assertThat(server.ask("DELETE", published.replace(ROOM, "other"), "", "authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void tellsTheOwnerInWordsWhatIsSeen() throws Exception {
        HttpResponse<String> status =
                server.ask("GET", session, "", "authorization", "Bearer " + owner, "accept", "application/json");
        assertThat(status.statusCode()).isEqualTo(200);
        JsonNode json = new ObjectMapper().readTree(status.body());
        assertThat(json.path("kind").asText()).isEqualTo("publisher");
        assertThat(json.at("/report/text/en").asText()).isNotEmpty();
        assertThat(json.at("/report/text/ru").asText()).isNotEmpty();
        assertThat(json.path("notices").isArray()).isTrue();
    }

    @Test
    void acceptsWhatIsLackingAndSaysSo() throws Exception {
        String obs = WhipOffers.obs();
        String audioOnly = obs.substring(0, obs.indexOf("m=video")).replace("BUNDLE 0 1", "BUNDLE 0");
        assertThat(notices(audioOnly)).containsExactly("There is no video in the offer: viewers see nothing.");
        String videoOnly = (obs.substring(0, obs.indexOf("m=audio")) + obs.substring(obs.indexOf("m=video")))
                .replace("BUNDLE 0 1", "BUNDLE 1");
        assertThat(notices(videoOnly)).containsExactly("There is no audio in the offer: viewers hear nothing.");
        assertThat(notices(obs.replace("42e01f", "640028")))
                .singleElement()
                .asString()
                .contains("B-frames");
        assertThat(notices(obs.replace("a=rtcp-fb:96 nack pli\r\n", "")))
                .singleElement()
                .asString()
                .contains("key-frame interval");
    }

    private List<String> notices(String offer) throws Exception {
        HttpResponse<String> created = server.post("/whip/" + ROOM, jwt("lacking", Role.BROADCASTER), offer);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return created.headers().allValues("zvonok-notice");
    }

    @Test
    void refusesALargeBodyInWordsAndGoesOn() throws Exception {
        String large = WhipOffers.obs() + "a=x\r\n".repeat(60_000);
        HttpResponse<String> refused = server.post("/whip/" + ROOM, owner, large);
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(server.ask("GET", session, "", "authorization", "Bearer " + owner)
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void readsRoomsOfAnyScript() throws Exception {
        String token = new io.zvonok.signalling.token.AccessToken("school", WhipFixture.SECRET)
                .identity("obs")
                .room("Физика-8А")
                .role(Role.BROADCASTER)
                .toJwt(Instant.now());
        String encoded = "/whip/%D0%A4%D0%B8%D0%B7%D0%B8%D0%BA%D0%B0-8%D0%90";
        String path = WhipFixture.opened(server.post(encoded, token, WhipOffers.obs()));
        assertThat(path).startsWith(encoded + "/");
        assertThat(server.ask("DELETE", path, "", "authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(200);
    }
}
