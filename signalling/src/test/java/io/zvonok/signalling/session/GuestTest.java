package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.IceParameters;
import io.zvonok.media.api.LinkQuality;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.sdp.Negotiation;
import io.zvonok.signalling.sdp.SdpNegotiator;
import io.zvonok.signalling.session.LessonFixture.Client;
import io.zvonok.signalling.testing.Offers;
import io.zvonok.signalling.token.Claims;
import io.zvonok.signalling.token.GrantsClaim;
import io.zvonok.signalling.token.Role;
import io.zvonok.signalling.token.TokenVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Publishers and viewers who came by HTTP, in a lesson with others, on virtual time. */
class GuestTest {
    private final LessonFixture world = new LessonFixture();

    private CompletionStage<Guest.Arrival> come(GuestKind kind, String identity, Role role, boolean waits) {
        return come(kind, world.token(identity, role).toJwt(world.time.instant()), waits);
    }

    private CompletionStage<Guest.Arrival> come(GuestKind kind, String token, boolean waits) {
        Claims claims =
                TokenVerifier.hs256(Map.of("school", LessonFixture.SECRET)).verify(token, world.time.instant());
        String offer = kind == GuestKind.PUBLISHER ? Offers.publisher() : Offers.viewer();
        Negotiation negotiation = new SdpNegotiator().negotiate(offer, kind.purpose());
        CompletionStage<Guest.Arrival> arrival = world.lessons.welcome(kind, claims, token, negotiation, waits);
        world.time.settle();
        return arrival;
    }

    private Guest publish(String identity) {
        return come(GuestKind.PUBLISHER, identity, Role.BROADCASTER, false)
                .toCompletableFuture()
                .join()
                .guest();
    }

    private Guest watch(String identity) {
        return come(GuestKind.VIEWER, identity, Role.VIEWER, false)
                .toCompletableFuture()
                .join()
                .guest();
    }

    private static ErrorCode refusal(CompletionStage<?> stage) {
        try {
            throw new AssertionError(
                    "not refused: " + stage.toCompletableFuture().getNow(null));
        } catch (CompletionException refused) {
            return ((ZvonokException) refused.getCause()).code();
        }
    }

    private void transport(Guest guest, TransportState state) {
        world.media
                .listenerOf(LessonFixture.ROOM)
                .onTransportState(guest.session().peer(), state);
        world.time.settle();
    }

    private static int roomUpdates(Client client) {
        return client.connection.events("roomUpdated").size();
    }

    // Publishers

    @Test
    void showsAPublisherToEverybodyAsAnOrdinaryParticipant() {
        Client student = world.join("s", Role.STUDENT);
        Guest obs = publish("obs");

        JsonNode joined = student.connection.last("participantJoined").path("participant");
        assertThat(joined.path("identity").asText()).isEqualTo("obs");
        assertThat(joined.path("role").asText()).isEqualTo("broadcaster");
        assertThat(joined.path("tracks"))
                .extracting(track -> track.path("source").asText())
                .containsExactly("microphone", "camera");
        assertThat(world.heard).contains("joined obs");
        String peer = obs.session().participantId();
        assertThat(world.media.calls()).contains("publish " + peer + " 0 MICROPHONE", "publish " + peer + " 1 CAMERA");
        Client later = world.join("s2", Role.STUDENT);
        assertThat(later.joined().path("participants"))
                .extracting(other -> other.path("identity").asText())
                .containsExactly("s", "obs");

        obs.leave();
        world.time.settle();
        assertThat(student.connection.last("participantLeft").path("reason").asText())
                .isEqualTo("left");
        assertThat(world.media.calls()).contains("leave " + peer);
        assertThat(world.lessons.guest(obs.id())).isNull();
    }

    @Test
    void opensALessonForAPublisherAndKeepsItNoLongerThanForOthers_P25() {
        Guest obs = publish("obs");
        assertThat(world.lessons.size()).isEqualTo(1);
        world.time.pass(10 * 60_000);
        assertThat(world.lessons.size()).isEqualTo(1);
        obs.leave();
        world.time.pass(SessionConfig.DEFAULT.emptyLessonMillis() + 1);
        assertThat(world.lessons.size()).isZero();
        assertThat(world.media.rooms()).isEmpty();
    }

