package io.zvonok.signalling.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.api.DataMessage;
import io.zvonok.signalling.api.LobbyGuest;
import io.zvonok.signalling.api.Page;
import io.zvonok.signalling.api.PageRequest;
import io.zvonok.signalling.api.Participant;
import io.zvonok.signalling.api.ParticipantRights;
import io.zvonok.signalling.api.ParticipantUpdate;
import io.zvonok.signalling.api.Room;
import io.zvonok.signalling.api.RoomGroup;
import io.zvonok.signalling.api.RoomOptions;
import io.zvonok.signalling.api.RoomPolicy;
import io.zvonok.signalling.api.RoomRights;
import io.zvonok.signalling.api.RoomService;
import io.zvonok.signalling.api.ServerStatus;
import io.zvonok.signalling.api.SlotChoice;
import io.zvonok.signalling.ledger.AttendanceQuery;
import io.zvonok.signalling.ledger.AttendanceReport;
import io.zvonok.signalling.ledger.EventPage;
import io.zvonok.signalling.ledger.LedgerEvent;
import io.zvonok.signalling.message.ExplainCause;
import io.zvonok.signalling.message.ExplainReport;
import io.zvonok.signalling.message.ParticipantTimeline;
import io.zvonok.signalling.session.SessionConfig;
import io.zvonok.signalling.token.Role;
import io.zvonok.signalling.webhook.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link RoomService} does, in process or over the network: same results, same codes. */
@Timeout(60)
public abstract class RoomServiceContract {
    private static final String ROOM = RestServer.ROOM;

    protected RestServer server = new RestServer();
    protected RoomService rooms = service(server);

    protected abstract RoomService service(RestServer of);

