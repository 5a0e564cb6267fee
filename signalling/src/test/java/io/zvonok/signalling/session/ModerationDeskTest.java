package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.session.LessonFixture.Client;
import io.zvonok.signalling.token.Role;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Bans, the spotlight, chat and the end of a lesson; by moderators and by the backend. */
class ModerationDeskTest {
    private final LessonFixture world = new LessonFixture();
    private final Client teacher = world.join("t", Role.TEACHER);
    private final Client student = world.join("s", Role.STUDENT);

    private String about(String action, Client target) {
        return teacher.outcome("moderate", "'action':'" + action + "','participantId':'" + target.id() + "'");
    }

    private Client knock(String identity, Role role) {
        Client client = world.open();
        client.token = world.token(identity, role).toJwt(world.time.instant());
        client.join(1, "");
        return client;
    }

    private ModerationDesk desk() {
        return sessionOf(teacher).lesson().moderation();
    }

    private static ClientSession sessionOf(Client client) {
        return Objects.requireNonNull(client.conversation.session());
    }

    // Bans

    @Test
    void bansAnIdentityWhateverTokenItComesWith() {
        assertThat(about("ban", student)).isEqualTo("ok");
        assertThat(student.connection.last("moderated").path("action").asText()).isEqualTo("ban");
        assertThat(student.connection.closed()).isEqualTo(CloseCode.FORBIDDEN);
        assertThat(teacher.connection.last("participantLeft").path("reason").asText())
                .isEqualTo("kicked");

        assertThat(knock("s", Role.STUDENT).connection.errorOf(1)).isEqualTo("forbidden");
        assertThat(knock("s", Role.VIEWER).connection.errorOf(1)).isEqualTo("forbidden");
        assertThat(knock("other", Role.STUDENT).joined().path("seq").asInt()).isEqualTo(1);
        assertThat(world.ledger()).contains("banned s");
    }

    @Test
    void letsAnUnbannedIdentityInAgain() {
        about("ban", student);
        assertThat(teacher.outcome("moderate", "'action':'unban','identity':'s'"))
                .isEqualTo("ok");
        assertThat(knock("s", Role.STUDENT).joined().path("seq").asInt()).isEqualTo(1);
        assertThat(teacher.outcome("moderate", "'action':'unban','identity':'s'"))
                .isEqualTo("not_found");
    }

    @Test
    void letsWhoWasOnlyRemovedInWithAFreshToken() {
        about("kick", student);
        Client same = world.open();
        same.token = student.token;
        same.join(1, "");
        assertThat(same.connection.errorOf(1)).isEqualTo("forbidden");
        assertThat(world.ledger()).contains("kicked s");
        Client fresh = knock("s", Role.STUDENT);
        assertThat(fresh.joined().path("seq").asInt()).isEqualTo(1);
    }

    @Test
    void bansBeforeThatOneHasEverCome() {
        desk().ban(Actor.BACKEND, "stranger");
        assertThat(knock("stranger", Role.STUDENT).connection.errorOf(1)).isEqualTo("forbidden");
        assertThat(desk().banned()).containsExactly("stranger");
        desk().unban("stranger");
        assertThat(desk().banned()).isEmpty();
    }

    @Test
    void bansNobodyOfAHigherRoleAndNotOneself() {
        Client admin = world.join("a", Role.ADMIN);
        assertThat(about("ban", admin)).isEqualTo("forbidden");
        assertThat(about("ban", teacher)).isEqualTo("wrong_state");
        assertThat(about("kick", admin)).isEqualTo("forbidden");
        assertThat(desk().banned()).isEmpty();
        desk().ban(Actor.BACKEND, "a");
        assertThat(admin.connection.closed()).isEqualTo(CloseCode.FORBIDDEN);
    }

    @Test
    void refusesAnIdentityThatIsNone() {
        for (String identity : new String[] {"", " ", "x".repeat(129)}) {
            assertThatThrownBy(() -> desk().ban(Actor.BACKEND, identity))
                    .isInstanceOfSatisfying(
                            ZvonokException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_MESSAGE));
        }
    }

    @Test
    void bansOutOfTheLobbyAndWhoIsJustComingIn() {
        teacher.ask("moderate", "'action':'setRoom','lobby':true");
        Client waits = knock("w", Role.STUDENT);
        String id =
                teacher.connection.last("lobby").at("/items/0/participantId").asText();
        teacher.ask("moderate", "'action':'ban','participantId':'" + id + "'");
        assertThat(waits.connection.closed()).isEqualTo(CloseCode.FORBIDDEN);
        assertThat(knock("w", Role.STUDENT).connection.errorOf(1)).isEqualTo("forbidden");
    }

    // Spotlight

    @Test
    void putsOneIntoTheSpotlightUntilThatOneGoes() {
        assertThat(about("spotlight", student)).isEqualTo("ok");
        assertThat(world.media.calls()).contains("spotlight " + LessonFixture.ROOM + " " + student.id());
        assertThat(student.connection
                        .last("roomUpdated")
                        .at("/room/settings/spotlight")
                        .asText())
                .isEqualTo(student.id());

        Client again = knock("s", Role.STUDENT);
        assertThat(teacher.connection
                        .last("roomUpdated")
                        .at("/room/settings/spotlight")
                        .asText())
                .isEqualTo(again.id());

        again.ask("leave", "");
        assertThat(teacher.connection
                        .last("roomUpdated")
                        .at("/room/settings/spotlight")
                        .isNull())
                .isTrue();
        assertThat(world.media.calls()).endsWith("spotlight " + LessonFixture.ROOM + " null");
    }

    @Test
    void takesTheSpotlightBack() {
        about("spotlight", student);
        assertThat(teacher.outcome("moderate", "'action':'spotlight'")).isEqualTo("ok");
        assertThat(world.media.calls()).endsWith("spotlight " + LessonFixture.ROOM + " null");
    }

    // Chat

    @Test
    void takesAMessageOfTheLessonsChatAway() {
        String messageId =
                student.ask("chat", "'text':'rude'").path("messageId").asText();
        assertThat(teacher.outcome("moderate", "'action':'deleteChat','chatId':'" + messageId + "'"))
                .isEqualTo("ok");
        assertThat(student.connection.last("chatDeleted").at("/ids/0").asText()).isEqualTo(messageId);
        assertThat(knock("late", Role.STUDENT).joined().path("chat")).isEmpty();
    }

    // The end

    @Test
    void endsALessonForAll() {
        teacher.ask("moderate", "'action':'setRoom','lobby':true");
        Client waits = knock("w", Role.STUDENT);
        assertThat(teacher.outcome("moderate", "'action':'endLesson'")).isEqualTo("ok");
        for (Client client : new Client[] {teacher, student}) {
            assertThat(client.connection.last("goAway").path("action").asText()).isEqualTo("disconnect");
            assertThat(client.connection.closed()).isEqualTo(CloseCode.ROOM_GONE);
        }
        assertThat(waits.connection.closed()).isEqualTo(CloseCode.ROOM_GONE);
        assertThat(world.heard).endsWith("closed " + LessonFixture.ROOM);
        assertThat(world.media.peers()).isEmpty();
        assertThat(world.lessons.size()).isZero();
        assertThat(world.lessons.sessions()).isZero();
    }
}
