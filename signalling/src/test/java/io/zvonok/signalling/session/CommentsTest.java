package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zvonok.signalling.session.LessonFixture.Client;
import io.zvonok.signalling.token.GrantsClaim;
import io.zvonok.signalling.token.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the audience may write, who gets it, and what moderators do about it, on virtual time. */
class CommentsTest {
    private static final GrantsClaim WRITES = new GrantsClaim(null, null, true, null, null);

    private final LessonFixture world = new LessonFixture();
    private Client teacher;
    private Client student;
    private Client viewer;
    private Client reader;

    @BeforeEach
    void fillTheRoom() {
        teacher = world.join("t", Role.TEACHER);
        student = world.join("s", Role.STUDENT);
        viewer = world.join("v", Role.VIEWER, WRITES);
        reader = world.join("r", Role.VIEWER);
    }

    private String moderate(String action, String fields) {
        return teacher.outcome("moderate", "'action':'" + action + "'" + (fields.isEmpty() ? "" : "," + fields));
    }

    private String comment(Client author, String text) {
        return author.outcome("chat", "'text':'" + text + "'");
    }

    private static List<String> texts(Iterable<JsonNode> messages) {
        List<String> texts = new ArrayList<>();
        messages.forEach(message -> texts.add(message.path("text").asText()));
        return texts;
    }

    /** All that the audience's {@code chats} said to that one. */
    private static List<String> read(Client client) {
        List<String> texts = new ArrayList<>();
        client.connection.events("chats").forEach(event -> texts.addAll(texts(event.path("items"))));
        return texts;
    }

    private static List<String> chats(Client client) {
        return client.connection.events("chat").stream()
                .map(event -> event.at("/message/text").asText())
                .toList();
    }

    // Who gets what

    @Test
    void takesACommentToTheStageAtOnceAndToTheAudienceInAFrame() {
        moderate("startBroadcast", "");
        world.time.pass(2500);
        JsonNode reply = viewer.ask("chat", "'text':'Hello'");
        assertThat(reply.path("ok").asBoolean()).isTrue();
        assertThat(reply.has("pending")).isFalse();
        JsonNode onStage = student.connection.last("chat").path("message");
        assertThat(onStage.path("tier").asText()).isEqualTo("audience");
        assertThat(onStage.path("mediaTime").asLong()).isEqualTo(2500);
        assertThat(onStage.path("messageId")).isEqualTo(reply.path("messageId"));
        assertThat(read(reader)).isEmpty();
        world.time.pass(250);
        assertThat(reader.connection.last("chats").at("/items/0")).isEqualTo(onStage);
        assertThat(read(viewer)).containsExactly("Hello");
        assertThat(student.connection.events("chats")).isEmpty();
        assertThat(reader.connection.events("chat")).isEmpty();
    }

    @Test
    void sendsTheAudienceFourFramesASecondAtMost() {
        for (int i = 0; i < 30; i++) {
            comment(world.join("w" + i, Role.VIEWER, WRITES), "text " + i);
            world.time.pass(100);
        }
        world.time.pass(1000);
        assertThat(reader.connection.events("chats").size()).isBetween(8, 12);
        assertThat(read(reader)).hasSize(30).startsWith("text 0").endsWith("text 29");
    }

    @Test
    void carriesWhatTheStageSaysToTheAudienceOnAirOnly() {
        comment(student, "among us");
        moderate("startBroadcast", "");
        comment(teacher, "to all");
        moderate("stopBroadcast", "");
        comment(student, "among us again");
        world.time.pass(1000);
        assertThat(read(reader)).containsExactly("to all");
        assertThat(chats(student)).containsExactly("among us", "to all", "among us again");
        assertThat(texts(world.join("late", Role.VIEWER).joined().path("chat"))).containsExactly("to all");
        assertThat(texts(world.join("s2", Role.STUDENT).joined().path("chat")))
                .containsExactly("among us", "to all", "among us again");
    }

    @Test
    void keepsTheLastHundredCommentsForThoseWhoComeLate() {
        for (int i = 0; i < 110; i++) {
            comment(world.join("w" + i, Role.VIEWER, WRITES), "text " + i);
            world.time.pass(100);
        }
        JsonNode late = world.join("late", Role.VIEWER).joined().path("chat");
        assertThat(late).hasSize(100);
        assertThat(late.at("/0/text").asText()).isEqualTo("text 10");
        assertThat(late.at("/0").has("mediaTime")).as("it was off air").isFalse();
    }

    // Rights and limits

    @Test
    void refusesThoseWhoseTokenDoesNotLetThemWrite() {
        assertThat(comment(reader, "hi")).isEqualTo("forbidden");
    }

