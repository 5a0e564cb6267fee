package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zvonok.media.api.PeerGroup;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.SpeakerLevel;
import io.zvonok.signalling.session.LessonFixture.Client;
import io.zvonok.signalling.token.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupDeskTest {
    private final LessonFixture world = new LessonFixture();
    private final Client teacher = world.join("anna", Role.TEACHER);
    private final Client masha = world.join("masha", Role.STUDENT);
    private final Client petya = world.join("petya", Role.STUDENT);
    private final Client vanya = world.join("vanya", Role.STUDENT);

    private String moderate(String fields) {
        return teacher.outcome("moderate", fields);
    }

    private void split() {
        assertThat(moderate("'action':'setGroups','groups':[{'id':'a','name':'First'},{'id':'b','name':'Second'}]"))
                .isEqualTo("ok");
        assertThat(moderate("'action':'moveAll','moves':[{'participantId':'" + masha.id()
                        + "','group':'a'},{'participantId':'" + petya.id() + "','group':'a'},{'participantId':'"
                        + vanya.id() + "','group':'b'}]"))
                .isEqualTo("ok");
    }

    private int number(Client client) {
        return world.media.groupOf(client.id()).group();
    }

    private static List<String> texts(Client client) {
        return client.connection.events("chat").stream()
                .map(chat -> chat.at("/message/text").asText())
                .toList();
    }

    @Test
    void movesByRoutingAlone() {
        world.media.calls().clear();
        split();
        assertThat(world.media.calls()).containsExactly("groups math-7b"); // nothing until somebody moves
        assertThat(number(masha)).isEqualTo(number(petya)).isNotZero();
        assertThat(number(vanya)).isNotZero().isNotEqualTo(number(masha));
        assertThat(world.media.groupOf(teacher.id())).isEqualTo(PeerGroup.WHOLE_LESSON);
        JsonNode room = teacher.connection.last("roomUpdated").at("/room/settings/groups");
        assertThat(room.toString()).isEqualTo("[{\"id\":\"a\",\"name\":\"First\"},{\"id\":\"b\",\"name\":\"Second\"}]");
        assertThat(masha.connection
                        .last("participantUpdated")
                        .at("/participant/group")
                        .asText())
                .isEqualTo("b");
        assertThat(world.ledger()).contains("groupsChanged null", "groupMoved masha", "groupMoved vanya");
    }

    @Test
    void keepsTheChatInTheGroup() {
        split();
        masha.ask("chat", "'text':'in a'");
        vanya.ask("chat", "'text':'in b'");
        teacher.ask("chat", "'text':'in the lesson'");
        assertThat(texts(masha)).containsExactly("in a");
        assertThat(texts(petya)).containsExactly("in a");
        assertThat(texts(vanya)).containsExactly("in b");
        assertThat(texts(teacher)).containsExactly("in the lesson");
        assertThat(moderate("'action':'dropIn','group':'a'")).isEqualTo("ok");
        assertThat(number(teacher)).isEqualTo(number(masha));
        petya.ask("chat", "'text':'hello anna'");
        assertThat(texts(teacher)).containsExactly("in the lesson", "hello anna");
        Client late = world.join("late", Role.STUDENT);
        assertThat(late.joined().path("chat").findValuesAsText("text")).containsExactly("in the lesson");
    }

    @Test
    void letsAModeratorSpeakToAll() {
        split();
        assertThat(moderate("'action':'speakToAll','enabled':true")).isEqualTo("ok");
        assertThat(world.media.groupOf(teacher.id())).isEqualTo(new PeerGroup(0, true));
        teacher.ask("chat", "'text':'five minutes left'");
        assertThat(texts(vanya)).containsExactly("five minutes left");
        assertThat(masha.connection
                        .last("participantUpdated")
                        .at("/participant/speaksToAll")
                        .asBoolean())
                .isTrue();
        assertThat(moderate("'action':'speakToAll','enabled':false")).isEqualTo("ok");
        assertThat(world.media.groupOf(teacher.id())).isEqualTo(PeerGroup.WHOLE_LESSON);
    }

    @Test
    void tellsOnlyOfSpeakersThatAreHeard() {
        split();
        var media = world.media.listenerOf(LessonFixture.ROOM);
        media.onSpeakers(
                List.of(new SpeakerLevel(new PeerId(masha.id()), 20), new SpeakerLevel(new PeerId(vanya.id()), 30)));
        world.time.settle();
        assertThat(petya.connection.last("speakers").at("/items").findValuesAsText("participantId"))
                .containsExactly(masha.id());
        assertThat(vanya.connection.last("speakers").at("/items").findValuesAsText("participantId"))
                .containsExactly(vanya.id());
        assertThat(teacher.connection.events("speakers")).isEmpty();
    }

    @Test
    void callsBackAndEndsGroups() {
        split();
        assertThat(moderate("'action':'callBack'")).isEqualTo("ok");
        assertThat(number(masha)).isZero();
        assertThat(masha.connection
                        .last("participantUpdated")
                        .at("/participant")
                        .has("group"))
                .isFalse();
        assertThat(moderate("'action':'moveToGroup','participantId':'" + masha.id() + "','group':'b'"))
                .isEqualTo("ok");
        assertThat(moderate("'action':'setGroups','groups':[]")).isEqualTo("ok");
        assertThat(number(masha)).isZero();
        assertThat(moderate("'action':'moveToGroup','participantId':'" + masha.id() + "','group':'b'"))
                .isEqualTo("not_found");
    }

    @Test
    void movesAllOrNobody() {
        split();
        assertThat(moderate("'action':'moveAll','moves':[{'participantId':'" + vanya.id()
                        + "','group':'a'},{'participantId':'" + masha.id() + "','group':'none'}]"))
                .isEqualTo("not_found");
        assertThat(moderate("'action':'moveAll','moves':[{'participantId':'" + vanya.id()
                        + "','group':'a'},{'participantId':'p-nobody','group':'a'}]"))
                .isEqualTo("not_found");
        assertThat(number(vanya)).isNotEqualTo(number(masha));
    }

    @Test
    void bringsWhoComesBackToTheSameGroupBeforeAnythingIsSeen() {
        split();
        int group = number(vanya);
        vanya.ask("leave", "");
        world.media.calls().clear();
        Client again = world.join("vanya", Role.STUDENT);
        assertThat(number(again)).isEqualTo(group);
        assertThat(world.media.calls()).startsWith("groups math-7b", "join math-7b");
        assertThat(again.joined().at("/you/group").asText()).isEqualTo("b");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThat(moderate("'action':'setGroups','groups':[{'id':'a','name':'1'},{'id':'a','name':'2'}]"))
                .isEqualTo("bad_message");
        assertThat(moderate("'action':'setGroups'")).isEqualTo("bad_message");
        assertThat(moderate("'action':'setGroups','groups':[{'id':'','name':'1'}]"))
                .isEqualTo("bad_message");
        split();
        Client viewer = world.join("zritel", Role.VIEWER);
        assertThat(moderate("'action':'moveToGroup','participantId':'" + viewer.id() + "','group':'a'"))
                .isEqualTo("wrong_state");
        Client admin = world.join("director", Role.ADMIN);
        assertThat(moderate("'action':'moveToGroup','participantId':'" + admin.id() + "','group':'a'"))
                .isEqualTo("forbidden");
        assertThat(masha.outcome("moderate", "'action':'dropIn','group':'b'")).isEqualTo("forbidden");
    }
}
