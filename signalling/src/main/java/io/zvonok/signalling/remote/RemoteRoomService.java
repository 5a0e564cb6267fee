package io.zvonok.signalling.remote;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.api.DataMessage;
import io.zvonok.signalling.api.DataReceipt;
import io.zvonok.signalling.api.LobbyGuest;
import io.zvonok.signalling.api.Page;
import io.zvonok.signalling.api.PageRequest;
import io.zvonok.signalling.api.Participant;
import io.zvonok.signalling.api.ParticipantUpdate;
import io.zvonok.signalling.api.Room;
import io.zvonok.signalling.api.RoomGroup;
import io.zvonok.signalling.api.RoomOptions;
import io.zvonok.signalling.api.RoomPolicy;
import io.zvonok.signalling.api.RoomService;
import io.zvonok.signalling.api.ServerStatus;
import io.zvonok.signalling.api.SlotChoice;
import io.zvonok.signalling.ledger.AttendanceQuery;
import io.zvonok.signalling.ledger.AttendanceReport;
import io.zvonok.signalling.ledger.EventPage;
import io.zvonok.signalling.message.ExplainReport;
import io.zvonok.signalling.message.ParticipantTimeline;
import io.zvonok.signalling.message.WireJson;
import io.zvonok.signalling.message.WireNames;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import io.zvonok.signalling.webhook.DeadLetterPage;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of a server that runs elsewhere.
 *
 * <pre>{@code
 * RoomService rooms = RemoteRoomService.connect(URI.create("https://media.school.example"), "school", secret);
 * }</pre>
 *
 * <p>Changes carry an idempotency key: one whose reply was lost on the way is sent once more and done once. A server that
 * cannot be reached fails the stage with TIMEOUT.
 *
 * <p>Thread: any; stages complete on the HTTP client's threads.
 */
public final class RemoteRoomService implements RoomService {
    private static final Duration TOKEN_TTL = Duration.ofMinutes(2);

    private final RestClient rest;

    /**
     * @param server its address; REST is expected at {@code /api/v1} below it
     * @param token gives a token with the role server, for each request
     */
    public RemoteRoomService(URI server, HttpClient http, Supplier<String> token) {
        this.rest = new RestClient(server, http, token);
    }

