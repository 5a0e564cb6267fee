package io.zvonok.signalling.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.api.DataMessage;
import io.zvonok.signalling.api.DataReceipt;
import io.zvonok.signalling.api.LobbyGuest;
import io.zvonok.signalling.api.Page;
import io.zvonok.signalling.api.Participant;
import io.zvonok.signalling.api.ParticipantRights;
import io.zvonok.signalling.api.ParticipantUpdate;
import io.zvonok.signalling.api.Room;
import io.zvonok.signalling.api.RoomGroup;
import io.zvonok.signalling.api.RoomOptions;
import io.zvonok.signalling.api.RoomPolicy;
import io.zvonok.signalling.api.RoomRights;
import io.zvonok.signalling.api.ServerStatus;
import io.zvonok.signalling.api.SlotChoice;
import io.zvonok.signalling.ledger.AttendanceReport;
import io.zvonok.signalling.ledger.EventPage;
import io.zvonok.signalling.ledger.LedgerEvent;
import io.zvonok.signalling.message.ExplainReport;
import io.zvonok.signalling.message.ParticipantTimeline;
import io.zvonok.signalling.message.WireNames;
import io.zvonok.signalling.session.SessionConfig;
import io.zvonok.signalling.testing.OpenApi;
import io.zvonok.signalling.testing.RestServer;
import io.zvonok.signalling.testing.RestServer.Reply;
import io.zvonok.signalling.testing.TestSocket;
import io.zvonok.signalling.token.Role;
import io.zvonok.signalling.webhook.DeadLetter;
import io.zvonok.signalling.webhook.DeadLetterPage;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keeps the part of {@code web/api/v1/openapi.yaml} about REST true. What is answered to each request, the server checks. */
@Timeout(120)
class RestOpenApiTest {
    private final OpenApi document = new OpenApi();
    private final Map<String, Set<String>> seen = new TreeMap<>();

    private static final Map<String, Class<?>> RECORDS = Map.ofEntries(
            Map.entry("Room", Room.class),
            Map.entry("RoomOptions", RoomOptions.class),
            Map.entry("RoomPage", Page.class),
            Map.entry("Participant", Participant.class),
            Map.entry("Track", Participant.Track.class),
            Map.entry("ParticipantPage", Page.class),
            Map.entry("ParticipantUpdate", ParticipantUpdate.class),
            Map.entry("RoomRights", RoomRights.class),
            Map.entry("RoomPolicy", RoomPolicy.class),
            Map.entry("RoomGroup", RoomGroup.class),
            Map.entry("RoomGroups", RestBodies.Groups.class),
            Map.entry("ParticipantRights", ParticipantRights.class),
            Map.entry("LobbyGuest", LobbyGuest.class),
            Map.entry("EventPage", EventPage.class),
            Map.entry("LedgerEvent", LedgerEvent.class),
            Map.entry("AttendanceReport", AttendanceReport.class),
            Map.entry("AttendanceLesson", AttendanceReport.Lesson.class),
            Map.entry("AttendancePerson", AttendanceReport.Person.class),
            Map.entry("DeadLetterPage", DeadLetterPage.class),
            Map.entry("DeadLetter", DeadLetter.class),
            Map.entry("Muting", RestBodies.Muting.class),
            Map.entry("Subscriptions", RestBodies.Subscriptions.class),
            Map.entry("SlotChoice", SlotChoice.class),
            Map.entry("DataMessage", DataMessage.class),
            Map.entry("DataReceipt", DataReceipt.class),
            Map.entry("ExplainReport", ExplainReport.class),
            Map.entry("Sentence", ExplainReport.Text.class),
            Map.entry("ParticipantTimeline", ParticipantTimeline.class),
            Map.entry("TimelineSample", ParticipantTimeline.Sample.class),
            Map.entry("TimelineEvent", ParticipantTimeline.Event.class),
            Map.entry("ServerStatus", ServerStatus.class));

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> strings(JsonNode array) {
        Set<String> strings = new TreeSet<>();
        array.forEach(element -> strings.add(element.asText()));
        return strings;
    }

    @Test
    void namesEveryRouteAndNoOther() {
        Set<String> routes = new RestRoutes(new RestServer().desk)
                .table().stream()
                        .map(route -> route.method() + " " + route.path())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(document.operations()).isEqualTo(routes);
    }

    @Test
    void namesTheQueryTheBodyAndTheKeyOfEveryRoute() {
        for (RestRoute route : new RestRoutes(new RestServer().desk).table()) {
            String operation = route.method() + " " + route.path();
            assertThat(document.query(operation)).as(operation).isEqualTo(new TreeSet<>(route.query()));
            assertThat(document.operation(operation).has("requestBody"))
                    .as(operation)
                    .isEqualTo(route.body());
            assertThat(document.operation(operation).toString().contains("parameters/idempotencyKey"))
                    .as(operation)
                    .isEqualTo(route.changes());
        }
    }