    @Test
    void replacesAPublisherThatComesAgainAndLeavesTheSamePersonsPageAlone() {
        Client page = world.join("t", Role.TEACHER);
        Guest first = come(GuestKind.PUBLISHER, "t", Role.TEACHER, false)
                .toCompletableFuture()
                .join()
                .guest();
        assertThat(page.connection.closed()).isNull();

        Guest second = come(GuestKind.PUBLISHER, "t", Role.TEACHER, false)
                .toCompletableFuture()
                .join()
                .guest();
        assertThat(page.connection.last("participantLeft").path("reason").asText())
                .isEqualTo("replaced");
        assertThat(page.connection.last("participantLeft").path("participantId").asText())
                .isEqualTo(first.session().participantId());
        assertThat(page.connection.closed()).isNull();
        assertThat(world.lessons.guest(first.id())).isNull();
        assertThat(world.lessons.guest(second.id())).isSameAs(second);
    }

    @Test
    void keepsASilentPublisherUntilItsConsentExpires() {
        Client student = world.join("s", Role.STUDENT);
        Guest obs = publish("obs");
        transport(obs, TransportState.CONNECTED);
        transport(obs, TransportState.SILENT);
        assertThat(student.connection
                        .last("participantUpdated")
                        .at("/participant/connection")
                        .asText())
                .isEqualTo("reconnecting");
        world.time.pass(29_000);
        assertThat(world.lessons.guest(obs.id())).isSameAs(obs);
        transport(obs, TransportState.CONNECTED);
        assertThat(student.connection
                        .last("participantUpdated")
                        .at("/participant/connection")
                        .asText())
                .isEqualTo("connected");
        transport(obs, TransportState.FAILED);
        assertThat(student.connection.last("participantLeft").path("reason").asText())
                .isEqualTo("timeout");
        assertThat(world.lessons.guest(obs.id())).isNull();
    }

    @Test
    void doesNotEndASocketsSessionWhenItsTransportFails() {
        Client student = world.join("s", Role.STUDENT);
        world.media.listenerOf(LessonFixture.ROOM).onTransportState(new PeerId(student.id()), TransportState.FAILED);
        world.time.settle();
        assertThat(student.outcome("ping", "'t':1")).isEqualTo("ok");
    }

