package io.zvonok.signalling.rest;

import static io.zvonok.signalling.rest.Access.COMMAND_ROOM;
import static io.zvonok.signalling.rest.Access.READ_ROOM;
import static io.zvonok.signalling.rest.Access.READ_SERVER;
import static io.zvonok.signalling.rest.Access.WHOLE_SERVER;
import static io.zvonok.signalling.rest.RestRoute.act;
import static io.zvonok.signalling.rest.RestRoute.change;
import static io.zvonok.signalling.rest.RestRoute.get;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.api.DataMessage;
import io.zvonok.signalling.api.Page;
import io.zvonok.signalling.api.ParticipantUpdate;
import io.zvonok.signalling.api.RoomOptions;
import io.zvonok.signalling.api.RoomPolicy;
import io.zvonok.signalling.api.RoomService;
import io.zvonok.signalling.ledger.AttendanceCsv;
import io.zvonok.signalling.ledger.AttendanceQuery;
import io.zvonok.signalling.ledger.AttendanceReport;
import io.zvonok.signalling.message.WireJson;
import io.zvonok.signalling.message.WireNames;
import io.zvonok.signalling.token.Claims;
import io.zvonok.signalling.websocket.HttpReply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/**
 * The table of what can be asked: path, who may, which verb. A test holds {@code openapi.yaml} to it.
 *
 * <p>Thread: any.
 */
final class RestRoutes {
    private static final String ROOM = "/rooms/{room}";
    private static final String BROADCAST = ROOM + "/broadcast";
    private static final String LOBBY = ROOM + "/lobby";
    private static final String BANS = ROOM + "/bans";
    private static final String PARTICIPANTS = ROOM + "/participants";
    private static final String PARTICIPANT = PARTICIPANTS + "/{participant}";

    private static final int MAX_NAME = 256;

    private final RoomService rooms;

    RestRoutes(RoomService rooms) {
        this.rooms = rooms;
    }

    List<RestRoute> table() {
        return List.of(
                get("/rooms", READ_SERVER, this::listRooms, "limit", "cursor"),
                change("POST", "/rooms", COMMAND_ROOM, this::createRoom),
                get(ROOM, READ_ROOM, call -> ok(rooms.getRoom(call.room()))),
                change("PATCH", ROOM, COMMAND_ROOM, this::updateRoom),
                act("DELETE", ROOM, COMMAND_ROOM, call -> nothing(rooms.deleteRoom(call.room()))),
                get(PARTICIPANTS, READ_ROOM, this::listParticipants, "limit", "cursor"),
                get(PARTICIPANT, READ_ROOM, call -> ok(rooms.getParticipant(call.room(), call.participant()))),
                change("PATCH", PARTICIPANT, COMMAND_ROOM, this::updateParticipant),
                act("DELETE", PARTICIPANT, COMMAND_ROOM, this::removeParticipant, "ban"),
                change("PATCH", PARTICIPANT + "/tracks/{source}", COMMAND_ROOM, this::muteTrack),
                change("PUT", PARTICIPANT + "/subscriptions", COMMAND_ROOM, this::subscribe),
                get(PARTICIPANT + "/explain", READ_ROOM, call -> ok(rooms.explain(call.room(), call.participant()))),
                get(PARTICIPANT + "/timeline", READ_ROOM, call -> ok(rooms.timeline(call.room(), call.participant()))),
                get(ROOM + "/explain", READ_ROOM, this::explain, "viewer", "of", "source"),
                change("POST", ROOM + "/data", COMMAND_ROOM, this::sendData),
                act("PUT", BROADCAST, COMMAND_ROOM, call -> ok(rooms.startBroadcast(call.room()))),
                act("DELETE", BROADCAST, COMMAND_ROOM, call -> ok(rooms.stopBroadcast(call.room()))),
                change("PUT", ROOM + "/policy", COMMAND_ROOM, this::setPolicy),
                get(ROOM + "/groups", READ_ROOM, call -> list(rooms.listGroups(call.room()))),
                change("PUT", ROOM + "/groups", COMMAND_ROOM, this::setGroups),
                get(LOBBY, READ_ROOM, call -> list(rooms.listLobby(call.room()))),
                act(
                        "PUT",
                        LOBBY + "/{participant}",
                        COMMAND_ROOM,
                        call -> nothing(rooms.admit(call.room(), call.participant()))),
                act(
                        "DELETE",
                        LOBBY + "/{participant}",
                        COMMAND_ROOM,
                        call -> nothing(rooms.refuse(call.room(), call.participant()))),
                get(BANS, READ_ROOM, call -> list(rooms.listBans(call.room()))),
                act(
                        "PUT",
                        BANS + "/{identity}",
                        COMMAND_ROOM,
                        call -> nothing(rooms.ban(call.room(), call.named("identity")))),
                act(
                        "DELETE",
                        BANS + "/{identity}",
                        COMMAND_ROOM,
                        call -> nothing(rooms.unban(call.room(), call.named("identity")))),
                get(ROOM + "/events", READ_ROOM, this::listEvents, "after", "limit"),
                get(ROOM + "/attendance", READ_ROOM, this::attendance, "lesson", "start", "end", "language", "zone"),
                get(ROOM + "/attendance.csv", READ_ROOM, this::table, "lesson", "start", "end", "language", "zone"),
                get("/webhooks/dead-letters", WHOLE_SERVER, this::listDeadLetters, "after", "limit"),
                act(
                        "POST",
                        "/webhooks/dead-letters/{letter}/retry",
                        WHOLE_SERVER,
                        call -> nothing(rooms.retryDeadLetter(call.id("letter")))),
                get("/server", READ_SERVER, call -> ok(rooms.serverStatus())));
    }