    @Test
    void refusesLongTextsAndEmptyOnes() {
        assertThat(viewer.joined().at("/limits/chatMaxLength").asInt()).isEqualTo(500);
        assertThat(comment(viewer, "x".repeat(501))).isEqualTo("text_too_long");
        assertThat(comment(viewer, " ")).isEqualTo("bad_message");
        assertThat(comment(viewer, "x".repeat(500))).isEqualTo("ok");
        assertThat(comment(student, "x".repeat(501))).as("on stage").isEqualTo("ok");
        assertThat(comment(student, "x".repeat(2001))).isEqualTo("text_too_long");
    }

    @Test
    void limitsHowOftenOnePersonWritesHoweverManyWindowsAreOpen() {
        Client window = world.join("v", Role.VIEWER, WRITES);
        assertThat(comment(viewer, "1")).isEqualTo("ok");
        assertThat(comment(window, "2")).isEqualTo("ok");
        assertThat(comment(viewer, "3")).isEqualTo("ok");
        JsonNode refused = window.ask("chat", "'text':'4'");
        assertThat(refused.at("/error/code").asText()).isEqualTo("rate_limited");
        long wait = refused.at("/error/retryAfterMillis").asLong();
        assertThat(wait).isBetween(1L, 2000L);
        assertThat(comment(world.join("w", Role.VIEWER, WRITES), "another")).isEqualTo("ok");
        world.time.pass(wait);
        assertThat(comment(window, "4")).isEqualTo("ok");
        assertThat(comment(student, "1") + comment(student, "2") + comment(student, "3") + comment(student, "4"))
                .as("the stage")
                .isEqualTo("okokokok");
    }