    @Test
    void letsAModeratorRemoveAPublisherForGood() {
        Client teacher = world.join("t", Role.TEACHER);
        String token = world.token("obs", Role.BROADCASTER).toJwt(world.time.instant());
        Guest obs = come(GuestKind.PUBLISHER, token, false)
                .toCompletableFuture()
                .join()
                .guest();
        assertThat(teacher.outcome(
                        "moderate",
                        "'action':'kick','participantId':'" + obs.session().participantId() + "'"))
                .isEqualTo("ok");
        assertThat(world.lessons.guest(obs.id())).isNull();
        assertThat(refusal(come(GuestKind.PUBLISHER, token, false))).isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void publishesAScreenWhereTheTokenAllowsNoCamera() {
        String token = world.token("obs", Role.BROADCASTER)
                .grants(new GrantsClaim(Set.of("screen"), null, null, null, null))
                .toJwt(world.time.instant());
        Guest obs = come(GuestKind.PUBLISHER, token, false)
                .toCompletableFuture()
                .join()
                .guest();
        assertThat(obs.session().tracks().of(TrackSource.SCREEN)).isNotNull();
        assertThat(obs.session().tracks().of(TrackSource.MICROPHONE)).isNull();

        String nothing = world.token("obs", Role.BROADCASTER)
                .grants(new GrantsClaim(Set.of(), null, null, null, null))
                .toJwt(world.time.instant());
        assertThat(refusal(come(GuestKind.PUBLISHER, nothing, false))).isEqualTo(ErrorCode.FORBIDDEN);
    }

    /** The whole table: who may come by which door (P27). */
    @Test
    void saysWhichRolesComeByWhichDoor_P27() {
        publish("on-air");
        List<String> table = new ArrayList<>();
        for (Role role : Role.values()) {
            List<String> doors = new ArrayList<>();
            for (GuestKind kind : GuestKind.values()) {
                CompletionStage<Guest.Arrival> arrival = come(kind, "x", role, false);
                doors.add(arrival.toCompletableFuture().isCompletedExceptionally() ? "-" : "y");
            }
            table.add(role + " " + String.join("", doors));
        }
        assertThat(table)
                .containsExactly(
                        "TEACHER yy",
                        "STUDENT -y",
                        "PARENT -y",
                        "ADMIN yy",
                        "BROADCASTER yy",
                        "VIEWER -y",
                        "SERVER --");
    }

    // Viewers

    @Test
    void countsViewersAndListsThemNowhere() {
        publish("obs");
        Client student = world.join("s", Role.STUDENT);
        int joins = student.connection.events("participantJoined").size();
        Guest one = watch("v");
        Guest two = watch("v");
        assertThat(one).isNotSameAs(two);
        assertThat(student.connection.events("participantJoined")).hasSize(joins);
        assertThat(world.heard).doesNotContain("joined v");
        assertThat(world.join("s2", Role.STUDENT).joined().at("/room/audience").asInt())
                .isEqualTo(2);

        one.leave();
        world.time.settle();
        assertThat(student.connection.events("participantLeft")).isEmpty();
        transport(two, TransportState.FAILED);
        assertThat(world.lessons.guest(two.id())).isNull();
        assertThat(world.join("s3", Role.STUDENT).joined().at("/room/audience").asInt())
                .isZero();
    }

    @Test
    void tellsTheSizeOfTheAudienceOnceASecondAtMost() {
        publish("obs");
        Client student = world.join("s", Role.STUDENT);
        for (int i = 0; i < 50; i++) {
            watch("v" + i);
        }
        assertThat(roomUpdates(student)).isZero();
        world.time.pass(1000);
        assertThat(roomUpdates(student)).isEqualTo(1);
        assertThat(student.connection.last("roomUpdated").at("/room/audience").asInt())
                .isEqualTo(50);
        Guest brief = watch("v");
        brief.leave();
        world.time.pass(5000);
        assertThat(roomUpdates(student)).as("as many as before").isEqualTo(1);
    }

    @Test
    void showsAViewerThePictureAndTheVoiceThatComeFirst() {
        publish("obs");
        Guest viewer = watch("v");
        String peer = viewer.session().participantId();
        assertThat(world.media.calls())
                .contains("view " + peer + " 0 AUTO 1920x1080", "view " + peer + " 1 AUTO 1920x1080");
        assertThat(world.media.permissionsOf(peer).publish()).isEmpty();
    }

    @Test
    void refusesAViewerWhileNothingIsOnAirUnlessItWaits_M22() {
        assertThat(refusal(come(GuestKind.VIEWER, "v", Role.VIEWER, false))).isEqualTo(ErrorCode.WRONG_STATE);
        assertThat(world.lessons.size()).as("no lesson was opened for it").isZero();
        Client teacher = world.join("t", Role.TEACHER);
        assertThat(refusal(come(GuestKind.VIEWER, "v", Role.VIEWER, false))).isEqualTo(ErrorCode.WRONG_STATE);
        assertThat(come(GuestKind.VIEWER, "w", Role.VIEWER, true).toCompletableFuture())
                .isCompletedWithValueMatching(arrival -> !arrival.answer().isEmpty());

        teacher.ask("publish", "'mid':'1','source':'camera'");
        assertThat(refusal(come(GuestKind.VIEWER, "v", Role.VIEWER, false))).isEqualTo(ErrorCode.WRONG_STATE);
        teacher.ask("moderate", "'action':'startBroadcast'");
        watch("v");
        teacher.ask("mute", "'source':'camera','muted':true");
        assertThat(refusal(come(GuestKind.VIEWER, "v", Role.VIEWER, false))).isEqualTo(ErrorCode.WRONG_STATE);
    }

    @Test
    void keepsViewersAndLetsMoreInWhileTheSourceIsSilent() {
        Guest obs = publish("obs");
        Guest viewer = watch("v");
        transport(obs, TransportState.CONNECTED);
        transport(obs, TransportState.SILENT);
        watch("late");
        publish("obs");
        assertThat(world.lessons.guest(viewer.id())).isSameAs(viewer);
        assertThat(world.media.calls())
                .doesNotContain("leave " + viewer.session().participantId());
    }

    @Test
    void saysNothingOfViewersLinksToTheStage() {
        publish("obs");
        Client student = world.join("s", Role.STUDENT);
        Guest viewer = watch("v");
        PeerId peer = viewer.session().peer();
        world.media
                .listenerOf(LessonFixture.ROOM)
                .onQuality(List.of(new LinkQuality(peer, TransportState.CONNECTED, 1, 0, 0)));
        world.time.settle();
        assertThat(student.connection.events("quality")).isEmpty();
    }

    // Both

    @Test
    void restartsIceOneAtATimeAndCountsIt() {
        Guest obs = publish("obs");
        IceParameters next = new IceParameters("next", "another+password+of+22");
        CompletionStage<String> first = obs.restart(next);
        CompletionStage<String> overlapping = obs.restart(new IceParameters("more", "another+password+of+23"));
        world.time.settle();
        assertThat(first.toCompletableFuture().join()).contains("a=ice-ufrag:serverufrag");
        assertThat(refusal(overlapping)).isEqualTo(ErrorCode.WRONG_STATE);
        assertThat(obs.ice()).isEqualTo(new Guest.IceSession(next, 1));
        PeerId peer = obs.session().peer();
        assertThat(world.media.peers().get(peer).transport().ice()).isEqualTo(next);
        assertThat(world.media.peers().get(peer).publishSections()).hasSize(2);

        obs.leave();
        CompletionStage<String> tooLate = obs.restart(next);
        world.time.settle();
        assertThat(refusal(tooLate)).isEqualTo(ErrorCode.GONE);
    }

    @Test
    void answersAGuestWhoseJoinFailsOrTakesTooLong() {
        world.media.failNextJoin(new ZvonokException(ErrorCode.OVERLOADED, "no place"));
        assertThat(refusal(come(GuestKind.PUBLISHER, "obs", Role.BROADCASTER, false)))
                .isEqualTo(ErrorCode.OVERLOADED);

        world.media.holdJoins(new CompletableFuture<>());
        CompletionStage<Guest.Arrival> held = come(GuestKind.PUBLISHER, "obs", Role.BROADCASTER, false);
        world.time.pass(SessionConfig.DEFAULT.joinTimeoutMillis());
        assertThat(refusal(held)).isEqualTo(ErrorCode.TIMEOUT);

        CompletionStage<Guest.Arrival> closing = come(GuestKind.PUBLISHER, "obs", Role.BROADCASTER, false);
        world.lessons.close();
        world.time.settle();
        assertThat(refusal(closing)).isEqualTo(ErrorCode.GONE);
    }

    @Test
    void letsNobodyInWhileDrainingButGoesOnForThoseWhoAreThere() {
        Guest obs = publish("obs");
        Guest viewer = watch("v");
        assertThat(world.lessons.sessions()).isEqualTo(2);
        world.lessons.drain();
        world.time.settle();
        assertThat(refusal(come(GuestKind.VIEWER, "v2", Role.VIEWER, false))).isEqualTo(ErrorCode.DRAINING);
        assertThat(world.lessons.guest(obs.id())).isSameAs(obs);
        world.lessons.close();
        world.time.settle();
        assertThat(world.lessons.guest(viewer.id())).isNull();
        assertThat(world.lessons.sessions()).isZero();
    }

    @Test
    void cannotBeTakenOverByASocketThatKnowsItsSecret_P35() {
        String token = world.token("obs", Role.BROADCASTER).toJwt(world.time.instant());
        Guest obs = come(GuestKind.PUBLISHER, token, false)
                .toCompletableFuture()
                .join()
                .guest();
        Client socket = world.open();
        socket.token = token;
        socket.join(1, "'resume':{'sessionId':'" + obs.id() + "','lastSeq':0}");
        assertThat(socket.connection.errorOf(1)).isEqualTo("gone");
    }
}
