package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zvonok.media.api.LayerLimit;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.SpeakerLevel;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import io.zvonok.signalling.sdp.Negotiation;
import io.zvonok.signalling.sdp.SdpNegotiator;
import io.zvonok.signalling.session.LessonFixture.Client;
import io.zvonok.signalling.testing.Offers;
import io.zvonok.signalling.token.GrantsClaim;
import io.zvonok.signalling.token.Role;
import io.zvonok.signalling.token.TokenVerifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** On air and off, the programme, and the two tiers of a room, on virtual time. */
class BroadcastTest {
    private static final GrantsClaim WRITES = new GrantsClaim(null, null, true, null, null);

    private final LessonFixture world = new LessonFixture();

    private String moderate(Client moderator, String action, String fields) {
        return moderator.outcome("moderate", "'action':'" + action + "'" + (fields.isEmpty() ? "" : "," + fields));
    }

    private static String about(String participantId) {
        return "'participantId':'" + participantId + "'";
    }

    private Guest encoder(String identity) {
        String token = world.token(identity, Role.BROADCASTER).toJwt(world.time.instant());
        var claims = TokenVerifier.hs256(Map.of("school", LessonFixture.SECRET)).verify(token, world.time.instant());
        Negotiation negotiation = new SdpNegotiator().negotiate(Offers.publisher(), GuestKind.PUBLISHER.purpose());
        var arrival = world.lessons.welcome(GuestKind.PUBLISHER, claims, token, negotiation, false);
        world.time.settle();
        return arrival.toCompletableFuture().join().guest();
    }

    private void leave(Guest guest) {
        guest.leave();
        world.time.settle();
    }

    private void transport(Guest guest, TransportState state) {
        world.media
                .listenerOf(LessonFixture.ROOM)
                .onTransportState(guest.session().peer(), state);
        world.time.settle();
    }

    private void packets(Guest guest, String mid, boolean come) {
        world.media.listenerOf(LessonFixture.ROOM).onTrackActive(guest.session().peer(), mid, come);
        world.time.settle();
    }

    private static JsonNode room(Client client) {
        return client.connection.last("roomUpdated").path("room");
    }

    private static int count(Client client, String type) {
        return client.connection.events(type).size();
    }

    // Tiers

    @Test
    void seatsViewersInTheAudienceAndEverybodyElseOnStage() {
        for (Role role : List.of(Role.TEACHER, Role.STUDENT, Role.PARENT, Role.ADMIN, Role.BROADCASTER, Role.VIEWER)) {
            Client client = world.join(role.wireName(), role);
            boolean audience = role == Role.VIEWER;
            assertThat(client.joined().at("/you/tier").asText()).isEqualTo(audience ? "audience" : "stage");
            assertThat(world.media.calls().contains("audience " + client.id())).isEqualTo(audience);
        }
    }

    @Test
    void countsTheAudienceAndListsItNowhere() {
        Client teacher = world.join("t", Role.TEACHER);
        Client viewer = world.join("v", Role.VIEWER);
        Client other = world.join("w", Role.VIEWER);
        world.media.listenerOf(LessonFixture.ROOM).onTransportState(new PeerId(viewer.id()), TransportState.CONNECTED);
        world.time.pass(1000);
        assertThat(room(teacher).path("audience").asInt()).isEqualTo(2);
        viewer.ask("leave", "");
        world.time.pass(1000);
        assertThat(room(teacher).path("audience").asInt()).isEqualTo(1);

        for (Client client : List.of(teacher, other)) {
            assertThat(count(client, "participantJoined")).isZero();
            assertThat(count(client, "participantUpdated")).isZero();
            assertThat(count(client, "participantLeft")).isZero();
        }
        assertThat(world.join("s", Role.STUDENT).joined().path("participants")).hasSize(1);
        assertThat(world.heard).doesNotContain("joined v", "joined w");
    }