    @BeforeEach
    void startAnew() {
        server.close();
        server = new RestServer(new SessionConfig(5_000, 60_000, 30_000, 15_000, 3, 4));
        rooms = service(server);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static void fails(CompletionStage<?> stage, ErrorCode code) {
        assertThatThrownBy(() -> stage.toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ZvonokException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private static JsonNode event(TestSocket socket, String type) throws Exception {
        return socket.await(message -> message.path("type").asText().equals(type));
    }

    private Participant only(String identity) throws Exception {
        return get(rooms.getParticipant(ROOM, identity));
    }

    @Test
    void opensARoomThatStaysThoughNobodyIsInIt() throws Exception {
        Room room = get(rooms.createRoom(
                ROOM,
                RoomOptions.builder()
                        .name("Алгебра, 7Б")
                        .maxParticipants(2)
                        .emptyTimeout(Duration.ofMinutes(10))
                        .build()));
        assertThat(room.id()).isEqualTo(ROOM);
        assertThat(room.name()).isEqualTo("Алгебра, 7Б");
        assertThat(room.maxParticipants()).isEqualTo(2);
        assertThat(room.emptyTimeoutSeconds()).isEqualTo(600);
        assertThat(room.createdAt()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(room.onAir()).isFalse();
        assertThat(room.onAirSince()).isNull();
        assertThat(get(rooms.getRoom(ROOM))).isEqualTo(room);
        assertThat(server.join("t", Role.TEACHER)
                        .events()
                        .get(0)
                        .at("/room/name")
                        .asText())
                .isEqualTo("Алгебра, 7Б");
    }

    @Test
    void givesARoomThatIsCreatedWithoutOptionsTheServersDefaults() throws Exception {
        Room room = get(rooms.createRoom(ROOM, RoomOptions.defaults()));
        assertThat(room.name()).isNull();
        assertThat(room.maxParticipants()).isEqualTo(3);
        assertThat(room.emptyTimeoutSeconds()).isEqualTo(300);
    }

    @Test
    void refusesToOpenWhatIsOpenOrWhatHasNoName() throws Exception {
        get(rooms.createRoom(ROOM, RoomOptions.defaults()));
        fails(rooms.createRoom(ROOM, RoomOptions.defaults()), ErrorCode.WRONG_STATE);
        fails(rooms.createRoom("no/slash", RoomOptions.defaults()), ErrorCode.BAD_MESSAGE);
        fails(rooms.createRoom("", RoomOptions.defaults()), ErrorCode.BAD_MESSAGE);
        fails(rooms.createRoom("x".repeat(129), RoomOptions.defaults()), ErrorCode.BAD_MESSAGE);
        fails(rooms.createRoom("*", RoomOptions.defaults()), ErrorCode.BAD_MESSAGE);
    }

    @Test
    void opensNoMoreRoomsThanTheServerHas() throws Exception {
        for (int i = 0; i < 4; i++) {
            get(rooms.createRoom("room-" + i, RoomOptions.defaults()));
        }
        fails(rooms.createRoom("room-4", RoomOptions.defaults()), ErrorCode.OVERLOADED);
    }

    @Test
    void opensNothingOnAServerThatDrains() {
        server.lessons.drain();
        fails(rooms.createRoom(ROOM, RoomOptions.defaults()), ErrorCode.DRAINING);
    }

    @Test
    void takesUnusualNamesLiterally() throws Exception {
        for (String name : List.of("Ёлка~7", "a.b_c-d:e@f+g=h")) {
            get(rooms.createRoom(name, RoomOptions.defaults()));
            assertThat(get(rooms.getRoom(name)).id()).isEqualTo(name);
        }
    }

    @Test
    void listsRoomsInPages() throws Exception {
        for (String room : List.of("c", "a", "d", "b")) {
            get(rooms.createRoom(room, RoomOptions.defaults()));
        }
        Page<Room> first = get(rooms.listRooms(PageRequest.first(3)));
        assertThat(first.items()).extracting(Room::id).containsExactly("a", "b", "c");
        Page<Room> second = get(rooms.listRooms(PageRequest.first(3).after(first.next())));
        assertThat(second.items()).extracting(Room::id).containsExactly("d");
        assertThat(second.next()).isNull();
        assertThat(get(rooms.listRooms(PageRequest.first(4))).next()).isNull();
        fails(rooms.listRooms(new PageRequest(3, "%%%")), ErrorCode.BAD_MESSAGE);
    }

    @Test
    void changesWhatIsGivenAndLeavesTheRest() throws Exception {
        get(rooms.createRoom(
                ROOM, RoomOptions.builder().name("before").maxParticipants(2).build()));
        TestSocket teacher = server.join("t", Role.TEACHER);
        Room after =
                get(rooms.updateRoom(ROOM, RoomOptions.builder().name("after").build()));
        assertThat(after.name()).isEqualTo("after");
        assertThat(after.maxParticipants()).isEqualTo(2);
        assertThat(event(teacher, "roomUpdated").at("/room/name").asText()).isEqualTo("after");
        get(rooms.updateRoom(ROOM, RoomOptions.builder().maxParticipants(1).build()));
        assertThatThrownBy(() -> server.join("s", Role.STUDENT)).hasMessageContaining("room_full");
        fails(rooms.updateRoom("other", RoomOptions.defaults()), ErrorCode.NOT_FOUND);
    }

    @Test
    void endsALessonForEverybody() throws Exception {
        TestSocket teacher = server.join("t", Role.TEACHER);
        get(rooms.deleteRoom(ROOM));
        assertThat(event(teacher, "goAway").path("action").asText()).isEqualTo("disconnect");
        assertThat(teacher.closeCode()).isEqualTo(4004);
        fails(rooms.getRoom(ROOM), ErrorCode.NOT_FOUND);
        fails(rooms.deleteRoom(ROOM), ErrorCode.NOT_FOUND);
        assertThat(server.media.rooms()).isEmpty();
    }

    @Test
    void tellsWhoIsThere() throws Exception {
        TestSocket teacher = server.join("t", Role.TEACHER);
        teacher.ask("publish", "'mid':'0','source':'microphone'");
        server.join("parent", Role.VIEWER);
        Participant seen = only("t");
        assertThat(seen.identity()).isEqualTo("t");
        assertThat(seen.role()).isEqualTo(Role.TEACHER);
        assertThat(seen.tier()).isEqualTo(PeerTier.STAGE);
        assertThat(seen.connection()).isEqualTo(Participant.Connection.CONNECTING);
        assertThat(seen.handRaisedAt()).isNull();
        assertThat(seen.tracks()).containsExactly(new Participant.Track(TrackSource.MICROPHONE, false, false, false));
        assertThat(get(rooms.getParticipant(ROOM, seen.id()))).isEqualTo(seen);
        assertThat(get(rooms.listParticipants(ROOM, PageRequest.first())).items())
                .extracting(Participant::identity)
                .containsExactly("t", "parent");
        Room room = get(rooms.getRoom(ROOM));
        assertThat(List.of(room.participants(), room.audience())).containsExactly(1, 1);
    }

    @Test
    void findsSomebodyInTheAudienceByIdOnly() throws Exception {
        server.join("t", Role.TEACHER);
        server.join("link", Role.VIEWER);
        String id = get(rooms.listParticipants(ROOM, PageRequest.first()))
                .items()
                .get(1)
                .id();
        assertThat(get(rooms.getParticipant(ROOM, id)).tier()).isEqualTo(PeerTier.AUDIENCE);
        fails(rooms.getParticipant(ROOM, "link"), ErrorCode.NOT_FOUND);
    }

    @Test
    void listsPeopleInPagesInOrderOfJoining() throws Exception {
        List<String> joined = new ArrayList<>();
        for (String identity : List.of("c", "a", "b")) {
            server.join(identity, Role.STUDENT);
            joined.add(identity);
        }
        List<String> listed = new ArrayList<>();
        PageRequest next = PageRequest.first(2);
        while (next != null) {
            Page<Participant> page = get(rooms.listParticipants(ROOM, next));
            page.items().forEach(participant -> listed.add(participant.identity()));
            next = page.next() == null ? null : next.after(page.next());
        }
        assertThat(listed).containsExactlyInAnyOrderElementsOf(joined);
        List<Instant> times = get(rooms.listParticipants(ROOM, PageRequest.first())).items().stream()
                .map(Participant::joinedAt)
                .toList();
        assertThat(times).isSorted();
        fails(rooms.listParticipants(ROOM, new PageRequest(2, "bm90aGluZw")), ErrorCode.BAD_MESSAGE);
        fails(rooms.listParticipants("other", PageRequest.first()), ErrorCode.NOT_FOUND);
    }

    @Test
    void removesSomebodyWhoMayComeAgain() throws Exception {
        TestSocket student = server.join("s", Role.STUDENT);
        get(rooms.removeParticipant(ROOM, "s", false));
        assertThat(event(student, "moderated").path("action").asText()).isEqualTo("kick");
        assertThat(student.closeCode()).isEqualTo(4003);
        fails(rooms.getParticipant(ROOM, "s"), ErrorCode.NOT_FOUND);
        fails(rooms.removeParticipant(ROOM, "s", false), ErrorCode.NOT_FOUND);
        server.join("s", Role.STUDENT);
    }

    @Test
    void mutesWhatIsPublishedAndNeverOpensIt() throws Exception {
        TestSocket student = server.join("s", Role.STUDENT);
        student.ask("publish", "'mid':'0','source':'microphone'");
        fails(rooms.mutePublishedTrack(ROOM, "s", TrackSource.CAMERA, true), ErrorCode.NOT_FOUND);
        Participant muted = get(rooms.mutePublishedTrack(ROOM, "s", TrackSource.MICROPHONE, true));
        assertThat(muted.tracks()).containsExactly(new Participant.Track(TrackSource.MICROPHONE, true, false, false));
        assertThat(server.media.calls()).contains("publish " + muted.id() + " 0 MICROPHONE muted");
        JsonNode told = event(student, "moderated");
        assertThat(told.path("action").asText()).isEqualTo("mute");
        assertThat(told.path("byParticipantId").asText()).isEmpty();
        fails(rooms.mutePublishedTrack(ROOM, "s", TrackSource.MICROPHONE, false), ErrorCode.NOT_ALLOWED);
        assertThat(get(rooms.mutePublishedTrack(ROOM, "s", TrackSource.MICROPHONE, true)))
                .isEqualTo(muted);
    }

    @Test
    void bringsOnStageAndSendsBack() throws Exception {
        server.join("t", Role.TEACHER);
        server.join("guest", Role.VIEWER);
        String id = get(rooms.listParticipants(ROOM, PageRequest.first()))
                .items()
                .get(1)
                .id();
        ParticipantUpdate up = ParticipantUpdate.builder().tier(PeerTier.STAGE).build();
        assertThat(get(rooms.updateParticipant(ROOM, id, up)).tier()).isEqualTo(PeerTier.STAGE);
        assertThat(get(rooms.updateParticipant(ROOM, id, up)).tier()).isEqualTo(PeerTier.STAGE);
        ParticipantUpdate down =
                ParticipantUpdate.builder().tier(PeerTier.AUDIENCE).build();
        assertThat(get(rooms.updateParticipant(ROOM, id, down)).tier()).isEqualTo(PeerTier.AUDIENCE);
        fails(rooms.updateParticipant(ROOM, "t", down), ErrorCode.WRONG_STATE);
        get(rooms.updateRoom(ROOM, RoomOptions.builder().maxParticipants(1).build()));
        fails(rooms.updateParticipant(ROOM, id, up), ErrorCode.ROOM_FULL);
    }

    @Test
    void lowersAHandAndMutesComments() throws Exception {
        TestSocket student = server.join("s", Role.STUDENT);
        student.ask("hand", "'raised':true");
        assertThat(only("s").handRaisedAt()).isNotNull();
        Participant after = get(rooms.updateParticipant(
                ROOM,
                "s",
                ParticipantUpdate.builder().lowerHand().commentsMuted(true).build()));
        assertThat(after.handRaisedAt()).isNull();
        assertThat(event(student, "moderated").path("action").asText()).isEqualTo("lowerHand");
    }

    @Test
    void choosesWhatSlotsShow() throws Exception {
        server.join("t", Role.TEACHER);
        server.join("s", Role.STUDENT);
        String teacher = only("t").id();
        String student = only("s").id();
        String slot = "6";
        get(rooms.updateSubscriptions(ROOM, "s", List.of(SlotChoice.participant(slot, "t"))));
        assertThat(server.media.calls()).contains("view " + student + " " + slot + " PEER " + teacher + " 1280x720");
        get(rooms.updateSubscriptions(ROOM, student, List.of(SlotChoice.nothing(slot))));
        assertThat(server.media.calls()).contains("view " + student + " " + slot + " NONE 0x0");
        fails(rooms.updateSubscriptions(ROOM, "s", List.of(SlotChoice.auto("99"))), ErrorCode.NOT_FOUND);
        fails(
                rooms.updateSubscriptions(ROOM, "s", List.of(SlotChoice.participant(slot, "nobody"))),
                ErrorCode.NOT_FOUND);
        fails(
                rooms.updateSubscriptions(
                        ROOM, "s", List.of(new SlotChoice(slot, "auto", TrackSource.MICROPHONE, 1, 1, 0))),
                ErrorCode.BAD_MESSAGE);
        fails(rooms.updateSubscriptions(ROOM, "s", List.of()), ErrorCode.BAD_MESSAGE);
    }

    @Test
    void sendsDataToAllOrToSome() throws Exception {
        TestSocket teacher = server.join("t", Role.TEACHER);
        TestSocket student = server.join("s", Role.STUDENT);
        assertThat(get(rooms.sendData(ROOM, DataMessage.text("bell", "rings"))).delivered())
                .isEqualTo(2);
        JsonNode heard = event(student, "data");
        assertThat(heard.path("topic").asText()).isEqualTo("bell");
        assertThat(heard.path("payload").asText()).isEqualTo("rings");
        assertThat(heard.path("from").asText()).isEqualTo("server");
        DataMessage quiz = DataMessage.object("quiz", Map.of("points", 5, "of", List.of("a", "b")));
        assertThat(get(rooms.sendData(ROOM, quiz.onlyTo(List.of("s", "nobody"))))
                        .delivered())
                .isEqualTo(1);
        JsonNode second =
                student.await(message -> message.path("topic").asText().equals("quiz"));
        assertThat(second.at("/payload/points").asInt()).isEqualTo(5);
        assertThat(second.at("/payload/of/1").asText()).isEqualTo("b");
        get(rooms.sendData(ROOM, DataMessage.text("end", "")));
        teacher.await(message -> message.path("topic").asText().equals("end"));
        assertThat(teacher.events())
                .noneMatch(message -> message.path("topic").asText().equals("quiz"));
        fails(rooms.sendData("other", quiz), ErrorCode.NOT_FOUND);
    }

    @Test
    void goesOnAirAndOff() throws Exception {
        server.join("t", Role.TEACHER);
        Room onAir = get(rooms.startBroadcast(ROOM));
        assertThat(onAir.onAir()).isTrue();
        assertThat(onAir.onAirSince()).isNotNull();
        assertThat(get(rooms.startBroadcast(ROOM))).isEqualTo(onAir);
        assertThat(get(rooms.stopBroadcast(ROOM)).onAir()).isFalse();
        fails(rooms.startBroadcast("other"), ErrorCode.NOT_FOUND);
        fails(rooms.stopBroadcast("other"), ErrorCode.NOT_FOUND);
    }

    @Test
    void opensARoomWithALobbyFromWhichItLetsIn() throws Exception {
        RoomRights silent = RoomRights.microphone(false);
        Room room = get(rooms.createRoom(
                ROOM, RoomOptions.builder().lobby(true).rights(silent).build()));
        assertThat(room.lobby()).isTrue();
        assertThat(room.locked()).isFalse();
        assertThat(room.rights()).isEqualTo(new RoomRights(false, true, true, true, true));
        TestSocket first = server.knock("first", Role.STUDENT);
        TestSocket second = server.knock("second", Role.STUDENT);
        List<LobbyGuest> waiting = get(rooms.listLobby(ROOM));
        assertThat(waiting).extracting(LobbyGuest::identity).containsExactly("first", "second");
        assertThat(waiting.get(0).role()).isEqualTo(Role.STUDENT);
        get(rooms.admit(ROOM, waiting.get(0).id()));
        event(first, "joined");
        get(rooms.refuse(ROOM, "second"));
        assertThat(second.closeCode()).isEqualTo(4003);
        assertThat(get(rooms.listLobby(ROOM))).isEmpty();
        fails(rooms.admit(ROOM, "second"), ErrorCode.NOT_FOUND);
        fails(rooms.refuse(ROOM, "second"), ErrorCode.NOT_FOUND);
        server.knock("third", Role.STUDENT);
        get(rooms.updateRoom(ROOM, RoomOptions.builder().maxParticipants(1).build()));
        fails(rooms.admit(ROOM, "third"), ErrorCode.ROOM_FULL);
        fails(rooms.listLobby("other"), ErrorCode.NOT_FOUND);
    }

    @Test
    void locksARoomAndOpensItAgain() throws Exception {
        get(rooms.createRoom(ROOM, RoomOptions.builder().locked(true).build()));
        assertThatThrownBy(() -> server.join("s", Role.STUDENT)).hasMessageContaining("forbidden");
        server.join("t", Role.TEACHER);
        assertThat(get(rooms.updateRoom(
                                ROOM, RoomOptions.builder().locked(false).build()))
                        .locked())
                .isFalse();
        server.join("s", Role.STUDENT);
    }

    @Test
    void bansAnIdentityWithAnyTokenUntilItIsLetInAgain() throws Exception {
        TestSocket student = server.join("s", Role.STUDENT);
        server.join("t", Role.TEACHER);
        get(rooms.removeParticipant(ROOM, "s", true));
        assertThat(student.closeCode()).isEqualTo(4003);
        assertThatThrownBy(() -> server.join("s", Role.STUDENT)).hasMessageContaining("forbidden");
        get(rooms.ban(ROOM, "who never was here"));
        assertThat(get(rooms.listBans(ROOM))).containsExactly("s", "who never was here");
        get(rooms.unban(ROOM, "s"));
        server.join("s", Role.STUDENT);
        fails(rooms.unban(ROOM, "s"), ErrorCode.NOT_FOUND);
        fails(rooms.ban(ROOM, "x".repeat(129)), ErrorCode.BAD_MESSAGE);
        fails(rooms.listBans("other"), ErrorCode.NOT_FOUND);
    }

    @Test
    void choosesWhoSeesWhomBeforeAndWhileALessonGoesOn() throws Exception {
        Room created = get(rooms.createRoom(
                ROOM,
                RoomOptions.builder()
                        .policy(RoomPolicy.preset("students-apart"))
                        .build()));
        assertThat(created.policy()).isEqualTo("students-apart");
        assertThat(get(rooms.setPolicy(ROOM, RoomPolicy.preset("open"))).policy())
                .isEqualTo("open");
        RoomPolicy own = RoomPolicy.of(Map.of(Role.STUDENT, Map.of(Role.TEACHER, Set.of(TrackSource.SCREEN))));
        assertThat(get(rooms.updateRoom(ROOM, RoomOptions.builder().policy(own).build()))
                        .policy())
                .isEqualTo("custom");
        assertThatThrownBy(() -> RoomPolicy.preset("nobody")).hasMessageContaining("students-apart");
        fails(rooms.setPolicy("other", own), ErrorCode.NOT_FOUND);
    }

    @Test
    void movesPeopleBetweenGroupsByTheirConnections() throws Exception {
        TestSocket student = server.join("s", Role.STUDENT);
        server.join("t", Role.TEACHER);
        String id = only("s").id();
        List<RoomGroup> set =
                get(rooms.setGroups(ROOM, List.of(new RoomGroup("a", "Red", List.of("s")), RoomGroup.of("b", "Blue"))));
        assertThat(set).containsExactly(new RoomGroup("a", "Red", List.of(id)), new RoomGroup("b", "Blue", List.of()));
        assertThat(only("s").group()).isEqualTo("a");
        get(rooms.setGroups(ROOM, List.of(RoomGroup.of("a", "Red"), new RoomGroup("b", "Blue", List.of("t")))));
        assertThat(only("s").group()).as("not named: stays").isEqualTo("a");
        fails(rooms.setGroups(ROOM, List.of(new RoomGroup("c", "C", List.of("nobody")))), ErrorCode.NOT_FOUND);
        assertThat(get(rooms.listGroups(ROOM))).as("nothing was done").hasSize(2);
        get(rooms.setGroups(ROOM, List.of(new RoomGroup("a", "Red", List.of()))));
        assertThat(only("s").group()).isNull();
        assertThat(get(rooms.setGroups(ROOM, List.of()))).isEmpty();
        assertThat(student.isClosed()).isFalse();
        fails(rooms.listGroups("other"), ErrorCode.NOT_FOUND);
    }

    @Test
    void givesTheFloorAndRights() throws Exception {
        get(rooms.createRoom(
                ROOM, RoomOptions.builder().rights(RoomRights.microphone(false)).build()));
        TestSocket student = server.join("s", Role.STUDENT);
        student.ask("publish", "'mid':'0','source':'microphone'");
        assertThat(only("s").tracks())
                .containsExactly(new Participant.Track(TrackSource.MICROPHONE, false, false, true));
        Participant speaks = get(rooms.updateParticipant(
                ROOM, "s", ParticipantUpdate.builder().floor(true).build()));
        assertThat(speaks.floor()).isTrue();
        assertThat(speaks.tracks().get(0).gated()).isFalse();
        assertThat(server.media.permissionsOf(speaks.id()).publish()).contains(TrackSource.MICROPHONE);
        Participant silent = get(rooms.updateParticipant(
                ROOM, "s", ParticipantUpdate.builder().floor(false).build()));
        assertThat(silent.floor()).isFalse();
        ParticipantRights own = new ParticipantRights(true, false, null, null);
        Participant narrowed = get(rooms.updateParticipant(
                ROOM, "s", ParticipantUpdate.builder().rights(own).build()));
        assertThat(narrowed.rights()).isEqualTo(own);
        assertThat(server.media.permissionsOf(speaks.id()).publish()).containsExactly(TrackSource.MICROPHONE);
        Participant asOthers = get(rooms.updateParticipant(
                ROOM,
                "s",
                ParticipantUpdate.builder()
                        .rights(ParticipantRights.asInTheRoom())
                        .build()));
        assertThat(asOthers.rights()).isNull();
        server.join("t", Role.TEACHER);
        fails(
                rooms.updateParticipant(
                        ROOM, "t", ParticipantUpdate.builder().floor(true).build()),
                ErrorCode.WRONG_STATE);
    }

    @Test
    void tellsWhatHappenedAndWhoWasThere() throws Exception {
        server.join("t", Role.TEACHER);
        TestSocket student = server.join("s", Role.STUDENT);
        student.ask("hand", "'raised':true");
        get(rooms.deleteRoom(ROOM));
        EventPage all = get(rooms.listEvents(ROOM, 0, 1000));
        assertThat(all.events())
                .extracting(LedgerEvent::type)
                .startsWith("roomOpened", "joined", "joined", "handRaised")
                .endsWith("roomClosed");
        assertThat(all.events()).extracting(LedgerEvent::seq).first().isEqualTo(1L);
        EventPage rest = get(rooms.listEvents(ROOM, 2, 1));
        assertThat(rest.events()).containsExactly(all.events().get(2));
        assertThat(rest.next()).isEqualTo(3);
        AttendanceReport report = get(rooms.attendance(ROOM, AttendanceQuery.NEWEST));
        assertThat(report.people())
                .extracting(AttendanceReport.Person::identity)
                .containsExactlyInAnyOrder("t", "s");
        assertThat(report.closedMillis()).isNotNull();
        AttendanceQuery late = new AttendanceQuery(report.lesson(), report.openedMillis() - 60_000, null);
        assertThat(get(rooms.attendance(ROOM, late)).people()).allMatch(person -> person.lateMillis() >= 60_000);
        fails(rooms.attendance(ROOM, new AttendanceQuery(7777L, null, null)), ErrorCode.NOT_FOUND);
        fails(rooms.attendance("other", AttendanceQuery.NEWEST), ErrorCode.NOT_FOUND);
        fails(rooms.listEvents("other", 0, 10), ErrorCode.NOT_FOUND);
        fails(rooms.listEvents(ROOM, 0, 1001), ErrorCode.BAD_MESSAGE);
        fails(rooms.listEvents(ROOM, -1, 10), ErrorCode.BAD_MESSAGE);
        fails(rooms.listEvents("no room", 0, 10), ErrorCode.BAD_MESSAGE);
    }

    @Test
    void explainsSomebodyInWords() throws Exception {
        server.join("t", Role.TEACHER);
        ExplainReport report = get(rooms.explain(ROOM, "t"));
        assertThat(report.participantId()).isEqualTo(only("t").id());
        assertThat(report.text().en()).isNotEmpty();
        assertThat(report.transport().state()).isNotNull();
        fails(rooms.explain(ROOM, "nobody"), ErrorCode.NOT_FOUND);
    }

    @Test
    void explainsWhyOneDoesNotSeeAnother() throws Exception {
        server.join("t", Role.TEACHER);
        server.join("s", Role.STUDENT);
        ExplainReport.Relation relation = get(rooms.explain(ROOM, "t", "s", TrackSource.CAMERA));
        assertThat(relation.viewer()).isEqualTo(only("t").id());
        assertThat(relation.of()).isEqualTo(only("s").id());
        assertThat(relation.cause()).isEqualTo(ExplainCause.NOT_PUBLISHED);
        assertThat(relation.sinceMillis()).isNotNull();
        assertThat(relation.advice().ru()).isNotEmpty();
        assertThat(get(rooms.explain(ROOM, "t", "nobody", null)).cause()).isEqualTo(ExplainCause.SOURCE_NOT_IN_ROOM);
        assertThat(get(rooms.explain(ROOM, "nobody", "s", null)).cause()).isEqualTo(ExplainCause.VIEWER_NOT_IN_ROOM);
        fails(rooms.explain("other", "t", "s", null), ErrorCode.NOT_FOUND);
    }

    @Test
    void tellsTheLastTenMinutesOfSomebody() throws Exception {
        server.join("t", Role.TEACHER).ask("hand", "'raised':true");
        ParticipantTimeline timeline = get(rooms.timeline(ROOM, "t"));
        assertThat(timeline.participantId()).isEqualTo(only("t").id());
        assertThat(timeline.identity()).isEqualTo("t");
        assertThat(timeline.samples()).isEmpty();
        assertThat(timeline.events())
                .extracting(ParticipantTimeline.Event::type)
                .contains("handRaised");
        fails(rooms.timeline(ROOM, "nobody"), ErrorCode.NOT_FOUND);
    }

    @Test
    void listsWhatNoReceiverTookAndSendsItAgain() throws Exception {
        server.loseEvent("{\"seq\":1}");
        server.loseEvent("{\"seq\":2}");
        List<DeadLetter> lost = get(rooms.listDeadLetters(0, 10)).letters();
        assertThat(lost)
                .hasSizeGreaterThanOrEqualTo(2)
                .extracting(DeadLetter::room)
                .containsOnly(ROOM);
        DeadLetter first = lost.get(0);
        assertThat(get(rooms.listDeadLetters(first.id(), 10)).letters()).doesNotContain(first);
        assertThat(get(rooms.listDeadLetters(0, 1)).letters()).containsExactly(first);
        get(rooms.retryDeadLetter(first.id()));
        fails(rooms.retryDeadLetter(first.id()), ErrorCode.NOT_FOUND);
        fails(rooms.listDeadLetters(-1, 10), ErrorCode.BAD_MESSAGE);
        fails(rooms.listDeadLetters(0, 1001), ErrorCode.BAD_MESSAGE);
    }

    @Test
    void tellsHowTheServerIs() throws Exception {
        server.join("t", Role.TEACHER);
        ServerStatus status = get(rooms.serverStatus());
        assertThat(status.version()).isEqualTo("test");
        assertThat(status.draining()).isFalse();
        assertThat(List.of(status.rooms(), status.participants(), status.peers()))
                .containsExactly(1, 1, 1);
        assertThat(status.loops()).containsExactly(new ServerStatus.Loop(0, 1000, 2000, 300));
        assertThat(status.counters()).containsEntry("rtp_out", 21L);
    }

    @Test
    void saysOfARoomOrSomebodyWhoIsNotThereThatTheyAreNot() throws Exception {
        server.join("t", Role.TEACHER);
        fails(rooms.getRoom("other"), ErrorCode.NOT_FOUND);
        fails(rooms.getRoom("no room"), ErrorCode.BAD_MESSAGE);
        fails(rooms.getParticipant(ROOM, "nobody"), ErrorCode.NOT_FOUND);
        fails(rooms.getParticipant("other", "t"), ErrorCode.NOT_FOUND);
        ParticipantUpdate nothing = ParticipantUpdate.builder().build();
        fails(rooms.updateParticipant(ROOM, "nobody", nothing), ErrorCode.NOT_FOUND);
        fails(rooms.mutePublishedTrack(ROOM, "nobody", TrackSource.CAMERA, true), ErrorCode.NOT_FOUND);
        fails(rooms.updateSubscriptions(ROOM, "nobody", List.of(SlotChoice.auto("6"))), ErrorCode.NOT_FOUND);
    }
}
