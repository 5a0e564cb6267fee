package io.zvonok.signalling.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.zvonok.signalling.testing.RestServer;
import io.zvonok.signalling.testing.RestServer.Reply;
import io.zvonok.signalling.token.Role;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes is answered by a problem that names what was wrong (P31, P34, P37). */
@Timeout(60)
class RestBadInputTest {
    private static RestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new RestServer();
        server.join("s", Role.STUDENT).ask("publish", "'mid':'0','source':'microphone'");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void isProblem(Reply reply, int status) {
        assertThat(reply.status()).as(reply.response().body()).isEqualTo(status);
        assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
        assertThat(reply.body().path("status").asInt()).isEqualTo(status);
        assertThat(reply.detail()).isNotEmpty().doesNotContain("Exception", "io.zvonok", "com.fasterxml", "java.");
        assertThat(reply.header("access-control-allow-origin")).isEqualTo("*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'id':'r','size':3}|size",
                "{'id':'r','maxParticipants':'3'}|maxParticipants' must be a whole number",
                "{'id':'r','maxParticipants':2.5}|maxParticipants' must be a whole number",
                "{'id':'r','maxParticipants':true}|maxParticipants' must be a whole number",
                "{'id':'r','maxParticipants':[3]}|maxParticipants' must be a whole number",
                "{'id':'r','maxParticipants':0}|maxParticipants must be between 1 and 10000",
                "{'id':'r','maxParticipants':99999999999999}|maxParticipants",
                "{'id':'r','maxParticipants':1e400}|maxParticipants",
                "{'id':'r','emptyTimeoutSeconds':-1}|emptyTimeoutSeconds must be between 0 and 86400",
                "{'id':'r','name':7}|name' must be a string",
                "{'id':'r','name':true}|name' must be a string",
                "{'id':'r','name':{'en':'x'}}|name' must be a string",
                "{'id':'r','name':'   '}|name must have",
                "{'id':'r','name':'a\\u0007b'}|name must have",
                "{'id':7}|id",
                "{'id':null}|id",
                "{}|id",
                "{'id':'../etc'}|room must be",
                "{'id':'a b'}|room must be",
                "{'id':'*'}|room must be",
                "{'id':''}|room must be",
                "{'id':'r','id':'r'}|JSON",
                "{'id':'r'}x|JSON",
                "{'id':'r'|JSON",
                "[]|object",
                "null|object",
                "7|object",
                "{'id':'r','x':{'x':{'x':{'x':{'x':{'x':{'x':{'x':{'x':{'x':{'x':{'x':{'x':{'x':{'x':{'x':{'x':{}}}}}}}}}}}}}}}}}}|JSON",
            })
    void namesWhatIsWrongWithARoom(String body, String word) throws Exception {
        Reply reply = server.ask("POST", "/rooms", body);
        isProblem(reply, 400);
        assertThat(reply.code()).isEqualTo("bad_message");
        assertThat(reply.detail()).contains(word);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PATCH|/participants/s|{'tier':'balcony'}|one of stage, audience",
                "PATCH|/participants/s|{'tier':1}|one of stage, audience",
                "PATCH|/participants/s|{'handRaised':true}|handRaised can only be false",
                "PATCH|/participants/s|{'commentsMuted':'true'}|commentsMuted' must be true or false",
                "PATCH|/participants/s|{'commentsMuted':1}|commentsMuted' must be true or false",
                "PATCH|/participants/s|{'role':'teacher'}|role",
                "PATCH|/participants/s/tracks/microphone|{}|muted is missing",
                "PATCH|/participants/s/tracks/microphone|{'muted':'yes'}|muted' must be true or false",
                "PUT|/participants/s/subscriptions|{}|slots",
                "PUT|/participants/s/subscriptions|{'slots':{}}|slots' must be an array",
                "PUT|/participants/s/subscriptions|{'slots':[null]}|slots",
                "PUT|/participants/s/subscriptions|{'slots':[]}|slots",
                "PUT|/participants/s/subscriptions|{'slots':[7]}|slots[0]' must be an object",
                "PUT|/participants/s/subscriptions|{'slots':[{'mid':'4'}]}|want is missing",
                "PUT|/participants/s/subscriptions|{'slots':[{'mid':'4','want':'auto','width':-1}]}|width must be",
                "PUT|/participants/s/subscriptions|{'slots':[{'mid':'4','want':'auto','depth':1}]}|slots[0].depth",
                "POST|/data|{'topic':'x'}|payload is missing",
                "POST|/data|{'topic':'x','payload':7}|payload must be a string or an object",
                "POST|/data|{'topic':'x','payload':[1]}|payload must be a string or an object",
                "POST|/data|{'topic':'','payload':''}|topic must have",
                "POST|/data|{'payload':''}|topic is missing",
                "POST|/data|{'topic':'x','payload':'','to':'s'}|to' must be an array",
                "POST|/data|{'topic':'x','payload':'','to':[1]}|to[0]' must be a string",
                "POST|/data|{'topic':'x','payload':'','to':[null]}|to",
                "DELETE|/participants/nobody|{'ban':true}|no body belongs here",
                "PUT|/broadcast|x|no body belongs here",
            })
    void namesWhatIsWrongWithOtherBodies(String method, String path, String body, String word) throws Exception {
        Reply reply = server.ask(method, "/rooms/" + RestServer.ROOM + path, body);
        isProblem(reply, 400);
        assertThat(reply.detail()).contains(word);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/rooms?limit=0|limit must be between",
                "/rooms?limit=1001|limit must be between",
                "/rooms?limit=ten|limit must be a whole number",
                "/rooms?limit=|limit must be a whole number",
                "/rooms?limit=5&limit=6|limit is given twice",
                "/rooms?size=5|the query may have cursor, limit here",
                "/rooms?cursor=|cursor must be",
                "/rooms?cursor=%25%25|cursor must be",
                "/rooms?token=x|a token belongs into the Authorization header",
                "/server?x|the query may have nothing here",
                "/rooms?limit=%zz|the query is not percent-encoded",
                "/rooms/math-7b/participants?cursor=bm90aGluZw|cursor must be",
            })
    void namesWhatIsWrongWithAQuery(String path, String word) throws Exception {
        Reply reply = raw("GET " + "/api/v1" + path);
        isProblem(reply, 400);
        assertThat(reply.detail()).contains(word);
    }

    /** As the client of the JDK would not send it. */
    private static Reply raw(String requestLine) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write((requestLine + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                                    + RestServer.backend() + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String body = text.substring(text.indexOf("\r\n\r\n") + 4);
            return new Reply(
                    Integer.parseInt(text.substring(9, 12)),
                    new RawResponse(text.substring(0, text.indexOf("\r\n\r\n")), body),
                    new ObjectMapper().readTree(body.isEmpty() ? "{}" : body));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rooms/%2e%2e",
                "/rooms/../server",
                "/rooms/./x",
                "/rooms/%2e",
                "/rooms/a%2Fb",
                "/rooms/a%5Cb",
                "/rooms/a\\b",
                "/rooms/%00",
                "/rooms/a%0d%0aSet-Cookie:x",
                "/rooms/%",
                "/rooms/%f",
                "/rooms/%zz",
                "/rooms/%ff",
                "/rooms/%c0%ae%c0%ae",
                "/rooms/%ed%a0%80",
                "/rooms/",
                "/rooms//participants",
                "//rooms",
                "/rooms/math-7b/",
                "/rooms/math-7b/participants/%2e%2e",
                "/rooms/math-7b/participants/%2e%2e%2f%2e%2e",
                "/rooms/*",
                "/rooms/a%20b",
            })
    void playsNoTricksWithPaths_P37(String path) throws Exception {
        isProblem(raw("GET /api/v1" + path), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/nothing",
                "/api/v1/rooms/math-7b/nothing",
                "/api/v1/rooms/other",
                "/api/v1/rooms/math-7b/participants/nobody",
                "/api/v2/rooms",
                "/api/x",
                "/api/v1/ROOMS",
                "/api/v1/rooms/math-7b/participants/s/tracks/microphone/x",
            })
    void findsNothingWhereNothingIs(String path) throws Exception {
        isProblem(raw("GET " + path), 404);
    }

    @Test
    void refusesNamesAndAddressesThatAreTooLong() throws Exception {
        Reply name = raw("GET /api/v1/rooms/" + "x".repeat(129));
        isProblem(name, 400);
        assertThat(name.detail()).contains("1 to 128");
        isProblem(raw("GET /api/v1/rooms/" + "x".repeat(300)), 400);
        assertThat(raw("GET /api/v1/rooms/" + "x".repeat(5000)).status()).isEqualTo(414);
    }

    @Test
    void refusesBodiesThatAreTooLarge_M7() throws Exception {
        Reply reply = server.ask("POST", "/rooms", "{'id':'" + "x".repeat(70_000) + "'}");
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
        Reply payload =
                server.ask("POST", "/rooms/math-7b/data", "{'topic':'x','payload':'" + "x".repeat(17_000) + "'}");
        isProblem(payload, 400);
        assertThat(payload.detail()).contains("16 KiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/sdp", "application/x-www-form-urlencoded", "json"})
    void takesNothingButJson(String type) throws Exception {
        Reply reply = server.ask("POST", "/rooms", "{'id':'typed'}", RestServer.backend(), "content-type", type);
        isProblem(reply, 415);
        assertThat(reply.detail()).contains("application/json");
    }

    @Test
    void takesJsonWithParameters() throws Exception {
        Reply reply = server.ask(
                "POST",
                "/rooms",
                "{'id':'utf8'}",
                RestServer.backend(),
                "content-type",
                "Application/JSON; charset=utf-8");
        assertThat(reply.status()).isEqualTo(201);
    }

    @Test
    void namesTheMethodsThatAreThere() throws Exception {
        Reply reply = server.send("PUT", "/rooms/math-7b", "", RestServer.backend());
        isProblem(reply, 405);
        assertThat(reply.header("allow")).isEqualTo("GET, HEAD, PATCH, DELETE, OPTIONS");
        assertThat(reply.detail()).contains("PATCH");
        Reply options = server.send("OPTIONS", "/rooms/math-7b/broadcast", "", "");
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.header("allow")).isEqualTo("PUT, DELETE, OPTIONS");
        assertThat(options.header("access-control-allow-headers")).contains("idempotency-key", "authorization");
        assertThat(options.header("access-control-allow-methods")).contains("PUT", "PATCH", "DELETE");
    }

    @Test
    void answersHeadAsGetWithoutABody() throws Exception {
        Reply reply = server.send("HEAD", "/rooms/math-7b", "", RestServer.backend());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.response().body()).isEmpty();
        assertThat(reply.header("content-type")).isEqualTo("application/json");
        assertThat(server.send("HEAD", "/rooms/other", "", RestServer.backend()).status())
                .isEqualTo(404);
    }

    @Test
    void limitsEachTokenByItself_P33() throws Exception {
        String admin = RestServer.of("a", Role.ADMIN, RestServer.ROOM);
        for (int i = 0; i < 100; i++) {
            assertThat(server.ask("GET", "/server", "", admin).status()).isEqualTo(200);
        }
        Reply refused = server.ask("GET", "/server", "", admin);
        isProblem(refused, 429);
        assertThat(refused.header("retry-after")).isNotEmpty();
        assertThat(server.ask("GET", "/server", "", RestServer.of("a", Role.ADMIN, RestServer.ROOM))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void servesItsDocumentWithoutAToken() throws Exception {
        assertThat(raw0("/api/v1/openapi.yaml")).startsWith("HTTP/1.1 200").contains("openapi: 3.1.0");
    }

    private static String raw0(String path) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void neverAnswersWithAnythingButAProblem() throws Exception {
        for (String body : List.of("\u0000", "{", "}", "\"", "{'id':'\\ud800'}", "\ufeff{'id':'bom'}")) {
            isProblem(server.ask("POST", "/rooms", body), 400);
        }
    }
}