    @Test
    void boundsWhatAWholeAudienceWritesAndStarvesNobodyForLong() {
        List<Client> crowd = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            crowd.add(world.join("w" + i, Role.VIEWER, WRITES));
        }
        world.time.pass(1000);
        int taken = 0;
        for (Client one : crowd) {
            JsonNode reply = one.ask("chat", "'text':'me'");
            taken += reply.path("ok").asBoolean() ? 1 : 0;
            assertThat(reply.path("ok").asBoolean()
                            || reply.at("/error/retryAfterMillis").asLong() > 0)
                    .isTrue();
        }
        assertThat(taken).isEqualTo(40);
        Client last = crowd.get(199);
        world.time.pass(2000);
        assertThat(comment(last, "me")).isEqualTo("ok");
        assertThat(read(reader)).hasSize(40);
    }

    @Test
    void keepsTheDistanceOfSlowMode() {
        assertThat(moderate("setComments", "'slowModeSeconds':30")).isEqualTo("ok");
        assertThat(comment(viewer, "1")).isEqualTo("ok");
        world.time.pass(10_000);
        JsonNode refused = viewer.ask("chat", "'text':'2'");
        assertThat(refused.at("/error/code").asText()).isEqualTo("rate_limited");
        assertThat(refused.at("/error/retryAfterMillis").asLong()).isEqualTo(20_000);
        world.time.pass(20_000);
        assertThat(comment(viewer, "2")).isEqualTo("ok");
        assertThat(comment(teacher, "1") + comment(teacher, "2")).isEqualTo("okok");
    }

    @Test
    void closesCommentsAndOpensThemAgainAndTellsAll() {
        assertThat(moderate("setComments", "'enabled':false")).isEqualTo("ok");
        assertThat(comment(viewer, "hi")).isEqualTo("comments_closed");
        assertThat(comment(student, "hi")).isEqualTo("ok");
        world.time.pass(1000);
        assertThat(reader.connection.last("roomUpdated").at("/room/comments").toString())
                .isEqualTo("{\"enabled\":false,\"slowModeSeconds\":0,\"preModerated\":false}");
        moderate("setComments", "'slowModeSeconds':5");
        assertThat(comment(viewer, "hi")).as("stays closed").isEqualTo("comments_closed");
        moderate("setComments", "'enabled':true");
        assertThat(comment(viewer, "hi")).isEqualTo("ok");
        assertThat(moderate("setComments", "'slowModeSeconds':-1")).isEqualTo("bad_message");
        assertThat(student.outcome("moderate", "'action':'setComments','enabled':false"))
                .isEqualTo("forbidden");
    }

    // Moderation

    @Test
    void showsAPreModeratedCommentToModeratorsUntilOneApprovesIt() {
        moderate("startBroadcast", "");
        moderate("setComments", "'preModerated':true");
        world.time.pass(1000);
        JsonNode reply = viewer.ask("chat", "'text':'May I?'");
        assertThat(reply.path("pending").asBoolean()).isTrue();
        String id = reply.path("messageId").asText();
        assertThat(teacher.connection.last("chat").at("/message/pending").asBoolean())
                .isTrue();
        world.time.pass(5000);
        assertThat(chats(student)).isEmpty();
        assertThat(read(reader)).isEmpty();
        assertThat(read(viewer)).isEmpty();
        assertThat(world.join("late", Role.VIEWER).joined().path("chat")).isEmpty();
        Client admin = world.join("a", Role.ADMIN);
        assertThat(admin.connection.last("chat").at("/message/messageId").asText())
                .isEqualTo(id);

        assertThat(student.outcome("moderate", "'action':'approveChat','chatId':'" + id + "'"))
                .isEqualTo("forbidden");
        assertThat(moderate("approveChat", "'chatId':'" + id + "'")).isEqualTo("ok");
        assertThat(moderate("approveChat", "'chatId':'" + id + "'")).as("again").isEqualTo("not_found");
        world.time.pass(250);
        assertThat(read(reader)).containsExactly("May I?");
        assertThat(student.connection.last("chat").at("/message/mediaTime").asLong())
                .as("when it was written")
                .isEqualTo(1000);
        assertThat(student.connection.last("chat").path("message").has("pending"))
                .isFalse();
    }

    @Test
    void takesARejectedCommentFromModeratorsAndItsAuthor() {
        moderate("setComments", "'preModerated':true");
        String id = viewer.ask("chat", "'text':'rude'").path("messageId").asText();
        assertThat(moderate("deleteChat", "'chatId':'" + id + "'")).isEqualTo("ok");
        world.time.pass(1000);
        assertThat(teacher.connection.last("chatDeleted").at("/ids/0").asText()).isEqualTo(id);
        assertThat(viewer.connection.last("chatDeleted").at("/ids/0").asText()).isEqualTo(id);
        assertThat(reader.connection.events("chatDeleted")).isEmpty();
        assertThat(student.connection.events("chatDeleted")).isEmpty();
    }

    @Test
    void letsNobodyFillTheModeratorsListAlone() {
        moderate("setComments", "'preModerated':true");
        for (int i = 0; i < 3; i++) {
            assertThat(comment(viewer, "text " + i)).isEqualTo("ok");
            world.time.pass(10_000);
        }
        assertThat(comment(viewer, "one more")).isEqualTo("rate_limited");
        assertThat(comment(world.join("w", Role.VIEWER, WRITES), "another")).isEqualTo("ok");
    }

    @Test
    void deletesWhatWasShownFromEverybodyAndFromTheHistory() {
        String id = viewer.ask("chat", "'text':'rude'").path("messageId").asText();
        world.time.pass(250);
        assertThat(moderate("deleteChat", "'chatId':'" + id + "'")).isEqualTo("ok");
        world.time.pass(250);
        for (Client client : List.of(teacher, student, viewer, reader)) {
            assertThat(client.connection.last("chatDeleted").at("/ids/0").asText())
                    .isEqualTo(id);
        }
        assertThat(world.join("late", Role.VIEWER).joined().path("chat")).isEmpty();
        assertThat(world.join("s2", Role.STUDENT).joined().path("chat")).isEmpty();
        assertThat(moderate("deleteChat", "'chatId':'" + id + "'")).isEqualTo("not_found");
        assertThat(moderate("deleteChat", "")).isEqualTo("bad_message");
    }

    @Test
    void neverShowsTheAudienceWhatIsDeletedBeforeItsFrame() {
        String id = viewer.ask("chat", "'text':'rude'").path("messageId").asText();
        moderate("deleteChat", "'chatId':'" + id + "'");
        world.time.pass(1000);
        assertThat(read(reader)).isEmpty();
        assertThat(reader.connection.events("chatDeleted")).isEmpty();
    }

    @Test
    void silencesAPersonInAllWindowsUntilAModeratorRelents() {
        String about = "'participantId':'" + viewer.id() + "'";
        assertThat(student.outcome("moderate", "'action':'muteChat'," + about)).isEqualTo("forbidden");
        assertThat(moderate("muteChat", about)).isEqualTo("ok");
        assertThat(viewer.connection.last("moderated").path("action").asText()).isEqualTo("muteChat");
        assertThat(comment(viewer, "hi")).isEqualTo("not_allowed");
        viewer.ask("leave", "");
        Client again = world.join("v", Role.VIEWER, WRITES);
        assertThat(comment(again, "hi")).isEqualTo("not_allowed");
        assertThat(moderate("unmuteChat", "'participantId':'" + again.id() + "'"))
                .isEqualTo("ok");
        assertThat(comment(again, "hi")).isEqualTo("ok");
    }

    @Test
    void tellsModeratorsWhoCommentsOnceOfEach() {
        comment(viewer, "1");
        comment(viewer, "2");
        assertThat(teacher.connection.events("audienceMember")).hasSize(1);
        assertThat(student.connection.events("audienceMember")).isEmpty();
    }
}