    // Rooms

    /** A token of one room sees that one. */
    private CompletionStage<HttpReply> listRooms(RestCall call) {
        Claims claims = call.claims();
        if (claims.isForWholeServer()) {
            return ok(rooms.listRooms(call.page()));
        }
        return ok(rooms.getRoom(claims.room().value())
                .handle((room, none) -> new Page<>(none == null ? List.of(room) : List.of(), null)));
    }

    /** The body is {@link RoomOptions} and the room's {@code id}. */
    private CompletionStage<HttpReply> createRoom(RestCall call) {
        ObjectNode body = call.body();
        if (!body.path("id").isTextual()) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, "id is missing or no string");
        }
        String id = body.remove("id").textValue();
        Access.checkRoom(call.claims(), id);
        return rooms.createRoom(id, WireJson.readStrictly(body, RoomOptions.class))
                .thenApply(room -> HttpReply.json(201, WireJson.write(room))
                        .with("location", RestService.PREFIX + "/rooms/" + encoded(room.id())));
    }

    private CompletionStage<HttpReply> updateRoom(RestCall call) {
        return ok(rooms.updateRoom(call.room(), call.body(RoomOptions.class)));
    }

    private CompletionStage<HttpReply> setPolicy(RestCall call) {
        return ok(rooms.setPolicy(call.room(), call.body(RoomPolicy.class)));
    }

    private CompletionStage<HttpReply> setGroups(RestCall call) {
        return list(
                rooms.setGroups(call.room(), call.body(RestBodies.Groups.class).groups()));
    }

    private CompletionStage<HttpReply> sendData(RestCall call) {
        return ok(rooms.sendData(call.room(), call.body(DataMessage.class)));
    }

    // Participants

    private CompletionStage<HttpReply> listParticipants(RestCall call) {
        return ok(rooms.listParticipants(call.room(), call.page()));
    }

    private CompletionStage<HttpReply> updateParticipant(RestCall call) {
        return ok(rooms.updateParticipant(call.room(), call.participant(), call.body(ParticipantUpdate.class)));
    }

    private CompletionStage<HttpReply> removeParticipant(RestCall call) {
        return nothing(rooms.removeParticipant(call.room(), call.participant(), call.flag("ban")));
    }

    private CompletionStage<HttpReply> muteTrack(RestCall call) {
        TrackSource source = call.constant("source", TrackSource.class);
        boolean muted = call.body(RestBodies.Muting.class).muted();
        return ok(rooms.mutePublishedTrack(call.room(), call.participant(), source, muted));
    }

    private CompletionStage<HttpReply> subscribe(RestCall call) {
        RestBodies.Subscriptions body = call.body(RestBodies.Subscriptions.class);
        return nothing(rooms.updateSubscriptions(call.room(), call.participant(), body.slots()));
    }

    private CompletionStage<HttpReply> explain(RestCall call) {
        String source = call.asked("source");
        TrackSource asked = source == null ? null : WireNames.read(TrackSource.class, source);
        if (source != null && asked == null) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, "there is no such source");
        }
        return ok(rooms.explain(call.room(), somebody(call, "viewer"), somebody(call, "of"), asked));
    }

    private static String somebody(RestCall call, String name) {
        String who = call.asked(name);
        if (who == null || who.isEmpty() || who.length() > MAX_NAME) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, name + " must name somebody");
        }
        return who;
    }

    // What was

    private CompletionStage<HttpReply> listEvents(RestCall call) {
        return ok(rooms.listEvents(call.room(), call.number("after", 0), call.limit()));
    }

    private CompletionStage<HttpReply> listDeadLetters(RestCall call) {
        return ok(rooms.listDeadLetters(call.number("after", 0), call.limit()));
    }

    private CompletionStage<HttpReply> attendance(RestCall call) {
        String accept = call.http().header("accept");
        return accept != null && accept.contains("text/csv") ? table(call) : ok(report(call));
    }

    private CompletionStage<AttendanceReport> report(RestCall call) {
        return rooms.attendance(
                call.room(), new AttendanceQuery(call.number("lesson"), call.number("start"), call.number("end")));
    }

    /** For a spreadsheet, with times of day as they are where it is read. */
    private CompletionStage<HttpReply> table(RestCall call) {
        String language = call.asked("language");
        AttendanceCsv csv = new AttendanceCsv(Locale.forLanguageTag(language == null ? "en" : language), zone(call));
        return report(call)
                .thenApply(report -> HttpReply.of("text/csv; charset=utf-8", csv.write(report))
                        .with("content-disposition", "attachment; filename=\"attendance.csv\""));
    }

    private static ZoneId zone(RestCall call) {
        String zone = call.asked("zone");
        try {
            return ZoneId.of(zone == null ? "UTC" : zone);
        } catch (DateTimeException unknown) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, "zone must be a time zone, like Europe/Moscow");
        }
    }

    // Replies

    private static <T> CompletionStage<HttpReply> ok(CompletionStage<T> result) {
        return result.thenApply(value -> HttpReply.json(200, WireJson.write(value)));
    }

    private static <T> CompletionStage<HttpReply> list(CompletionStage<List<T>> result) {
        return ok(result.thenApply(items -> new Page<>(items, null)));
    }

    private static CompletionStage<HttpReply> nothing(CompletionStage<Void> result) {
        return result.thenApply(done -> HttpReply.empty(204));
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
