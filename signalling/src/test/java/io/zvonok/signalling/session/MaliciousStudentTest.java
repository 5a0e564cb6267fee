package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.message.ClientMessage.ModerateAction;
import io.zvonok.signalling.message.WireNames;
import io.zvonok.signalling.sdp.Negotiation;
import io.zvonok.signalling.sdp.SdpNegotiator;
import io.zvonok.signalling.session.LessonFixture.Client;
import io.zvonok.signalling.testing.Offers;
import io.zvonok.signalling.token.Claims;
import io.zvonok.signalling.token.Role;
import io.zvonok.signalling.token.TokenVerifier;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Somebody with a good token of a student who tries everything else (A-50, A-51; P26-P28). */
class MaliciousStudentTest {
    private final LessonFixture world = new LessonFixture();
    private final Client teacher = world.join("t", Role.TEACHER);
    private final Client mallory = world.join("m", Role.STUDENT);
    private final Client victim = world.join("v", Role.STUDENT);

    private String moderate(String fields) {
        return teacher.outcome("moderate", fields);
    }

    private Client knock(String token) {
        Client client = world.open();
        client.token = token;
        client.join(1, "");
        return client;
    }

    private String freshToken(Role role) {
        return world.token("m", role).toJwt(world.time.instant());
    }

    private boolean maySend(TrackSource source) {
        return world.media.permissionsOf(mallory.id()).publish().contains(source);
    }

    @TestFactory
    Stream<DynamicTest> moderatesNobodyAndNothing_P27() {
        return Stream.of(ModerateAction.values())
                .map(action -> DynamicTest.dynamicTest(action.name(), () -> {
                    String outcome = mallory.outcome(
                            "moderate",
                            "'action':'" + WireNames.of(action) + "','participantId':'" + victim.id()
                                    + "','identity':'v','chatId':'m-1','mode':'auto','enabled':true,'locked':true,'rights':{},'policy':'open',"
                                    + "'groups':[{'id':'g','name':'G'}],'moves':[{'participantId':'" + victim.id()
                                    + "'}]");
                    assertThat(outcome).isEqualTo("forbidden");
                    assertThat(victim.connection.closed()).isNull();
                    assertThat(teacher.connection.closed()).isNull();
                    assertThat(teacher.connection.events("roomUpdated")).isEmpty();
                }));
    }

    @Test
    void publishesAsNobodyElse() {
        for (String field : List.of("participantId", "peer", "identity", "id2")) {
            mallory.ask("publish", "'mid':'1','source':'camera','" + field + "':'" + teacher.id() + "'");
        }
        assertThat(world.media.calls())
                .filteredOn(call -> call.startsWith("publish"))
                .allMatch(call -> call.startsWith("publish " + mallory.id() + " "));
        assertThat(mallory.outcome("publish", "'mid':'2','source':'screen'")).isEqualTo("forbidden");
    }

    @Test
    void speaksNoWordWithoutTheRight() {
        moderate("'action':'setRoom','rights':{'microphone':false}");
        mallory.ask("publish", "'mid':'0','source':'microphone','muted':false");
        mallory.ask("mute", "'source':'microphone','muted':false");
        mallory.ask("publish", "'mid':'0','source':null");
        mallory.ask("publish", "'mid':'3','source':'microphone'");
        mallory.ask("offer", "'sdp':'" + Offers.lesson(4, 2).replace("\r\n", "\\r\\n") + "'");
        assertThat(maySend(TrackSource.MICROPHONE)).isFalse();
        assertThat(mallory.outcome("publish", "'mid':'3','source':'screenAudio'"))
                .isEqualTo("forbidden");
    }

    @Test
    void getsNoRightBackByComingAgain() {
        moderate("'action':'setRights','participantId':'" + mallory.id() + "','rights':{'camera':false,'chat':false}");
        mallory.ask("leave", "");
        Client again = knock(freshToken(Role.STUDENT));
        assertThat(world.media.permissionsOf(again.id()).publish()).containsExactly(TrackSource.MICROPHONE);
        assertThat(again.outcome("chat", "'text':'hi'")).isEqualTo("not_allowed");
    }

    @Test
    void doesNotAdmitHimselfNorSeeWhoWaits() {
        moderate("'action':'setRoom','lobby':true");
        mallory.ask("leave", "");
        Client outside = knock(freshToken(Role.STUDENT));
        String ownId =
                teacher.connection.last("lobby").at("/items/0/participantId").asText();
        assertThat(outside.outcome("moderate", "'action':'admit','participantId':'" + ownId + "'"))
                .isEqualTo("wrong_state");
        assertThat(outside.outcome("moderate", "'action':'admitAll'")).isEqualTo("wrong_state");
        assertThat(outside.connection.events()).isEmpty();
        assertThat(victim.outcome("moderate", "'action':'admit','participantId':'" + ownId + "'"))
                .isEqualTo("forbidden");
        assertThat(victim.connection.events("lobby")).isEmpty();
        assertThat(victim.connection.received())
                .noneMatch(message -> message.toString().contains(ownId));
    }

