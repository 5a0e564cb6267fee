package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zvonok.media.api.DownlinkReport;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.LayerCause;
import io.zvonok.media.api.LayerChange;
import io.zvonok.media.api.LayerLimit;
import io.zvonok.media.api.LinkQuality;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.PublisherLayer;
import io.zvonok.media.api.SlotLayer;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.SpeakerLevel;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.session.LessonFixture.Client;
import io.zvonok.signalling.testing.Offers;
import io.zvonok.signalling.token.GrantsClaim;
import io.zvonok.signalling.token.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LessonTest {
    private final LessonFixture world = new LessonFixture();

    // Opening and joining

    @Test
    void opensARoomForTheFirstGoodTokenAndForNothingElse_P25() {
        Client stranger = world.open();
        stranger.token =
                world.token("x", Role.TEACHER).toJwt(world.time.instant()).replace('.', '!');
        stranger.join(1, "");
        assertThat(stranger.connection.errorOf(1)).isEqualTo("unauthorized");
        assertThat(stranger.connection.closed()).isEqualTo(CloseCode.UNAUTHORIZED);
        assertThat(world.media.calls()).isEmpty();
        assertThat(world.lessons.size()).isZero();

        world.join("t", Role.TEACHER);
        assertThat(world.media.rooms()).hasSize(1);
        assertThat(world.heard).containsExactly("opened math-7b", "joined t");
    }

    @Test
    void tellsAJoinerEverythingAndThenRepliesOk() {
        Client teacher = world.join("t", Role.TEACHER);
        teacher.ask("chat", "'text':'Welcome'");
        Client student = world.open();
        student.token = world.token("s", Role.STUDENT).toJwt(world.time.instant());
        student.join(
                1,
                "'publish':[{'mid':'0','source':'microphone','muted':true},{'mid':'2','source':'screen'}],"
                        + "'view':{'slots':[{'mid':'8','want':'stage','width':640,'height':360}]},'room':'math-7b'");

        JsonNode joined = student.joined();
        assertThat(joined.path("seq").asLong()).isEqualTo(1);
        assertThat(joined.at("/you/name").asText()).isEqualTo("Name of s");
        assertThat(joined.at("/you/connection").asText()).isEqualTo("connecting");
        assertThat(joined.at("/you/tracks").toString())
                .isEqualTo("[{\"source\":\"microphone\",\"muted\":true,\"active\":false}]");
        assertThat(joined.at("/grants/publish").toString()).isEqualTo("[\"microphone\",\"camera\"]");
        assertThat(joined.at("/participants/0/identity").asText()).isEqualTo("t");
        assertThat(joined.at("/participants")).hasSize(1);
        assertThat(joined.at("/chat/0/text").asText()).isEqualTo("Welcome");
        assertThat(joined.at("/slots")).hasSize(6);
        assertThat(joined.at("/sdp").asText()).startsWith("v=0").contains("serverufrag");
        assertThat(joined.at("/limits").toString())
                .isEqualTo(
                        "{\"maxMessageBytes\":65536,\"chatMaxLength\":2000,\"resumeMillis\":60000,\"pingIntervalMillis\":15000}");
        assertThat(student.connection.received().get(1)).isEqualTo(student.connection.reply(1));

        assertThat(world.media.calls())
                .contains(
                        "publish " + student.id() + " 0 MICROPHONE muted", "view " + student.id() + " 8 STAGE 640x360")
                .noneMatch(call -> call.contains("SCREEN"));
        assertThat(world.media.permissionsOf(student.id()).publish())
                .isEqualTo(Set.of(TrackSource.MICROPHONE, TrackSource.CAMERA));
        assertThat(teacher.connection
                        .last("participantJoined")
                        .at("/participant/id")
                        .asText())
                .isEqualTo(student.id());
    }

    @Test
    void opensMediaOnlyForTokensThatGrantIt_P28() {
        Client viewer = world.join("v", Role.PARENT, new GrantsClaim(null, false, null, null, null));
        assertThat(world.media.permissionsOf(viewer.id()).publish()).isEmpty();
        assertThat(world.media.permissionsOf(viewer.id()).subscribe()).isFalse();
    }

    @Test
    void refusesATokenOfAnotherRoom() {
        Client client = world.open();
        client.token = world.token("s", Role.STUDENT).room("physics").toJwt(world.time.instant());
        client.join(1, "'room':'math-7b'");
        assertThat(client.connection.errorOf(1)).isEqualTo("unauthorized");
        assertThat(client.connection.closed()).isEqualTo(CloseCode.UNAUTHORIZED);
    }

    @Test
    void refusesAServersTokenAsParticipant() {
        Client client = world.open();
        client.token = world.token("backend", Role.SERVER).toJwt(world.time.instant());
        client.join(1, "");
        assertThat(client.connection.errorOf(1)).isEqualTo("forbidden");
    }

    @Test
    void saysThatATokenHasExpired() {
        Client client = world.open();
        client.token = world.token("s", Role.STUDENT).toJwt(world.time.instant().minusSeconds(3600));
        client.join(1, "");
        assertThat(client.connection.errorOf(1)).isEqualTo("token_expired");
        assertThat(client.connection.closed()).isEqualTo(CloseCode.UNAUTHORIZED);
    }

    @Test
    void letsAClientTryAgainAfterABadOfferWithoutDisturbingAnybody() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.open();
        student.token = world.token("s", Role.STUDENT).toJwt(world.time.instant());
        student.say("{\"type\":\"join\",\"id\":1,\"token\":\"" + student.token + "\",\"sdp\":\"v=0\\r\\nnonsense\"}");
        assertThat(student.connection.errorOf(1)).isEqualTo("bad_sdp");
        assertThat(student.connection.closed()).isNull();
        student.say("{\"type\":\"join\",\"id\":2,\"token\":\"" + student.token + "\"}");
        assertThat(student.connection.errorOf(2)).isEqualTo("bad_message");
        world.media.failNextJoin(new ZvonokException(ErrorCode.NO_COMMON_CODEC, "none"));
        student.join(3, "");
        assertThat(student.connection.errorOf(3)).isEqualTo("no_common_codec");
        assertThat(teacher.connection.events("participantJoined")).isEmpty();

        student.join(4, "");
        assertThat(student.connection.reply(4).path("ok").asBoolean()).isTrue();
    }

    @Test
    void refusesAViewOrPublishOfSectionsThatWereNotOffered() {
        for (String fields :
                List.of("'publish':[{'mid':'99','source':'camera'}]", "'view':{'slots':[{'mid':'0','want':'auto'}]}")) {
            Client client = world.open();
            client.token = world.token("s", Role.STUDENT).toJwt(world.time.instant());
            client.join(1, fields);
            assertThat(client.connection.errorOf(1)).isEqualTo("not_found");
        }
        Client client = world.open();
        client.token = world.token("s", Role.STUDENT).toJwt(world.time.instant());
        client.join(1, "'publish':[{'mid':'0','source':'camera'}]");
        assertThat(client.connection.errorOf(1)).isEqualTo("bad_message");
        assertThat(world.media.peers()).isEmpty();
    }

    @Test
    void closesASocketThatDoesNotJoinInTime() {
        Client silent = world.open();
        world.time.pass(4_999);
        assertThat(silent.connection.closed()).isNull();
        world.time.pass(1);
        assertThat(silent.connection.closed()).isEqualTo(CloseCode.JOIN_TIMEOUT);
    }

    @Test
    void givesUpAJoinThatTheMediaCoreDoesNotAnswer() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        world.media.holdJoins(gate);
        Client client = world.open();
        client.token = world.token("s", Role.STUDENT).toJwt(world.time.instant());
        client.join(1, "");
        assertThat(client.outcome("chat", "'text':'hi'")).isEqualTo("wrong_state");
        assertThat(client.outcome("candidate", "'candidate':{}")).isEqualTo("ok");
        world.time.pass(5_000);
        assertThat(client.connection.errorOf(1)).isEqualTo("timeout");
        gate.complete(null);
        world.time.settle();
        assertThat(client.connection.events()).isEmpty();
        assertThat(world.media.peers()).isEmpty();
        assertThat(world.heard).containsExactly("opened math-7b");
    }

    @Test
    void forgetsAJoinWhoseSocketIsLostMeanwhile() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        world.media.holdJoins(gate);
        Client client = world.open();
        client.token = world.token("s", Role.STUDENT).toJwt(world.time.instant());
        client.join(1, "");
        client.lose();
        gate.complete(null);
        world.time.settle();
        assertThat(world.media.peers()).isEmpty();
        assertThat(world.lessons.sessions()).isZero();
    }

    @Test
    void refusesOneMoreThanTheLessonHolds() {
        LessonFixture small = new LessonFixture(new SessionConfig(5_000, 60_000, 30_000, 15_000, 1, 10));
        small.join("a", Role.STUDENT);
        Client second = small.open();
        second.token = small.token("b", Role.STUDENT).toJwt(small.time.instant());
        second.join(1, "");
        assertThat(second.connection.errorOf(1)).isEqualTo("room_full");
    }

    @Test
    void closesAnEmptyLessonAfterAWhileAndOpensItAgain() {
        Client client = world.join("s", Role.STUDENT);
        assertThat(client.outcome("leave", "")).isEqualTo("ok");
        assertThat(client.connection.closed()).isEqualTo(CloseCode.LEFT);
        world.time.pass(29_000);
        assertThat(world.lessons.size()).isEqualTo(1);
        world.join("s", Role.STUDENT).ask("leave", "");
        world.time.pass(30_000);
        assertThat(world.lessons.size()).isZero();
        assertThat(world.media.rooms()).isEmpty();
        world.join("s", Role.STUDENT);
        assertThat(world.media.rooms()).hasSize(1);
        assertThat(world.heard).contains("closed math-7b");
    }

    // Resume

    @Test
    void resumesWithoutLosingOrDoublingAnEvent() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        teacher.ask("chat", "'text':'one'");
        long seen = student.lastSeq();
        student.lose();
        teacher.ask("chat", "'text':'two'");
        teacher.ask("hand", "'raised':true");
        assertThat(teacher.connection.events("participantLeft")).isEmpty();
        assertThat(world.media.peers()).hasSize(2);

        Client again = world.open();
        again.resume(1, student, seen);
        JsonNode reply = again.connection.reply(1);
        assertThat(reply.path("resumed").asBoolean()).isTrue();
        assertThat(reply.path("sessionId").asText()).isEqualTo(student.sessionId());
        assertThat(reply.path("lastSeq").asLong()).isEqualTo(seen + 2);
        assertThat(again.connection.received().get(0)).isEqualTo(reply);
        assertThat(again.connection.events())
                .extracting(event -> event.path("type").asText())
                .containsExactly("chat", "hand");
        teacher.ask("chat", "'text':'three'");
        assertThat(again.connection.events())
                .extracting(event -> event.path("seq").asLong())
                .containsExactly(seen + 1, seen + 2, seen + 3);
        world.time.pass(120_000);
        assertThat(teacher.connection.events("participantLeft")).isEmpty();
    }

    @Test
    void resumesFromTheVeryFirstEventOn() {
        Client student = world.join("s", Role.STUDENT);
        student.lose();
        Client again = world.open();
        again.resume(1, student, 0);
        assertThat(again.connection.events("joined")).hasSize(1);
    }

    @Test
    void takesASessionOverFromASocketThatIsStillOpen() {
        Client student = world.join("s", Role.STUDENT);
        Client again = world.open();
        again.resume(1, student, student.lastSeq());
        assertThat(student.connection.closed()).isEqualTo(CloseCode.REPLACED);
        student.lose();
        assertThat(again.outcome("ping", "'t':1")).isEqualTo("ok");
        world.time.pass(61_000);
        assertThat(again.connection.closed()).isNull();
    }

    @Test
    void resumesWithTheSessionsOwnTokenEvenAfterItExpired() {
        Client student = world.join("s", Role.STUDENT);
        world.time.pass(3_600_000);
        student.lose();
        Client again = world.open();
        again.resume(1, student, student.lastSeq());
        assertThat(again.connection.reply(1).path("ok").asBoolean()).isTrue();
    }

    @Test
    void resumesWithANewerTokenOfTheSamePersonOnly() {
        Client student = world.join("s", Role.STUDENT);
        world.join("thief", Role.STUDENT);
        student.lose();
        for (String identity : List.of("thief", "s")) {
            Client again = world.open();
            String token = world.token(identity, Role.STUDENT).toJwt(world.time.instant());
            again.say("{\"type\":\"join\",\"id\":1,\"token\":\"" + token + "\",\"resume\":{\"sessionId\":\""
                    + student.sessionId() + "\",\"lastSeq\":1}}");
            if (identity.equals("s")) {
                assertThat(again.connection.reply(1).path("ok").asBoolean()).isTrue();
            } else {
                assertThat(again.connection.errorOf(1)).isEqualTo("unauthorized");
            }
        }
    }

    @Test
    void saysGoneWhenThereIsNothingToResumeAndLetsTheClientJoinAfresh() {
        Client student = world.join("s", Role.STUDENT);
        student.lose();
        world.time.pass(60_000);
        Client again = world.open();
        again.resume(1, student, 1);
        assertThat(again.connection.errorOf(1)).isEqualTo("gone");
        assertThat(again.connection.closed()).isNull();
        again.join(2, "");
        assertThat(again.connection.reply(2).path("ok").asBoolean()).isTrue();

        again.lose();
        Client fromTheFuture = world.open();
        fromTheFuture.resume(1, again, 99);
        assertThat(fromTheFuture.connection.errorOf(1)).isEqualTo("gone");
    }

    @Test
    void saysGoneWhenTooManyEventsWereMissed() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        student.lose();
        for (int i = 0; i < EventLog.MAX_EVENTS + 1; i++) {
            world.media
                    .listenerOf(LessonFixture.ROOM)
                    .onSpeakers(List.of(new SpeakerLevel(new PeerId(teacher.id()), i % 128)));
        }
        world.time.settle();
        Client again = world.open();
        again.resume(1, student, 1);
        assertThat(again.connection.errorOf(1)).isEqualTo("gone");
    }

    @Test
    void removesAParticipantWhoseSocketStaysAway() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        student.lose();
        world.time.pass(59_999);
        assertThat(teacher.connection.events("participantLeft")).isEmpty();
        world.time.pass(1);
        assertThat(teacher.connection.last("participantLeft").path("reason").asText())
                .isEqualTo("timeout");
        assertThat(world.media.calls()).contains("leave " + student.id());
        assertThat(world.heard).contains("left s TIMEOUT");
    }

    @Test
    void removesAParticipantAtOnceWhenItClosesTheSocketOnPurpose() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        student.conversation.onClosed(true);
        world.time.settle();
        assertThat(teacher.connection.last("participantLeft").path("reason").asText())
                .isEqualTo("left");
    }

    @Test
    void replacesAnOlderSessionOfTheSameIdentity() {
        Client teacher = world.join("t", Role.TEACHER);
        Client phone = world.join("s", Role.STUDENT);
        Client laptop = world.join("s", Role.STUDENT);
        assertThat(phone.connection.closed()).isEqualTo(CloseCode.REPLACED);
        assertThat(teacher.connection.events())
                .extracting(event -> event.path("type").asText())
                .containsExactly("joined", "participantJoined", "participantLeft", "participantJoined");
        assertThat(teacher.connection.last("participantLeft").path("reason").asText())
                .isEqualTo("replaced");
        assertThat(laptop.joined().at("/participants")).hasSize(1);
        assertThat(world.media.peers()).hasSize(2);
    }

    // Media

    @Test
    void tellsSlotsToTheirOwnerInTheWordsOfTheWire() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        world.media
                .listenerOf(LessonFixture.ROOM)
                .onSlots(
                        new PeerId(student.id()),
                        List.of(
                                new SlotState(
                                        "8",
                                        MediaKind.VIDEO,
                                        new PeerId(teacher.id()),
                                        TrackSource.CAMERA,
                                        SlotReason.ACTIVE,
                                        new SlotLayer("h", 640, 360, 1, 2),
                                        LayerLimit.BANDWIDTH,
                                        900_000,
                                        610_000,
                                        5),
                                new SlotState(
                                        "9",
                                        MediaKind.VIDEO,
                                        new PeerId(teacher.id()),
                                        TrackSource.SCREEN,
                                        SlotReason.WAITING_FOR_KEYFRAME,
                                        null,
                                        LayerLimit.NONE,
                                        0,
                                        0,
                                        1)));
        world.time.settle();
        assertThat(student.connection.last("slots").path("items").toString())
                .isEqualTo(
                        "[{\"mid\":\"8\",\"kind\":\"video\",\"participantId\":\"" + teacher.id()
                                + "\",\"source\":\"camera\",\"state\":\"active\",\"reason\":\"active\",\"layer\":{\"rid\":\"h\",\"width\":640,\"height\":360,\"spatialLayer\":1,\"temporalLayer\":2},"
                                + "\"limit\":\"bandwidth\",\"needBps\":900000,\"haveBps\":610000,\"sinceMillis\":5},"
                                + "{\"mid\":\"9\",\"kind\":\"video\",\"participantId\":\"" + teacher.id()
                                + "\",\"source\":\"screen\",\"state\":\"waiting\",\"reason\":\"waitingForKeyframe\",\"layer\":null,\"limit\":\"none\",\"sinceMillis\":1}]");
        assertThat(teacher.connection.events("slots")).isEmpty();
    }

    @Test
    void tellsAPublisherAloneWhichOfItsEncodingsAreWatched() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        var media = world.media.listenerOf(LessonFixture.ROOM);
        media.onPublisherLayers(
                new PeerId(teacher.id()),
                "1",
                List.of(new PublisherLayer("q", true), new PublisherLayer("h", true), new PublisherLayer("f", false)));
        media.onPublisherLayers(new PeerId("p-gone"), "1", List.of(new PublisherLayer("", true)));
        world.time.settle();

        JsonNode told = teacher.connection.last("publisherLayers");
        assertThat(told.path("mid").asText()).isEqualTo("1");
        assertThat(told.path("layers").toString())
                .isEqualTo(
                        "[{\"rid\":\"q\",\"active\":true},{\"rid\":\"h\",\"active\":true},{\"rid\":\"f\",\"active\":false}]");
        assertThat(teacher.connection.events("publisherLayers")).hasSize(1);
        assertThat(student.connection.events("publisherLayers")).isEmpty();
    }

    @Test
    void tellsAPresenterWhoComesBackWhichEncodingsWereWatchedMeanwhile() {
        Client before = world.join("t", Role.TEACHER);
        long seen = before.lastSeq();
        before.lose();
        world.media
                .listenerOf(LessonFixture.ROOM)
                .onPublisherLayers(new PeerId(before.id()), "1", List.of(new PublisherLayer("f", true)));
        world.time.settle();
        Client after = world.open();
        after.resume(1, before, seen);

        assertThat(after.connection
                        .last("publisherLayers")
                        .at("/layers/0/active")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void tellsPresenceSpeakersAndQuality() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        Client deaf = world.join("d", Role.PARENT, new GrantsClaim(null, false, null, null, null));
        var media = world.media.listenerOf(LessonFixture.ROOM);
        PeerId peer = new PeerId(student.id());
        List<String> connections = new ArrayList<>();
        for (TransportState state : List.of(
                TransportState.SECURING,
                TransportState.CONNECTED,
                TransportState.SILENT,
                TransportState.SECURING,
                TransportState.CONNECTED,
                TransportState.FAILED)) {
            media.onTransportState(peer, state);
        }
        world.time.settle();
        teacher.connection
                .events("participantUpdated")
                .forEach(event ->
                        connections.add(event.at("/participant/connection").asText()));
        assertThat(connections).containsExactly("connected", "reconnecting", "connected", "reconnecting");

        media.onSpeakers(List.of(new SpeakerLevel(peer, 0), new SpeakerLevel(new PeerId(teacher.id()), 127)));
        media.onQuality(List.of(new LinkQuality(peer, TransportState.CONNECTED, 30, 6, 1)));
        world.time.settle();
        assertThat(teacher.connection.last("speakers").path("items"))
                .extracting(item -> item.path("level").asInt())
                .containsExactly(100, 0);
        assertThat(teacher.connection.last("quality").at("/items/0").toString())
                .isEqualTo("{\"participantId\":\"" + student.id()
                        + "\",\"score\":3,\"roundTripMillis\":30,\"uplinkLossPercent\":6,\"downlinkLossPercent\":1}");
        assertThat(deaf.connection.events("speakers")).isEmpty();
    }

    @Test
    void publishesMutesAndStopsATrack() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        assertThat(student.outcome("publish", "'mid':'1','source':'camera','muted':false"))
                .isEqualTo("ok");
        world.media.listenerOf(LessonFixture.ROOM).onTrackActive(new PeerId(student.id()), "1", true);
        world.time.settle();
        assertThat(teacher.connection
                        .last("participantUpdated")
                        .at("/participant/tracks")
                        .toString())
                .isEqualTo("[{\"source\":\"camera\",\"muted\":false,\"active\":true}]");
        assertThat(student.outcome("mute", "'source':'camera','muted':true")).isEqualTo("ok");
        assertThat(world.media.calls())
                .contains("publish " + student.id() + " 1 CAMERA", "publish " + student.id() + " 1 CAMERA muted");
        assertThat(student.outcome("publish", "'mid':'1','source':null")).isEqualTo("ok");
        assertThat(teacher.connection.last("participantUpdated").at("/participant/tracks"))
                .isEmpty();

        assertThat(student.outcome("publish", "'mid':'2','source':'screen'")).isEqualTo("forbidden");
        assertThat(student.outcome("publish", "'mid':'77','source':'camera'")).isEqualTo("not_found");
        assertThat(student.outcome("publish", "'mid':'0','source':'camera'")).isEqualTo("bad_message");
        assertThat(student.outcome("mute", "'source':'camera','muted':true")).isEqualTo("not_found");
        assertThat(student.outcome("publish", "'mid':'1','source':'camera'")).isEqualTo("ok");
        assertThat(student.outcome("publish", "'mid':'2','source':'camera'")).isEqualTo("wrong_state");
    }

    @Test
    void answersALaterOfferAndForgetsSectionsThatAreGone() {
        Client student = world.join("s", Role.STUDENT);
        String sdp = Offers.withUfrag("another", 4, 5).replace("\r\n", "\\r\\n");
        JsonNode reply = student.ask("offer", "'sdp':'" + sdp + "'");
        assertThat(reply.path("ok").asBoolean()).as(reply.toString()).isTrue();
        assertThat(reply.path("slots")).hasSize(9);
        assertThat(student.outcome("view", "'slots':[{'mid':'12','want':'auto'}]"))
                .isEqualTo("ok");
        assertThat(student.outcome("offer", "'sdp':'v=0'")).isEqualTo("bad_sdp");
        assertThat(student.outcome("view", "'slots':[{'mid':'13','want':'auto'}]"))
                .isEqualTo("not_found");
        assertThat(student.outcome("view", "'slots':[{'mid':'12','want':'auto','source':'microphone'}]"))
                .isEqualTo("bad_message");
    }

    @Test
    void namesTheMidThatItDoesNotKnow() {
        Client student = world.join("s", Role.STUDENT);
        assertThat(error(student.ask("view", "'slots':[{'mid':'8','want':'auto'},{'mid':'77','want':'auto'}]")))
                .isEqualTo("not_found: there is no slot with the mid '77'");
        assertThat(error(student.ask("view", "'slots':[{'mid':'8','want':'auto','source':'microphone'}]")))
                .isEqualTo("bad_message: source does not fit the slot '8': one is audio, one is video");
        assertThat(error(student.ask("publish", "'mid':'78','source':'camera'")))
                .isEqualTo("not_found: there is no send section with the mid '78'");
        assertThat(error(student.ask("explain", "'slot':'" + "7".repeat(33) + "'")))
                .hasSizeLessThan(100);
        assertThat(error(student.ask("explain", "'slot':'79'")))
                .isEqualTo("not_found: there is no slot with the mid '79'");
    }

    @Test
    void letsNoAbsurdViewReachTheMedia() {
        Client student = world.join("s", Role.STUDENT);
        for (String size : List.of("-1", "16385", "640.5", "null", "1e300")) {
            assertThat(error(student.ask("view", "'slots':[{'mid':'8','want':'auto','width':" + size + "}]")))
                    .startsWith("bad_message: slots[0].width of slot '8' ");
        }
        String slot = "{\"mid\":\"8\",\"want\":\"auto\"}";
        student.say("{\"type\":\"view\",\"id\":7,\"slots\":[" + (slot + ",").repeat(999) + slot + "]}");
        student.say("{\"type\":\"view\",\"id\":8,\"slots\":[{\"mid\":\"8\",\"want\":\"auto\",\"width\":NaN}]}");
        assertThat(student.connection.received().stream()
                        .filter(message -> message.path("id").isNull())
                        .map(LessonTest::error))
                .hasSize(2)
                .allMatch(error -> error.startsWith("bad_message: not valid JSON within the limits"));
        assertThat(world.media.calls()).noneMatch(call -> call.startsWith("view"));
        assertThat(student.outcome("view", "'slots':[{'mid':'8','want':'auto','width':16384,'height':0}]"))
                .isEqualTo("ok");
    }

    private static String error(JsonNode reply) {
        return reply.at("/error/code").asText() + ": "
                + reply.at("/error/message").asText();
    }

    // Talking

    @Test
    void keepsTheLastHundredMessagesOfTheChat() {
        Client teacher = world.join("t", Role.TEACHER);
        for (int i = 0; i < 110; i++) {
            world.time.pass(100);
            assertThat(teacher.outcome("chat", "'text':'message " + i + "'")).isEqualTo("ok");
        }
        Client student = world.join("s", Role.STUDENT);
        assertThat(student.joined().path("chat")).hasSize(100);
        assertThat(student.joined().at("/chat/0/text").asText()).isEqualTo("message 10");
        assertThat(student.joined().at("/chat/0/role").asText()).isEqualTo("teacher");
    }

    @Test
    void tellsHandsOnceEach() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        student.ask("hand", "'raised':true");
        student.ask("hand", "'raised':true");
        assertThat(teacher.connection.events("hand")).hasSize(1);
        assertThat(world.join("u", Role.STUDENT)
                        .joined()
                        .at("/participants/1/handRaisedAt")
                        .asLong())
                .isEqualTo(world.time.millis());
        student.ask("hand", "'raised':false");
        assertThat(teacher.connection.last("hand").path("raised").asBoolean()).isFalse();
    }

    @Test
    void answersPingWithTheServersTime() {
        JsonNode reply = world.join("s", Role.STUDENT).ask("ping", "'t':17.25");
        assertThat(reply.path("t").asDouble()).isEqualTo(17.25);
        assertThat(reply.path("serverTime").asLong()).isEqualTo(world.time.millis());
    }

    // Moderating

    @Test
    void shutsTheGateForAMutedMicrophoneAndTellsTheTarget() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        student.ask("publish", "'mid':'0','source':'microphone','muted':false");
        assertThat(teacher.outcome("moderate", "'action':'mute','participantId':'" + student.id() + "'"))
                .isEqualTo("ok");
        assertThat(world.media.calls()).contains("publish " + student.id() + " 0 MICROPHONE muted");
        JsonNode moderated = student.connection.last("moderated");
        assertThat(moderated.path("action").asText()).isEqualTo("mute");
        assertThat(moderated.path("source").asText()).isEqualTo("microphone");
        assertThat(moderated.path("byParticipantId").asText()).isEqualTo(teacher.id());
        assertThat(teacher.connection.events("moderated")).isEmpty();
        assertThat(teacher.connection
                        .last("participantUpdated")
                        .at("/participant/tracks/0/muted")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void mutesAllButModerators() {
        Client teacher = world.join("t", Role.TEACHER);
        Client second = world.join("t2", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        List.of(teacher, second, student).forEach(client -> client.ask("publish", "'mid':'0','source':'microphone'"));
        assertThat(teacher.outcome("moderate", "'action':'muteAll'")).isEqualTo("ok");
        assertThat(world.media.calls())
                .contains("publish " + student.id() + " 0 MICROPHONE muted")
                .doesNotContain(
                        "publish " + second.id() + " 0 MICROPHONE muted",
                        "publish " + teacher.id() + " 0 MICROPHONE muted");
    }

    @Test
    void kicksAndKeepsThatTokenOut() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        assertThat(teacher.outcome("moderate", "'action':'kick','participantId':'" + student.id() + "'"))
                .isEqualTo("ok");
        assertThat(student.connection.last("moderated").path("action").asText()).isEqualTo("kick");
        assertThat(student.connection.closed()).isEqualTo(CloseCode.FORBIDDEN);
        assertThat(world.media.calls()).contains("leave " + student.id());
        assertThat(teacher.connection.last("participantLeft").path("reason").asText())
                .isEqualTo("kicked");

        Client again = world.open();
        again.token = student.token;
        again.join(1, "");
        assertThat(again.connection.errorOf(1)).isEqualTo("forbidden");
        assertThat(again.connection.closed()).isEqualTo(CloseCode.FORBIDDEN);
        Client resumed = world.open();
        resumed.resume(1, student, 1);
        assertThat(resumed.connection.reply(1).path("ok").asBoolean()).isFalse();
        world.join("s", Role.STUDENT);
    }

    @Test
    void lowersHands() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        student.ask("hand", "'raised':true");
        teacher.ask("hand", "'raised':true");
        assertThat(teacher.outcome("moderate", "'action':'lowerHand','participantId':'" + student.id() + "'"))
                .isEqualTo("ok");
        assertThat(student.connection.last("moderated").path("action").asText()).isEqualTo("lowerHand");
        student.ask("hand", "'raised':true");
        assertThat(teacher.outcome("moderate", "'action':'lowerAllHands'")).isEqualTo("ok");
        assertThat(student.connection.events("hand").stream()
                        .filter(e -> !e.path("raised").asBoolean()))
                .hasSize(3);
    }

    @Test
    void refusesModerationByStudentsAndOfHigherRoles_P27() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        Client assistant = world.join("a", Role.STUDENT, new GrantsClaim(null, null, null, true, null));
        String kickTeacher = "'action':'kick','participantId':'" + teacher.id() + "'";
        assertThat(student.outcome("moderate", kickTeacher)).isEqualTo("forbidden");
        assertThat(student.outcome("moderate", "'action':'muteAll'")).isEqualTo("forbidden");
        assertThat(assistant.outcome("moderate", kickTeacher)).isEqualTo("forbidden");
        assertThat(assistant.outcome("moderate", "'action':'mute','participantId':'" + student.id() + "'"))
                .isEqualTo("ok");
        assertThat(teacher.outcome("moderate", "'action':'kick','participantId':'nobody'"))
                .isEqualTo("not_found");
    }

    // Explaining

    @Test
    void explainsOneOwnSlotInWords() {
        Client student = world.join("s", Role.STUDENT);
        student.ask("stats", "'digest':{'framesDecoded':12}");
        JsonNode report = student.ask("explain", "'slot':'8'").path("report");
        assertThat(report.path("participantId").asText()).isEqualTo(student.id());
        assertThat(report.at("/text/en").asText()).isEqualTo("The media connection is in order.");
        assertThat(report.at("/text/ru").asText()).isEqualTo("Медиасоединение в порядке.");
        assertThat(report.at("/browser/framesDecoded").asInt()).isEqualTo(12);
        assertThat(student.outcome("explain", "'slot':'0'")).isEqualTo("not_found");
    }

    @Test
    void explainsTheLinkAndWhatChangedOnIt() {
        Client student = world.join("s", Role.STUDENT);
        PeerId peer = new PeerId(student.id());
        world.media.reportNext(new PeerReport(
                peer,
                TransportState.CONNECTED,
                new LinkQuality(peer, TransportState.CONNECTED, 50, 0, 1),
                new DownlinkReport(
                        DownlinkReport.Feedback.TRANSPORT_CC,
                        DownlinkReport.Limiter.DELAY,
                        480_000,
                        470_000,
                        460_000,
                        3_000_000,
                        1,
                        50,
                        30),
                List.of(new SlotState(
                        "8",
                        MediaKind.VIDEO,
                        new PeerId("p-t"),
                        TrackSource.CAMERA,
                        SlotReason.ACTIVE,
                        new SlotLayer("q", 320, 180, 0, 2),
                        LayerLimit.BANDWIDTH,
                        600_000,
                        480_000,
                        9_000)),
                List.of(),
                List.of(new LayerChange(
                        9_000,
                        "8",
                        new PeerId("p-t"),
                        TrackSource.CAMERA,
                        new SlotLayer("f", 1280, 720, 0, 2),
                        new SlotLayer("q", 320, 180, 0, 2),
                        LayerCause.BANDWIDTH_FELL,
                        480_000)),
                List.of()));

        JsonNode report = student.ask("explain", "").path("report");
        assertThat(report.at("/downlink/feedback").asText()).isEqualTo("transportCc");
        assertThat(report.at("/downlink/limiter").asText()).isEqualTo("delay");
        assertThat(report.at("/downlink/estimateBps").asLong()).isEqualTo(480_000);
        assertThat(report.path("text")).isEqualTo(report.at("/downlink/text"));
        assertThat(report.at("/slots/0/limit").asText()).isEqualTo("bandwidth");
        assertThat(report.at("/slots/0/needBps").asLong()).isEqualTo(600_000);
        assertThat(report.at("/slots/0/text/en").asText()).contains("600 kbit/s and 480 kbit/s are left");
        JsonNode change = report.at("/layerChanges/0");
        assertThat(change.path("cause").asText()).isEqualTo("bandwidthFell");
        assertThat(change.at("/from/width").asInt()).isEqualTo(1280);
        assertThat(change.at("/text/en").asText())
                .isEqualTo("From 1280x720 to 320x180, because the link fell to 480 kbit/s.");
        assertThat(student.ask("explain", "'slot':'9'").at("/report/layerChanges"))
                .isEmpty();
    }

    @Test
    void explainsOthersToModeratorsOnly() {
        Client teacher = world.join("t", Role.TEACHER);
        Client student = world.join("s", Role.STUDENT);
        assertThat(teacher.outcome("explain", "'participantId':'" + student.id() + "'"))
                .isEqualTo("ok");
        assertThat(student.outcome("explain", "'participantId':'" + student.id() + "'"))
                .isEqualTo("ok");
        assertThat(student.outcome("explain", "'participantId':'" + teacher.id() + "'"))
                .isEqualTo("forbidden");
    }

    // Ending

    @Test
    void drainsByTellingEverybodyAndLettingNobodyIn() {
        Client student = world.join("s", Role.STUDENT);
        world.lessons.drain();
        world.time.settle();
        assertThat(student.connection.last("goAway").path("action").asText()).isEqualTo("reconnect");
        assertThat(student.connection.last("goAway").path("retryAfterMillis").asLong())
                .isBetween(1000L, 3000L);
        Client late = world.open();
        late.token = world.token("l", Role.STUDENT).toJwt(world.time.instant());
        late.join(1, "");
        assertThat(late.connection.errorOf(1)).isEqualTo("draining");
        assertThat(late.connection.reply(1).at("/error/retryable").asBoolean()).isTrue();
        assertThat(late.connection.closed()).isEqualTo(CloseCode.TRY_LATER);
        student.lose();
        assertThat(world.lessons.sessions()).isZero();
    }

    @Test
    void closesEverythingAtTheEnd() {
        Client student = world.join("s", Role.STUDENT);
        var closed = world.lessons.close().toCompletableFuture();
        world.time.settle();
        assertThat(closed).isCompleted();
        assertThat(student.connection.closed()).isEqualTo(CloseCode.GOING_AWAY);
        assertThat(world.media.rooms()).isEmpty();
        assertThat(world.lessons.size()).isZero();
    }

    @Test
    void countsParticipantsAndTracksBackToZero() {
        Client student = world.join("s", Role.STUDENT);
        student.ask("publish", "'mid':'0','source':'microphone'");
        assertThat(world.stats.participants().get(Role.STUDENT).sum()).isEqualTo(1);
        assertThat(world.stats.tracks().get(TrackSource.MICROPHONE).sum()).isEqualTo(1);
        student.ask("leave", "");
        assertThat(world.stats.participants().get(Role.STUDENT).sum()).isZero();
        assertThat(world.stats.tracks().get(TrackSource.MICROPHONE).sum()).isZero();
        assertThat(world.stats.incoming().get("publish").sum()).isEqualTo(1);
    }
}