    /** @param secret one of the server's own: tokens of two minutes are made of it */
    public static RemoteRoomService connect(URI server, String keyId, String secret) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        return new RemoteRoomService(
                server,
                http,
                () -> new AccessToken(keyId, secret)
                        .identity("backend")
                        .role(Role.SERVER)
                        .ttl(TOKEN_TTL)
                        .toJwt());
    }

    // Rooms

    @Override
    public CompletionStage<Room> createRoom(String room, RoomOptions options) {
        ObjectNode body = (ObjectNode) WireJson.tree(options);
        return rest.change("POST", "/rooms", body.put("id", room), Room.class);
    }

    @Override
    public CompletionStage<Page<Room>> listRooms(PageRequest page) {
        return rest.get("/rooms" + query(page), new TypeReference<>() {});
    }

    @Override
    public CompletionStage<Room> getRoom(String room) {
        return rest.get(at(room), Room.class);
    }

    @Override
    public CompletionStage<Room> updateRoom(String room, RoomOptions changes) {
        return rest.change("PATCH", at(room), changes, Room.class);
    }

    @Override
    public CompletionStage<Void> deleteRoom(String room) {
        return rest.act("DELETE", at(room));
    }

    @Override
    public CompletionStage<Room> startBroadcast(String room) {
        return rest.act("PUT", at(room) + "/broadcast", Room.class);
    }

    @Override
    public CompletionStage<Room> stopBroadcast(String room) {
        return rest.act("DELETE", at(room) + "/broadcast", Room.class);
    }

    @Override
    public CompletionStage<DataReceipt> sendData(String room, DataMessage message) {
        return rest.change("POST", at(room) + "/data", message, DataReceipt.class);
    }

    // Participants

    @Override
    public CompletionStage<Page<Participant>> listParticipants(String room, PageRequest page) {
        return rest.get(at(room) + "/participants" + query(page), new TypeReference<>() {});
    }

    @Override
    public CompletionStage<Participant> getParticipant(String room, String participant) {
        return rest.get(at(room, participant), Participant.class);
    }

    @Override
    public CompletionStage<Participant> updateParticipant(String room, String participant, ParticipantUpdate update) {
        return rest.change("PATCH", at(room, participant), update, Participant.class);
    }

    @Override
    public CompletionStage<Void> removeParticipant(String room, String participant, boolean ban) {
        return rest.act("DELETE", at(room, participant) + (ban ? "?ban=true" : ""));
    }

    @Override
    public CompletionStage<Participant> mutePublishedTrack(
            String room, String participant, TrackSource source, boolean muted) {
        return rest.change(
                "PATCH",
                at(room, participant) + "/tracks/" + WireNames.of(source),
                Map.of("muted", muted),
                Participant.class);
    }

    @Override
    public CompletionStage<Void> updateSubscriptions(String room, String participant, List<SlotChoice> slots) {
        return rest.change("PUT", at(room, participant) + "/subscriptions", Map.of("slots", slots));
    }

    @Override
    public CompletionStage<ExplainReport> explain(String room, String participant) {
        return rest.get(at(room, participant) + "/explain", ExplainReport.class);
    }

    @Override
    public CompletionStage<ExplainReport.Relation> explain(
            String room, String viewer, String of, @Nullable TrackSource source) {
        String query = "?viewer=" + RestClient.encoded(viewer) + "&of=" + RestClient.encoded(of);
        return rest.get(
                at(room) + "/explain" + query + (source == null ? "" : "&source=" + WireNames.of(source)),
                ExplainReport.Relation.class);
    }

    @Override
    public CompletionStage<ParticipantTimeline> timeline(String room, String participant) {
        return rest.get(at(room, participant) + "/timeline", ParticipantTimeline.class);
    }

    // Who sees whom

    @Override
    public CompletionStage<Room> setPolicy(String room, RoomPolicy policy) {
        return rest.change("PUT", at(room) + "/policy", policy, Room.class);
    }

    @Override
    public CompletionStage<List<RoomGroup>> listGroups(String room) {
        return rest.get(at(room) + "/groups", new TypeReference<Page<RoomGroup>>() {})
                .thenApply(Page::items);
    }

    @Override
    public CompletionStage<List<RoomGroup>> setGroups(String room, List<RoomGroup> groups) {
        return rest.change(
                        "PUT", at(room) + "/groups", Map.of("groups", groups), new TypeReference<Page<RoomGroup>>() {})
                .thenApply(Page::items);
    }

    // Who comes in

    @Override
    public CompletionStage<List<LobbyGuest>> listLobby(String room) {
        return rest.get(at(room) + "/lobby", new TypeReference<Page<LobbyGuest>>() {})
                .thenApply(Page::items);
    }

    @Override
    public CompletionStage<Void> admit(String room, String participant) {
        return rest.act("PUT", at(room) + "/lobby/" + RestClient.encoded(participant));
    }

    @Override
    public CompletionStage<Void> refuse(String room, String participant) {
        return rest.act("DELETE", at(room) + "/lobby/" + RestClient.encoded(participant));
    }

    @Override
    public CompletionStage<List<String>> listBans(String room) {
        return rest.get(at(room) + "/bans", new TypeReference<Page<String>>() {})
                .thenApply(Page::items);
    }

    @Override
    public CompletionStage<Void> ban(String room, String identity) {
        return rest.act("PUT", at(room) + "/bans/" + RestClient.encoded(identity));
    }

    @Override
    public CompletionStage<Void> unban(String room, String identity) {
        return rest.act("DELETE", at(room) + "/bans/" + RestClient.encoded(identity));
    }

    // What was

    @Override
    public CompletionStage<EventPage> listEvents(String room, long after, int limit) {
        return rest.get(at(room) + "/events?after=" + after + "&limit=" + limit, EventPage.class);
    }

    @Override
    public CompletionStage<AttendanceReport> attendance(String room, AttendanceQuery query) {
        StringJoiner asked = new StringJoiner("&", "?", "");
        asked.setEmptyValue("");
        add(asked, "lesson", query.lesson());
        add(asked, "start", query.startMillis());
        add(asked, "end", query.endMillis());
        return rest.get(at(room) + "/attendance" + asked, AttendanceReport.class);
    }

    private static void add(StringJoiner query, String name, @Nullable Long value) {
        if (value != null) {
            query.add(name + "=" + value);
        }
    }

    @Override
    public CompletionStage<DeadLetterPage> listDeadLetters(long after, int limit) {
        return rest.get("/webhooks/dead-letters?after=" + after + "&limit=" + limit, DeadLetterPage.class);
    }

    @Override
    public CompletionStage<Void> retryDeadLetter(long id) {
        return rest.act("POST", "/webhooks/dead-letters/" + id + "/retry");
    }

    // The server

    @Override
    public CompletionStage<ServerStatus> serverStatus() {
        return rest.get("/server", ServerStatus.class);
    }

    // Addresses

    private static String at(String room) {
        return "/rooms/" + RestClient.encoded(room);
    }

    private static String at(String room, String participant) {
        return at(room) + "/participants/" + RestClient.encoded(participant);
    }

    private static String query(PageRequest page) {
        return "?limit=" + page.limit() + (page.cursor() == null ? "" : "&cursor=" + RestClient.encoded(page.cursor()));
    }
}