    @Test
    void doesNotGoRoundTheLobbyByHttpNorByResuming() {
        moderate("'action':'startBroadcast'");
        teacher.ask("publish", "'mid':'1','source':'camera'");
        moderate("'action':'setRoom','lobby':true");
        mallory.ask("leave", "");
        assertThat(byHttp(GuestKind.VIEWER, freshToken(Role.STUDENT))).isEqualTo(ErrorCode.FORBIDDEN);
        Client resuming = world.open();
        resuming.resume(1, mallory, mallory.lastSeq());
        assertThat(resuming.connection.errorOf(1)).isEqualTo("gone");
        assertThat(resuming.connection.events()).isEmpty();
    }

    @Test
    void staysOutAfterABan_A51() {
        String before = mallory.token;
        long seen = mallory.lastSeq();
        moderate("'action':'startBroadcast'");
        moderate("'action':'ban','participantId':'" + mallory.id() + "'");

        assertThat(mallory.connection.closed()).isEqualTo(CloseCode.FORBIDDEN);
        assertThat(world.media.calls()).contains("leave " + mallory.id());
        assertThat(knock(before).connection.errorOf(1)).isEqualTo("forbidden");
        for (Role role : List.of(Role.STUDENT, Role.PARENT, Role.VIEWER, Role.TEACHER)) {
            assertThat(knock(freshToken(role)).connection.errorOf(1))
                    .as(role.name())
                    .isEqualTo("forbidden");
        }
        Client resuming = world.open();
        resuming.resume(1, mallory, seen);
        assertThat(resuming.connection.errorOf(1)).isEqualTo("gone");
        assertThat(byHttp(GuestKind.VIEWER, freshToken(Role.STUDENT))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(byHttp(GuestKind.VIEWER, freshToken(Role.VIEWER))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(byHttp(GuestKind.PUBLISHER, freshToken(Role.BROADCASTER))).isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void isPutOutEverywhereAtOnceByABan() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        world.media.holdJoins(gate);
        Client comingIn = world.open();
        comingIn.token = world.token("m", Role.VIEWER).toJwt(world.time.instant());
        comingIn.join(1, "");
        moderate("'action':'ban','participantId':'" + mallory.id() + "'");
        gate.complete(null);
        world.time.settle();
        assertThat(comingIn.connection.events("joined")).isEmpty();
        assertThat(comingIn.connection.closed()).isEqualTo(CloseCode.FORBIDDEN);
        assertThat(world.media.peers()).hasSize(2);
    }

    @Test
    void doesNotEndTheLessonNorReadWhatModeratorsRead() {
        assertThat(mallory.outcome("moderate", "'action':'endLesson'")).isEqualTo("forbidden");
        JsonNode other = mallory.ask("explain", "'participantId':'" + victim.id() + "'");
        assertThat(other.at("/error/code").asText()).isEqualTo("forbidden");
        assertThat(world.heard).doesNotContain("closed " + LessonFixture.ROOM);
    }

    @Test
    void doesNotPressThroughALock() {
        moderate("'action':'setRoom','locked':true");
        mallory.ask("leave", "");
        assertThat(knock(freshToken(Role.STUDENT)).connection.errorOf(1)).isEqualTo("forbidden");
        moderate("'action':'startBroadcast'");
        assertThat(byHttp(GuestKind.VIEWER, freshToken(Role.STUDENT))).isEqualTo(ErrorCode.FORBIDDEN);
    }

    private ErrorCode byHttp(GuestKind kind, String token) {
        Claims claims =
                TokenVerifier.hs256(Map.of("school", LessonFixture.SECRET)).verify(token, world.time.instant());
        String offer = kind == GuestKind.PUBLISHER ? Offers.publisher() : Offers.viewer();
        Negotiation negotiation = new SdpNegotiator().negotiate(offer, kind.purpose());
        var arrival =
                world.lessons.welcome(kind, claims, token, negotiation, false).toCompletableFuture();
        world.time.settle();
        try {
            throw new AssertionError("let in: " + arrival.getNow(null));
        } catch (CompletionException refused) {
            return ((ZvonokException) refused.getCause()).code();
        }
    }
}