    @Test
    void tellsTheAudienceOfThoseInTheProgrammeOnlyAndNothingOfTheStagesBusiness() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        teacher.ask("publish", "'mid':'1','source':'camera'");
        Client viewer = world.join("v", Role.VIEWER);
        assertThat(viewer.joined().path("participants"))
                .extracting(person -> person.path("id").asText())
                .containsExactly(teacher.id());

        int before = viewer.connection.events().size();
        student.ask("hand", "'raised':true");
        student.ask("chat", "'text':'off air'");
        world.media.listenerOf(LessonFixture.ROOM).onSpeakers(List.of(new SpeakerLevel(new PeerId(teacher.id()), 30)));
        world.time.pass(5000);
        assertThat(viewer.connection
                        .events()
                        .subList(before, viewer.connection.events().size()))
                .extracting(event -> event.path("type").asText())
                .containsOnly("roomUpdated");
    }

    @Test
    void tellsTheAudienceTheRoomOnceASecondAndItsSizeEveryFive() {
        Client teacher = world.join("t", Role.TEACHER);
        Client viewer = world.join("v", Role.VIEWER);
        world.time.pass(20_000);
        int before = count(viewer, "roomUpdated");
        for (int i = 0; i < 10; i++) {
            moderate(teacher, "setComments", "'slowModeSeconds':" + (i + 1));
            world.time.pass(100);
        }
        world.time.pass(1000);
        assertThat(count(viewer, "roomUpdated") - before).isEqualTo(2);
        assertThat(room(viewer).at("/comments/slowModeSeconds").asInt()).isEqualTo(10);

        int settled = count(viewer, "roomUpdated");
        for (int i = 0; i < 10; i++) {
            world.join("w" + i, Role.VIEWER);
            world.time.pass(1000);
        }
        assertThat(count(viewer, "roomUpdated") - settled).isBetween(1, 3);
        world.time.pass(5000);
        assertThat(room(viewer).path("audience").asInt()).isEqualTo(11);
    }

    @Test
    void tellsANewcomerWhatChangedBackBeforeItWasTold() {
        Client teacher = world.join("t", Role.TEACHER);
        world.join("v", Role.VIEWER);
        world.time.pass(20_000);
        moderate(teacher, "setComments", "'enabled':false");
        world.time.pass(10);
        moderate(teacher, "setComments", "'enabled':true");
        Client late = world.join("late", Role.VIEWER);
        assertThat(late.joined().at("/room/comments/enabled").asBoolean()).isTrue();
        moderate(teacher, "setComments", "'enabled':false");
        world.time.pass(1000);
        assertThat(room(late).at("/comments/enabled").asBoolean()).isFalse();
    }

    @Test
    void tellsATeacherWhoComesTheSizeThatChangesBack() {
        world.join("s", Role.STUDENT);
        Client viewer = world.join("v", Role.VIEWER);
        Client teacher = world.join("t", Role.TEACHER);
        assertThat(teacher.joined().at("/room/audience").asInt()).isEqualTo(1);
        viewer.ask("leave", "");
        world.time.pass(1000);
        assertThat(room(teacher).path("audience").asInt()).isZero();
    }

    @Test
    void letsOneLinkBeWatchedInManyWindows() {
        Client first = world.join("guest", Role.VIEWER);
        Client second = world.join("guest", Role.VIEWER);
        assertThat(first.connection.closed()).isNull();
        assertThat(second.id()).isNotEqualTo(first.id());
    }

    @Test
    void encodesWhatAWholeAudienceIsToldOfItsSlotsAlikeForEach() {
        Client one = world.join("v", Role.VIEWER);
        Client two = world.join("w", Role.VIEWER);
        SlotState shown = new SlotState(
                "8",
                MediaKind.VIDEO,
                new PeerId("p-1"),
                TrackSource.CAMERA,
                SlotReason.ACTIVE,
                null,
                LayerLimit.NONE,
                0,
                0,
                0);
        for (Client client : List.of(one, two)) {
            world.media.listenerOf(LessonFixture.ROOM).onSlots(new PeerId(client.id()), List.of(shown));
        }
        world.time.settle();
        assertThat(one.connection.last("slots").path("items"))
                .isEqualTo(two.connection.last("slots").path("items"));
        assertThat(one.connection.last("slots").at("/items/0/participantId").asText())
                .isEqualTo("p-1");
    }

    @Test
    void refusesWhatTheAudienceMayNotDoAndSaysHowToBeAllowed() {
        Client viewer = world.join("v", Role.VIEWER, new GrantsClaim(Set.of("camera"), null, true, true, null));
        assertThat(viewer.joined().at("/grants/publish")).isEmpty();
        assertThat(viewer.joined().at("/grants/moderate").asBoolean()).isFalse();
        JsonNode refused = viewer.ask("publish", "'mid':'1','source':'camera'");
        assertThat(refused.at("/error/code").asText()).isEqualTo("forbidden");
        assertThat(refused.at("/error/message").asText()).contains("bring you on stage");
        assertThat(moderate(viewer, "startBroadcast", "")).isEqualTo("forbidden");
        assertThat(world.media.permissionsOf(viewer.id()).publish()).isEmpty();
    }

    @Test
    void takesNothingThatAViewersJoinPublishes() {
        Client viewer = world.open();
        viewer.token = world.token("v", Role.VIEWER)
                .grants(new GrantsClaim(Set.of("microphone"), null, null, null, null))
                .toJwt(world.time.instant());
        viewer.join(1, "'publish':[{'mid':'0','source':'microphone'}]");
        assertThat(viewer.joined().at("/you/tracks")).isEmpty();
        assertThat(world.media.calls()).noneMatch(call -> call.startsWith("publish"));
    }

    @Test
    void resumesASessionOfTheAudienceAfterTheEventsItHas() {
        Client teacher = world.join("t", Role.TEACHER);
        Client viewer = world.join("v", Role.VIEWER);
        viewer.lose();
        moderate(teacher, "startBroadcast", "");
        world.time.pass(1000);
        Client back = world.open();
        back.resume(1, viewer, 1);
        assertThat(back.connection.reply(1).path("ok").asBoolean()).isTrue();
        assertThat(room(back).path("onAir").asBoolean()).isTrue();

        back.lose();
        Client late = world.open();
        late.resume(1, viewer, 0);
        assertThat(late.connection.errorOf(1)).isEqualTo("gone");
    }

    @Test
    void tellsTheAudienceToGoElsewhereToo() {
        Client viewer = world.join("v", Role.VIEWER);
        world.lessons.drain();
        world.time.settle();
        assertThat(count(viewer, "goAway")).isEqualTo(1);
    }

    // On air

    @Test
    void goesOnAirAndOffForAModeratorAndTellsEverybody() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        Client viewer = world.join("v", Role.VIEWER);
        assertThat(viewer.joined().at("/room/onAir").asBoolean()).isFalse();
        assertThat(viewer.joined().at("/room").has("onAirSince")).isFalse();
        teacher.ask("publish", "'mid':'1','source':'camera'");

        assertThat(moderate(student, "startBroadcast", "")).isEqualTo("forbidden");
        assertThat(moderate(teacher, "startBroadcast", "")).isEqualTo("ok");
        assertThat(moderate(teacher, "startBroadcast", "")).as("again").isEqualTo("ok");
        world.time.pass(1000);
        assertThat(world.media.calls().stream().filter(call -> call.startsWith("on air")))
                .hasSize(1);
        for (Client client : List.of(teacher, student, viewer)) {
            assertThat(room(client).path("onAir").asBoolean()).isTrue();
            assertThat(room(client).path("onAirSince").asLong()).isPositive();
            assertThat(room(client).has("sourceGone")).isFalse();
        }
        assertThat(world.join("w", Role.VIEWER).joined().at("/room/onAir").asBoolean())
                .isTrue();

        assertThat(moderate(teacher, "stopBroadcast", "")).isEqualTo("ok");
        world.time.pass(1000);
        assertThat(world.media.calls()).contains("off air " + LessonFixture.ROOM);
        assertThat(room(viewer).path("onAir").asBoolean()).isFalse();
        assertThat(room(viewer).has("onAirSince")).isFalse();
    }

    @Test
    void letsABroadcastersPageDirectButNotMuteOrRemove() {
        Client broadcaster = world.join("b", Role.BROADCASTER);
        Client student = world.join("s", Role.STUDENT);
        assertThat(moderate(broadcaster, "startBroadcast", "")).isEqualTo("ok");
        assertThat(moderate(broadcaster, "setProgramme", "'mode':'auto'")).isEqualTo("ok");
        assertThat(moderate(broadcaster, "setComments", "'enabled':false")).isEqualTo("ok");
        assertThat(moderate(broadcaster, "mute", about(student.id()))).isEqualTo("forbidden");
        assertThat(moderate(broadcaster, "kick", about(student.id()))).isEqualTo("forbidden");
    }

    @Test
    void goesOnAirByItselfForAnEncoderWhereNoTeacherIs() {
        Client page = world.join("b", Role.BROADCASTER);
        encoder("obs");
        assertThat(world.media.calls()).contains("on air " + LessonFixture.ROOM);
        assertThat(room(page).path("onAir").asBoolean()).isTrue();
    }

    @Test
    void leavesItToTheTeacherWhereOneIs() {
        world.join("t", Role.TEACHER);
        encoder("obs");
        assertThat(world.media.calls()).doesNotContain("on air " + LessonFixture.ROOM);
    }

    @Test
    void keepsARoomOnAirForThirtySecondsAfterItsEncoderIsGone() {
        Guest obs = encoder("obs");
        Client viewer = world.join("v", Role.VIEWER);
        leave(obs);
        world.time.pass(1000);
        assertThat(room(viewer).path("onAir").asBoolean()).isTrue();
        assertThat(room(viewer).path("sourceGone").asBoolean()).isTrue();

        world.time.pass(28_000);
        encoder("obs");
        world.time.pass(60_000);
        assertThat(room(viewer).path("onAir").asBoolean()).isTrue();
        assertThat(room(viewer).has("sourceGone")).isFalse();
        assertThat(world.media.calls()).doesNotContain("off air " + LessonFixture.ROOM);
    }

    @Test
    void goesOffAirWhenTheEncoderDoesNotComeBackAndOnWhenItDoesLater() {
        Guest obs = encoder("obs");
        Client viewer = world.join("v", Role.VIEWER);
        leave(obs);
        world.time.pass(29_999);
        assertThat(world.media.calls()).doesNotContain("off air " + LessonFixture.ROOM);
        world.time.pass(1);
        assertThat(world.media.calls()).contains("off air " + LessonFixture.ROOM);
        world.time.pass(1000);
        assertThat(room(viewer).path("onAir").asBoolean()).isFalse();
        assertThat(room(viewer).has("sourceGone")).isFalse();

        encoder("obs");
        world.time.pass(1000);
        assertThat(room(viewer).path("onAir").asBoolean()).isTrue();
    }

    @Test
    void noticesAnEncoderThatFallsSilentWithoutAWord() {
        Guest obs = encoder("obs");
        Client viewer = world.join("v", Role.VIEWER);
        transport(obs, TransportState.CONNECTED);
        packets(obs, "0", true);
        packets(obs, "1", true);
        packets(obs, "0", false);
        world.time.pass(1000);
        assertThat(viewer.joined().at("/room/onAir").asBoolean()).isTrue();
        assertThat(count(viewer, "roomUpdated")).as("the picture still comes").isLessThanOrEqualTo(1);

        packets(obs, "1", false);
        world.time.pass(1000);
        assertThat(room(viewer).path("sourceGone").asBoolean()).isTrue();
        packets(obs, "1", true);
        world.time.pass(1000);
        assertThat(room(viewer).has("sourceGone")).isFalse();
        transport(obs, TransportState.SILENT);
        world.time.pass(1000);
        assertThat(room(viewer).path("sourceGone").asBoolean()).isTrue();

        world.time.pass(30_000);
        assertThat(room(viewer).path("onAir").asBoolean()).isFalse();
        transport(obs, TransportState.CONNECTED);
        world.time.pass(1000);
        assertThat(room(viewer).path("onAir").asBoolean())
                .as("it was there all the time")
                .isTrue();
    }

    @Test
    void staysOffAirWhenADirectorEndedItThoughTheEncoderGoesOn() {
        Client page = world.join("b", Role.BROADCASTER);
        Guest obs = encoder("obs");
        packets(obs, "1", true);
        assertThat(moderate(page, "stopBroadcast", "")).isEqualTo("ok");
        packets(obs, "1", false);
        packets(obs, "1", true);
        assertThat(room(page).path("onAir").asBoolean()).isFalse();
    }

    @Test
    void doesNotEndABroadcastWhoseModeratorIsThere() {
        Client teacher = world.join("t", Role.TEACHER);
        Client viewer = world.join("v", Role.VIEWER);
        moderate(teacher, "startBroadcast", "");
        world.time.pass(120_000);
        assertThat(room(viewer).path("onAir").asBoolean()).isTrue();
        assertThat(room(viewer).path("sourceGone").asBoolean())
                .as("nothing is sent")
                .isTrue();
        teacher.ask("publish", "'mid':'0','source':'microphone'");
        world.time.pass(1000);
        assertThat(room(viewer).has("sourceGone")).isFalse();

        teacher.ask("leave", "");
        world.time.pass(31_000);
        assertThat(room(viewer).path("onAir").asBoolean()).isFalse();
    }

    @Test
    void saysNothingOfAGapToThoseOnStageWhenTheEncoderIsReplaced() {
        Client student = world.join("s", Role.STUDENT);
        encoder("obs");
        int before = count(student, "roomUpdated");
        encoder("obs");
        assertThat(count(student, "roomUpdated")).isEqualTo(before);
    }

    // Programme

    @Test
    void givesTheAudienceWhatADirectorChooses() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        Client viewer = world.join("v", Role.VIEWER);
        assertThat(moderate(
                        teacher,
                        "setProgramme",
                        "'mode':'manual','sources':[{" + about(student.id()) + ",'source':'camera'},{"
                                + about(student.id()) + ",'source':'camera'},{" + about(teacher.id())
                                + ",'source':'screen'}]"))
                .isEqualTo("ok");
        assertThat(world.media.calls())
                .contains("programme " + LessonFixture.ROOM + " [Pick[peer=" + student.id()
                        + ", source=CAMERA], Pick[peer=" + teacher.id() + ", source=SCREEN]]");
        world.time.pass(1000);
        JsonNode told = viewer.connection.last("roomUpdated");
        assertThat(told.at("/room/programme/mode").asText()).isEqualTo("manual");
        assertThat(told.at("/room/programme/sources")).hasSize(2);
        assertThat(told.path("participants"))
                .extracting(person -> person.path("id").asText())
                .containsExactly(student.id(), teacher.id());

        assertThat(moderate(teacher, "setProgramme", "'mode':'auto'")).isEqualTo("ok");
        assertThat(room(teacher).at("/programme/mode").asText()).isEqualTo("auto");
        assertThat(room(teacher).at("/programme/sources")).isEmpty();
    }

    @Test
    void refusesAProgrammeOfStrangersAndOfTheAudience() {
        Client teacher = world.join("t", Role.TEACHER);
        Client viewer = world.join("v", Role.VIEWER);
        for (String id : List.of("p-nobody", viewer.id())) {
            assertThat(moderate(
                            teacher,
                            "setProgramme",
                            "'mode':'manual','sources':[{" + about(id) + ",'source':'camera'}]"))
                    .isEqualTo("not_found");
        }
        assertThat(moderate(teacher, "setProgramme", "'mode':'manual'")).isEqualTo("bad_message");
        assertThat(count(teacher, "roomUpdated")).isZero();
        assertThat(world.media.calls()).noneMatch(call -> call.startsWith("programme"));
    }

    @Test
    void givesAnEncoderThatComesBackItsPlaceInTheProgramme() {
        Client page = world.join("b", Role.BROADCASTER);
        Guest obs = encoder("obs");
        String chosen = "'mode':'manual','sources':[{" + about(obs.session().participantId()) + ",'source':'camera'}]";
        assertThat(moderate(page, "setProgramme", chosen)).isEqualTo("ok");
        leave(obs);
        encoder("other");
        Guest back = encoder("obs");
        assertThat(room(page).at("/programme/sources/0/participantId").asText())
                .isEqualTo(back.session().participantId());
        assertThat(world.media.calls())
                .contains("programme " + LessonFixture.ROOM + " [Pick[peer="
                        + back.session().participantId() + ", source=CAMERA]]");
    }

    // On stage and back

    @Test
    void bringsAViewerOnStageWithoutAReconnectAndBack() {
        Client teacher = world.join("t", Role.TEACHER);
        Client viewer = world.join("v", Role.VIEWER, WRITES);
        world.time.pass(1000);
        viewer.ask("hand", "'raised':true");
        assertThat(teacher.connection.last("audienceMember").path("hand").asBoolean())
                .isTrue();

        assertThat(moderate(teacher, "bringOnStage", about(viewer.id()))).isEqualTo("ok");
        JsonNode up = viewer.connection.last("tierChanged");
        assertThat(up.path("tier").asText()).isEqualTo("stage");
        assertThat(up.at("/grants/publish").toString()).isEqualTo("[\"microphone\",\"camera\"]");
        assertThat(up.path("participants")).hasSize(1);
        assertThat(teacher.connection.last("audienceMember").path("gone").asBoolean())
                .isTrue();
        JsonNode seen = teacher.connection.last("participantJoined").path("participant");
        assertThat(seen.path("id").asText()).isEqualTo(viewer.id());
        assertThat(seen.path("tier").asText()).isEqualTo("stage");
        assertThat(seen.path("handRaisedAt").isNull()).isTrue();
        assertThat(world.media.calls()).contains("tier " + viewer.id() + " STAGE");
        assertThat(world.media.permissionsOf(viewer.id()).publish())
                .isEqualTo(Set.of(TrackSource.MICROPHONE, TrackSource.CAMERA));
        assertThat(viewer.outcome("publish", "'mid':'1','source':'camera'")).isEqualTo("ok");
        assertThat(viewer.outcome("publish", "'mid':'2','source':'screen'")).isEqualTo("forbidden");
        world.time.pass(1000);
        assertThat(room(teacher).path("audience").asInt()).isZero();

        assertThat(moderate(teacher, "sendToAudience", about(viewer.id()))).isEqualTo("ok");
        assertThat(viewer.connection.last("tierChanged").path("tier").asText()).isEqualTo("audience");
        assertThat(teacher.connection
                        .last("participantLeft")
                        .path("participantId")
                        .asText())
                .isEqualTo(viewer.id());
        assertThat(world.media.calls())
                .contains("tier " + viewer.id() + " AUDIENCE", "publish " + viewer.id() + " 1 null");
        assertThat(world.media.permissionsOf(viewer.id()).publish()).isEmpty();
        assertThat(viewer.outcome("publish", "'mid':'1','source':'camera'")).isEqualTo("forbidden");
        assertThat(viewer.connection.closed()).isNull();
        world.time.pass(1000);
        assertThat(room(teacher).path("audience").asInt()).isEqualTo(1);
        assertThat(world.stats.tracks().get(TrackSource.CAMERA).sum()).isZero();
    }

    @Test
    void letsWhoWasBroughtOnStageGoBackByItself() {
        Client teacher = world.join("t", Role.TEACHER);
        Client viewer = world.join("v", Role.VIEWER);
        Client student = world.join("s", Role.STUDENT);
        moderate(teacher, "bringOnStage", about(viewer.id()));
        assertThat(moderate(student, "sendToAudience", about(viewer.id()))).isEqualTo("forbidden");
        assertThat(moderate(viewer, "sendToAudience", about(viewer.id()))).isEqualTo("ok");
        assertThat(viewer.connection.last("tierChanged").path("tier").asText()).isEqualTo("audience");
        assertThat(moderate(teacher, "sendToAudience", about(teacher.id()))).isEqualTo("wrong_state");
    }

    @Test
    void refusesMovesThatMakeNoSense() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        Client viewer = world.join("v", Role.VIEWER);
        Guest obs = encoder("obs");
        assertThat(moderate(teacher, "bringOnStage", about("p-nobody"))).isEqualTo("not_found");
        assertThat(moderate(teacher, "bringOnStage", about(student.id()))).isEqualTo("wrong_state");
        assertThat(moderate(teacher, "sendToAudience", about(viewer.id()))).isEqualTo("wrong_state");
        assertThat(moderate(teacher, "sendToAudience", about(obs.session().participantId())))
                .isEqualTo("wrong_state");
        assertThat(moderate(teacher, "bringOnStage", "")).isEqualTo("bad_message");
        assertThat(moderate(world.join("b", Role.BROADCASTER), "sendToAudience", about(teacher.id())))
                .isEqualTo("forbidden");
    }

    @Test
    void bringsNobodyOnAStageThatIsFull() {
        LessonFixture small = new LessonFixture(new SessionConfig(5_000, 60_000, 30_000, 15_000, 1, 10));
        Client teacher = small.join("t", Role.TEACHER);
        Client viewer = small.join("v", Role.VIEWER);
        assertThat(moderate(teacher, "bringOnStage", about(viewer.id()))).isEqualTo("room_full");
        assertThat(count(viewer, "tierChanged")).isZero();
    }

    @Test
    void tellsModeratorsWhoRaisedAHandAndWhoIsGone() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        Client viewer = world.join("v", Role.VIEWER, WRITES);
        assertThat(world.join("silent", Role.VIEWER).outcome("hand", "'raised':true"))
                .isEqualTo("forbidden");
        viewer.ask("hand", "'raised':true");
        JsonNode told = teacher.connection.last("audienceMember");
        assertThat(told.path("participantId").asText()).isEqualTo(viewer.id());
        assertThat(told.path("name").asText()).isEqualTo("Name of v");
        assertThat(viewer.connection.last("hand").path("raised").asBoolean()).isTrue();
        assertThat(count(student, "audienceMember")).isZero();
        assertThat(count(student, "hand")).isZero();

        Client admin = world.join("a", Role.ADMIN);
        assertThat(admin.connection.last("audienceMember").path("hand").asBoolean())
                .isTrue();
        assertThat(moderate(teacher, "lowerAllHands", "")).isEqualTo("ok");
        assertThat(admin.connection.last("audienceMember").path("hand").asBoolean())
                .isFalse();
        assertThat(viewer.connection.last("moderated").path("action").asText()).isEqualTo("lowerAllHands");

        viewer.ask("leave", "");
        assertThat(admin.connection.last("audienceMember").path("gone").asBoolean())
                .isTrue();
    }

    @Test
    void limitsHowOftenTheAudienceWavesAtModerators() {
        Client teacher = world.join("t", Role.TEACHER);
        Client viewer = world.join("v", Role.VIEWER, WRITES);
        for (int i = 0; i < 20; i++) {
            viewer.ask("hand", "'raised':" + (i % 2 == 0));
        }
        assertThat(count(teacher, "audienceMember")).isEqualTo(3);
    }

    @Test
    void removesAViewerForGood() {
        Client teacher = world.join("t", Role.TEACHER);
        Client viewer = world.join("v", Role.VIEWER);
        assertThat(moderate(teacher, "kick", about(viewer.id()))).isEqualTo("ok");
        assertThat(viewer.connection.closed()).isEqualTo(CloseCode.FORBIDDEN);
        Client again = world.open();
        again.token = viewer.token;
        again.join(1, "");
        assertThat(again.connection.errorOf(1)).isEqualTo("forbidden");
    }
}
