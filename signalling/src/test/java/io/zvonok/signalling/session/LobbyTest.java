package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zvonok.signalling.session.LessonFixture.Client;
import io.zvonok.signalling.token.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Who waits outside, who lets them in, and the lock. */
class LobbyTest {
    private final LessonFixture world = new LessonFixture();
    private final Client teacher = world.join("t", Role.TEACHER);

    private String moderate(String fields) {
        String outcome = teacher.outcome("moderate", fields);
        world.time.pass(Lobby.TELL_MILLIS);
        return outcome;
    }

    private void openLobby() {
        assertThat(moderate("'action':'setRoom','lobby':true")).isEqualTo("ok");
    }

    private Client knock(String identity, Role role) {
        Client client = world.open();
        client.token = world.token(identity, role).toJwt(world.time.instant());
        client.join(1, "'publish':[{'mid':'0','source':'microphone'}]");
        return client;
    }

    private Client knock(String identity) {
        Client client = knock(identity, Role.STUDENT);
        world.time.pass(Lobby.TELL_MILLIS);
        return client;
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        teacher.connection
                .last("lobby")
                .path("items")
                .forEach(item -> names.add(item.path("identity").asText()));
        return names;
    }

    private String idOf(String identity) {
        for (JsonNode item : teacher.connection.last("lobby").path("items")) {
            if (item.path("identity").asText().equals(identity)) {
                return item.path("participantId").asText();
            }
        }
        throw new AssertionError(identity + " does not wait");
    }

    private String about(String action, String identity) {
        return moderate("'action':'" + action + "','participantId':'" + idOf(identity) + "'");
    }

    @Test
    void keepsWhoeverDoesNotModerateWaitingWithNothing_P28() {
        openLobby();
        Client student = knock("s");
        Client parent = knock("p", Role.PARENT);

        assertThat(student.connection.received()).hasSize(1);
        assertThat(student.connection.reply(1).toString())
                .isEqualTo("{\"type\":\"reply\",\"ok\":true,\"id\":1,\"waiting\":\"lobby\"}");
        assertThat(parent.connection.reply(1).path("waiting").asText()).isEqualTo("lobby");
        assertThat(world.media.calls())
                .filteredOn(call -> call.startsWith("join"))
                .hasSize(1);
        assertThat(teacher.connection.events("participantJoined")).isEmpty();
        JsonNode item = teacher.connection.events("lobby").get(0).at("/items/0");
        assertThat(item.path("name").asText()).isEqualTo("Name of s");
        assertThat(item.path("role").asText()).isEqualTo("student");
        assertThat(item.path("since").asLong()).isPositive();
    }

    @Test
    void letsAnAdmittedOneInOnTheSameSocketWithOneAnswer() {
        openLobby();
        Client student = knock("s");
        assertThat(about("admit", "s")).isEqualTo("ok");

        assertThat(student.joined().path("seq").asLong()).isEqualTo(1);
        assertThat(student.joined().at("/you/tracks/0/source").asText()).isEqualTo("microphone");
        assertThat(student.connection.received())
                .filteredOn(message -> message.has("ok"))
                .hasSize(1);
        assertThat(teacher.connection
                        .last("participantJoined")
                        .at("/participant/id")
                        .asText())
                .isEqualTo(student.id());
        assertThat(names()).isEmpty();
        assertThat(student.outcome("chat", "'text':'hi'")).isEqualTo("ok");
    }

    @Test
    void turnsAwayWhomAModeratorRefuses() {
        openLobby();
        Client student = knock("s");
        assertThat(about("refuse", "s")).isEqualTo("ok");
        assertThat(student.connection.last("moderated").path("action").asText()).isEqualTo("refuse");
        assertThat(student.connection.closed()).isEqualTo(CloseCode.FORBIDDEN);
        assertThat(names()).isEmpty();
        assertThat(moderate("'action':'admit','participantId':'p-nobody'")).isEqualTo("not_found");
    }

    @Test
    void admitsAllInTheOrderInWhichTheyCame() {
        openLobby();
        knock("a");
        knock("b");
        knock("c");
        assertThat(names()).containsExactly("a", "b", "c");
        assertThat(moderate("'action':'admitAll'")).isEqualTo("ok");
        assertThat(world.heard).endsWith("joined a", "joined b", "joined c");
    }

    @Test
    void admitsAllWhenTheLobbyIsGivenUp() {
        openLobby();
        Client student = knock("s");
        moderate("'action':'setRoom','lobby':false");
        assertThat(student.joined().at("/room/settings/lobby").asBoolean(true)).isFalse();
    }

    @Test
    void letsThemWaitOnForWhomThereIsNoPlace() {
        LessonFixture small = new LessonFixture(new SessionConfig(5_000, 60_000, 30_000, 15_000, 2, 10));
        Client only = small.join("t", Role.TEACHER);
        only.ask("moderate", "'action':'setRoom','lobby':true");
        for (String identity : List.of("a", "b")) {
            Client client = small.open();
            client.token = small.token(identity, Role.STUDENT).toJwt(small.time.instant());
            client.join(1, "");
            assertThat(client.connection.closed()).isNull();
        }
        assertThat(only.outcome("moderate", "'action':'admitAll'")).isEqualTo("room_full");
        assertThat(small.heard).endsWith("joined a");
        small.time.pass(Lobby.TELL_MILLIS);
        assertThat(only.connection.last("lobby").path("items")).hasSize(1);
    }