    @Test
    void givesEveryOperationANameOfItsOwn() {
        List<String> names = document.document().findValuesAsText("operationId");
        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void describesEveryRecordFieldByField() {
        RECORDS.forEach((name, type) -> {
            Set<String> fields = new TreeSet<>();
            Set<String> always = new TreeSet<>();
            for (RecordComponent component : type.getRecordComponents()) {
                fields.add(component.getName());
                if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    always.add(component.getName());
                }
            }
            JsonNode schema = document.schema(name);
            assertThat(names(schema.path("properties"))).as(name).isEqualTo(fields);
            assertThat(strings(schema.path("required"))).as(name).isEqualTo(always);
        });
        Set<String> created = names(document.schema("NewRoom").path("properties"));
        assertThat(created.remove("id")).isTrue();
        assertThat(created).isEqualTo(names(document.schema("RoomOptions").path("properties")));
    }

    @Test
    void namesTheConstants() {
        assertThat(strings(document.schema("TrackSource").path("enum")))
                .isEqualTo(Arrays.stream(TrackSource.values())
                        .map(WireNames::of)
                        .collect(Collectors.toCollection(TreeSet::new)));
        Set<String> roles = Arrays.stream(Role.values())
                .filter(Role::mayJoinLessons)
                .map(Role::wireName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(strings(document.schema("Participant").at("/properties/role/enum")))
                .isEqualTo(roles);
    }

    @Test
    void refersOnlyToWhatIsThereAndUsesAllSchemas() {
        Set<String> used = new TreeSet<>();
        document.document().findValuesAsText("$ref").forEach(reference -> {
            assertThat(document.document().at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
            used.add(reference.replaceAll(".*/", ""));
        });
        assertThat(used).containsAll(names(document.document().at("/components/schemas")));
    }

    private Reply ask(RestServer server, String method, String path, String body, String... headers) throws Exception {
        return ask(server, method, path, body, RestServer.backend(), headers);
    }

    private Reply ask(RestServer server, String method, String path, String body, String token, String[] headers)
            throws Exception {
        Reply reply = server.ask(method, path, body, token, headers);
        document.operations().stream()
                .filter(operation -> (method + " " + path.replaceAll("\\?.*", ""))
                        .matches(operation.replace(".", "\\.").replaceAll("\\{[a-z]+}", "[^/]+")))
                .forEach(operation -> seen.computeIfAbsent(operation, first -> new TreeSet<>())
                        .add(String.valueOf(reply.status())));
        return reply;
    }

    /** Asks for everything that can be asked, in every way that is answered differently; the two must be the same. */
    @Test
    void namesEveryStatusThatIsAnsweredAndNoOther() throws Exception {
        try (RestServer server = new RestServer(new SessionConfig(5_000, 60_000, 30_000, 15_000, 5, 3))) {
            TestSocket teacher = server.join("t", Role.TEACHER);
            teacher.ask("publish", "'mid':'0','source':'microphone'");
            TestSocket student = server.join("s", Role.STUDENT);
            student.ask("publish", "'mid':'0','source':'microphone'");
            for (RestRoute route : new RestRoutes(server.desk).table()) {
                wrongWays(server, route);
            }
            rightWays(server);
        }
        Map<String, Set<String>> documented = new TreeMap<>();
        document.operations().forEach(operation -> documented.put(operation, document.statuses(operation)));
        assertThat(seen).isEqualTo(documented);
    }

    private void wrongWays(RestServer server, RestRoute route) throws Exception {
        String path = route.path()
                .replace("{room}", RestServer.ROOM)
                .replace("{participant}", "nobody")
                .replace("{source}", "camera")
                .replaceAll("\\{[a-zA-Z]+}", "nothing");
        String body = route.body() ? "{'id':'nowhere'}" : "";
        ask(server, route.method(), path + "?x=1", body);
        ask(server, route.method(), path, body, "", new String[0]);
        ask(server, route.method(), path, body, RestServer.of("s", Role.STUDENT, RestServer.ROOM), new String[0]);
        String limited = RestServer.of("a", Role.ADMIN, RestServer.ROOM);
        for (int i = 0; i < 101; i++) {
            ask(server, route.method(), path, body, limited, new String[0]);
        }
        if (route.path().contains("{room}")) {
            ask(server, route.method(), path.replace(RestServer.ROOM, "elsewhere"), right(route));
        }
        if (route.body()) {
            ask(server, route.method(), path, "{'id':'" + "x".repeat(70_000) + "'}");
            ask(server, route.method(), path, "{}", "content-type", "text/plain");
        }
        if (route.changes()) {
            String key = route.method() + route.path();
            ask(server, route.method(), path + "?x=1", body, "idempotency-key", key);
            ask(server, route.method(), path, route.body() ? "{'y':1}" : "x", "idempotency-key", key);
            ask(server, route.method(), path, route.body() ? "{'y':2}" : "y", "idempotency-key", key);
        }
    }

    /** A body that is well formed for the route. */
    private static String right(RestRoute route) {
        return switch (route.body() ? route.path().replaceAll(".*[/}]", "") : "") {
            case "subscriptions" -> "{'slots':[{'mid':'6','want':'auto'}]}";
            case "data" -> "{'topic':'x','payload':{}}";
            default -> route.path().endsWith("{source}") ? "{'muted':true}" : route.body() ? "{}" : "";
        };
    }

    private void rightWays(RestServer server) throws Exception {
        String room = "/rooms/" + RestServer.ROOM;
        for (String body : List.of("{'id':'r-1'}", "{'id':'r-1'}", "{'id':'r-2'}", "{'id':'r-3'}")) {
            ask(server, "POST", "/rooms", body);
        }
        ask(server, "DELETE", "/rooms/r-1", "");
        ask(server, "GET", "/rooms?limit=1", "");
        ask(server, "GET", room, "");
        ask(server, "PATCH", room, "{'name':'Algebra'}");
        ask(server, "GET", room + "/participants?limit=1", "");
        ask(server, "GET", room + "/participants/s", "");
        ask(server, "PATCH", room + "/participants/s", "{'tier':'audience'}");
        ask(server, "PATCH", room + "/participants/t", "{'tier':'audience'}");
        String member = ask(server, "GET", room + "/participants", "")
                .body()
                .at("/items/1/id")
                .asText();
        ask(server, "PATCH", room, "{'maxParticipants':1}");
        ask(server, "PATCH", room + "/participants/" + member, "{'tier':'stage'}");
        ask(server, "PATCH", room + "/participants/t/tracks/microphone", "{'muted':true}");
        ask(server, "PUT", room + "/participants/t/subscriptions", "{'slots':[{'mid':'6','want':'auto'}]}");
        ask(server, "GET", room + "/participants/t/explain", "");
        ask(server, "GET", room + "/participants/t/timeline", "");
        ask(server, "GET", room + "/explain?viewer=t&of=s&source=camera", "");
        ask(server, "GET", room + "/explain?viewer=t&of=s&source=nose", "");
        ask(server, "GET", "/rooms/elsewhere/explain?viewer=t&of=s", "");
        ask(server, "POST", room + "/data", "{'topic':'x','payload':{'a':1}}");
        ask(server, "PUT", room + "/broadcast", "");
        ask(server, "DELETE", room + "/broadcast", "");
        ask(server, "GET", "/server", "");
        ask(server, "PUT", room + "/policy", "{'preset':'exam'}");
        ask(server, "PUT", room + "/policy", "{'matrix':{'student':{'teacher':['camera']}}}");
        ask(server, "PUT", room + "/policy", "{'preset':'nobody'}");
        ask(server, "PUT", room + "/groups", "{'groups':[{'id':'a','name':'A','participants':['t']}]}");
        ask(server, "PUT", room + "/groups", "{'groups':[{'id':'a','name':'A','participants':['nobody']}]}");
        ask(server, "PUT", room + "/groups", "{'groups':[{'id':'a','name':'A','participants':['" + member + "']}]}");
        ask(server, "PUT", "/rooms/elsewhere/policy", "{'preset':'open'}");
        ask(server, "GET", room + "/groups", "");
        ask(server, "GET", room + "/bans", "");
        ask(server, "PUT", room + "/bans/someone", "");
        ask(server, "DELETE", room + "/bans/someone", "");
        ask(server, "GET", room + "/events?after=1&limit=10", "");
        ask(server, "GET", room + "/attendance?start=1&end=2", "");
        ask(server, "GET", room + "/attendance", "", "accept", "text/csv");
        ask(server, "GET", room + "/attendance.csv?language=ru&zone=Europe/Moscow", "");
        ask(server, "PATCH", room, "{'lobby':true,'maxParticipants':9,'rights':{'microphone':false}}");
        server.knock("first", Role.STUDENT);
        server.knock("second", Role.STUDENT);
        ask(server, "GET", room + "/lobby", "");
        ask(server, "DELETE", room + "/lobby/second", "");
        ask(server, "PATCH", room, "{'maxParticipants':1}");
        ask(server, "PUT", room + "/lobby/first", "");
        ask(server, "PATCH", room, "{'maxParticipants':9}");
        ask(server, "PUT", room + "/lobby/first", "");
        ask(server, "DELETE", room + "/participants/t", "");
        server.loseEvent("{}");
        String letter = ask(server, "GET", "/webhooks/dead-letters?limit=1", "")
                .body()
                .at("/letters/0/id")
                .asText();
        ask(server, "POST", "/webhooks/dead-letters/" + letter + "/retry", "");
        ask(server, "POST", "/webhooks/dead-letters/" + letter + "/retry", "");
    }

    @Test
    void aCheckOfARecordOutsideTheDocumentFindsTheDifference() throws Exception {
        List<String> complaints = new ArrayList<>();
        JsonNode wrong = new ObjectMapper().readTree("{\"source\":\"sound\",\"muted\":\"no\",\"more\":1}");
        document.check("track", document.schema("Track"), wrong, complaints);
        assertThat(complaints)
                .containsExactlyInAnyOrder(
                        "track.source is \"sound\"",
                        "track.muted is not \"boolean\" but \"no\"",
                        "track lacks active",
                        "track lacks gated",
                        "track.more is not in the document");
    }
}