    @Test
    void holdsNoMoreThanTwoHundred() {
        openLobby();
        for (int i = 0; i < Lobby.MAX_WAITING; i++) {
            knock("s" + i, Role.STUDENT);
        }
        Client last = knock("last");
        assertThat(last.connection.errorOf(1)).isEqualTo("room_full");
        assertThat(names()).hasSize(Lobby.MAX_WAITING);
    }

    @Test
    void tellsModeratorsOfAWholeClassInFewEvents() {
        openLobby();
        for (int i = 0; i < 30; i++) {
            knock("s" + i, Role.STUDENT);
        }
        world.time.pass(Lobby.TELL_MILLIS);
        assertThat(teacher.connection.events("lobby")).hasSize(2);
        assertThat(names()).hasSize(30);
    }

    @Test
    void forgetsWhoGoesAway() {
        openLobby();
        Client student = knock("s");
        student.lose();
        world.time.pass(Lobby.TELL_MILLIS);
        assertThat(names()).isEmpty();
        assertThat(about("admit")).isEqualTo("not_found");
    }

    private String about(String action) {
        return moderate("'action':'" + action + "','participantId':'p-gone'");
    }

    @Test
    void keepsALessonThatHasOnlyALobbyAndClosesItAfterwards() {
        openLobby();
        Client student = knock("s");
        teacher.ask("leave", "");
        world.time.pass(SessionConfig.DEFAULT.emptyLessonMillis());
        assertThat(world.heard).doesNotContain("closed " + LessonFixture.ROOM);
        student.lose();
        world.time.pass(SessionConfig.DEFAULT.emptyLessonMillis());
        assertThat(world.heard).contains("closed " + LessonFixture.ROOM);
    }

    @Test
    void closesALessonIntoWhichOnlySomebodyWasAdmittedWhoHadGoneAway() {
        openLobby();
        Client student = knock("s");
        String id = idOf("s");
        Lesson lesson = Objects.requireNonNull(teacher.conversation.session()).lesson();
        teacher.ask("leave", "");
        student.conversation.onClosed(false);
        lesson.moderation().admit(Actor.BACKEND, id);
        world.time.pass(SessionConfig.DEFAULT.emptyLessonMillis());
        assertThat(world.heard).contains("closed " + LessonFixture.ROOM);
    }

    @Test
    void keepsOnePlaceForOnePerson() {
        openLobby();
        Client before = knock("s");
        knock("s");
        assertThat(before.connection.closed()).isEqualTo(CloseCode.REPLACED);
        assertThat(names()).containsExactly("s");
    }

    @Test
    void letsOneWhoWaitsOnlyAskHowItGoesAndLeave() {
        openLobby();
        Client student = knock("s");
        assertThat(student.outcome("chat", "'text':'let me in'")).isEqualTo("wrong_state");
        assertThat(student.outcome("moderate", "'action':'admitAll'")).isEqualTo("wrong_state");
        assertThat(student.outcome("ping", "'t':1")).isEqualTo("ok");
        assertThat(student.outcome("leave", "")).isEqualTo("ok");
        assertThat(student.connection.closed()).isEqualTo(CloseCode.LEFT);
    }

    @Test
    void letsModeratorsAndThosePastItThrough() {
        Client student = world.join("s", Role.STUDENT);
        openLobby();
        world.join("u", Role.TEACHER);
        world.join("b", Role.BROADCASTER);
        assertThat(knock("s").joined().path("seq").asLong()).isEqualTo(1); // the page is loaded anew
        assertThat(student.connection.closed()).isEqualTo(CloseCode.REPLACED);
    }

    @Test
    void tellsAModeratorWhoComesLaterAndNobodyElse_P27() {
        Client inside = world.join("inside", Role.STUDENT);
        openLobby();
        knock("s");
        Client second = world.join("u", Role.TEACHER);
        assertThat(second.connection.last("lobby").at("/items/0/identity").asText())
                .isEqualTo("s");
        assertThat(inside.connection.events("lobby")).isEmpty();
    }

    @Test
    void letsNobodyNewIntoALockedLessonButModerators() {
        Client student = world.join("s", Role.STUDENT);
        moderate("'action':'setRoom','locked':true");
        Client stranger = knock("x");
        assertThat(stranger.connection.errorOf(1)).isEqualTo("forbidden");
        assertThat(stranger.connection.reply(1).at("/error/message").asText()).isEqualTo("the lesson is locked");
        world.join("u", Role.TEACHER);
        assertThat(knock("s").joined().at("/room/settings/locked").asBoolean()).isTrue();

        assertThat(student.connection.closed()).isEqualTo(CloseCode.REPLACED);
    }

    @Test
    void resumesInALockedLesson() {
        Client student = world.join("s", Role.STUDENT);
        moderate("'action':'setRoom','locked':true,'lobby':true");
        long seen = student.lastSeq();
        student.lose();
        Client back = world.open();
        back.resume(7, student, seen);
        assertThat(back.connection.reply(7).path("resumed").asBoolean()).isTrue();
    }

    @Test
    void writesIntoTheLedgerWhoWaitedAndWhoLetThemIn() {
        openLobby();
        knock("a");
        knock("b");
        about("admit", "a");
        about("refuse", "b");
        assertThat(world.ledger()).contains("lobbyWaiting a", "lobbyWaiting b", "lobbyAdmitted a", "lobbyRefused b");
    }

    @Test
    void sendsThoseWhoWaitElsewhereWhenTheServerGoes() {
        openLobby();
        Client student = knock("s");
        world.lessons.drain();
        world.time.settle();
        assertThat(student.connection.closed()).isEqualTo(CloseCode.TRY_LATER);
    }
}
