package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zvonok.media.api.LinkQuality;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.SpeakerLevel;
import io.zvonok.media.api.TransportState;
import io.zvonok.media.api.Visibility;
import io.zvonok.signalling.message.VisibilityPolicy;
import io.zvonok.signalling.session.LessonFixture.Client;
import io.zvonok.signalling.token.GrantsClaim;
import io.zvonok.signalling.token.Role;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What a policy hides is told to nobody from whom it hides, by no message. */
class PolicyDeskTest {
    private final LessonFixture world = new LessonFixture();
    private final Client teacher = world.join("anna", Role.TEACHER);
    private final Client masha = world.join("masha", Role.STUDENT);
    private final Client petya = world.join("petya", Role.STUDENT);

    private void set(String policy) {
        assertThat(teacher.outcome("moderate", "'action':'setPolicy','policy':'" + policy + "'"))
                .isEqualTo("ok");
    }

    /** Everything told to somebody from now on. */
    private String toldWhile(Client client, Runnable what) {
        int before = client.connection.received().size();
        what.run();
        world.time.settle();
        return String.join(
                "\n",
                client.connection.received().stream()
                        .skip(before)
                        .map(JsonNode::toString)
                        .toList());
    }

    private static List<String> names(JsonNode participants) {
        return StreamSupport.stream(participants.spliterator(), false)
                .map(one -> one.path("identity").asText())
                .toList();
    }

    private RoomListener media() {
        return world.media.listenerOf(LessonFixture.ROOM);
    }

    @Test
    void hidesAtOnceAndTellsWhoIsGoneAndWhoCame() {
        set("students-apart");
        assertThat(world.media.visibility()).isEqualTo(VisibilityPolicy.STUDENTS_APART.toMedia());
        JsonNode left = masha.connection.last("participantLeft");
        assertThat(left.path("participantId").asText()).isEqualTo(petya.id());
        assertThat(left.path("reason").asText()).isEqualTo("hidden");
        assertThat(masha.connection.events("participantLeft")).hasSize(1);
        assertThat(teacher.connection.events("participantLeft")).isEmpty();
        assertThat(masha.connection
                        .last("roomUpdated")
                        .at("/room/settings/policy")
                        .asText())
                .isEqualTo("students-apart");
        set("open");
        assertThat(masha.connection
                        .last("participantJoined")
                        .at("/participant/identity")
                        .asText())
                .isEqualTo("petya");
        assertThat(world.media.visibility()).isEqualTo(Visibility.everything());
        assertThat(world.ledger()).contains("policyChanged null");
    }

    @Test
    void tellsAStudentNothingOfAnotherOne_I1() {
        set("students-apart");
        petya.ask("publish", "'mid':'1','source':'camera'");
        String told = toldWhile(masha, () -> {
            petya.ask("hand", "'raised':true");
            petya.ask("chat", "'text':'psst'");
            petya.ask("mute", "'source':'camera','muted':true");
            media().onTrackActive(new PeerId(petya.id()), "1", true);
            media().onTransportState(new PeerId(petya.id()), TransportState.CONNECTED);
            media().onSpeakers(List.of(new SpeakerLevel(new PeerId(petya.id()), 20)));
            media().onQuality(List.of(new LinkQuality(new PeerId(petya.id()), TransportState.CONNECTED, 20, 0, 0)));
            teacher.ask("moderate", "'action':'spotlight','participantId':'" + petya.id() + "'");
            teacher.ask(
                    "moderate",
                    "'action':'setProgramme','mode':'manual','sources':[{'participantId':'" + petya.id()
                            + "','source':'camera'}]");
            masha.ask("view", "'slots':[{'mid':'8','want':'" + petya.id() + "'}]");
            masha.ask("explain", "'of':'" + petya.id() + "'");
            world.join("vanya", Role.STUDENT);
            petya.ask("leave", "");
        });
        String asked = petya.id();
        assertThat(told).doesNotContain("petya").doesNotContain("psst").doesNotContain("vanya");
        assertThat(told.replace("\"of\":\"" + asked + "\"", "")).doesNotContain(asked); // its own question comes back
        assertThat(told).doesNotContain("\"speakers\"").doesNotContain("\"quality\"");
        assertThat(teacher.connection.events("hand")).hasSize(1);
        assertThat(teacher.connection.events("chat")).hasSize(1);
        assertThat(teacher.connection.events("speakers")).hasSize(1);
        assertThat(teacher.connection
                        .last("participantLeft")
                        .path("participantId")
                        .asText())
                .isEqualTo(asked);
    }

    @Test
    void answersTheQuestionAboutSomebodyHiddenAsAboutSomebodyWhoIsNotThere() {
        set("students-apart");
        JsonNode hidden = masha.ask("explain", "'of':'" + petya.id() + "'");
        JsonNode nobody = masha.ask("explain", "'of':'p-nobody'");
        assertThat(hidden.at("/report/relation/cause")).isEqualTo(nobody.at("/report/relation/cause"));
        JsonNode byTeacher = teacher.ask("explain", "'participantId':'" + masha.id() + "','of':'" + petya.id() + "'");
        assertThat(byTeacher.at("/report/relation/cause").asText()).isEqualTo("hiddenByPolicy");
    }

    @Test
    void listsANewcomerOnlyThoseItMayKnow() {
        petya.ask("chat", "'text':'from petya'");
        teacher.ask("chat", "'text':'from anna'");
        set("exam");
        Client vanya = world.join("vanya", Role.STUDENT);
        Client parent = world.join("olga", Role.PARENT);
        Client second = world.join("boris", Role.TEACHER);
        assertThat(names(vanya.joined().path("participants"))).containsExactly("anna");
        assertThat(names(parent.joined().path("participants"))).containsExactly("anna");
        assertThat(names(second.joined().path("participants")))
                .containsExactly("anna", "masha", "petya", "vanya", "olga");
        assertThat(vanya.joined().path("chat").toString()).contains("from anna").doesNotContain("petya");
    }

    @Test
    void countsWhoMayModerateAsATeacher() {
        Client helper = world.join("helper", Role.STUDENT, new GrantsClaim(null, null, null, true, null));
        set("students-apart");
        assertThat(helper.connection.events("participantLeft")).isEmpty();
        assertThat(masha.connection.events("participantLeft"))
                .extracting(left -> left.path("participantId").asText())
                .containsExactly(petya.id());
        assertThat(world.media.permissionsOf(helper.id()).peerClass())
                .isEqualTo(VisibilityPolicy.classOf(Role.TEACHER));
        assertThat(world.media.permissionsOf(masha.id()).peerClass()).isEqualTo(VisibilityPolicy.classOf(Role.STUDENT));
    }

    @Test
    void repeatsToNobodyWhoResumesWhatIsHiddenMeanwhile_I1() {
        long seen = masha.lastSeq();
        masha.lose();
        petya.ask("hand", "'raised':true");
        set("students-apart");
        Client back = world.open();
        back.resume(1, masha, seen);
        assertThat(back.connection.reply(1).at("/error/code").asText()).isEqualTo("gone");
        assertThat(back.connection.received().toString()).doesNotContain(petya.id());
    }

    @Test
    void resumesWhoHasHeardAllUntilThePolicyChanged() {
        long seen = masha.lastSeq();
        masha.lose();
        set("students-apart");
        Client back = world.open();
        back.resume(1, masha, seen);
        assertThat(back.connection.reply(1).path("ok").asBoolean()).isTrue();
        assertThat(back.connection.last("participantLeft").path("participantId").asText())
                .isEqualTo(petya.id());
    }

    @Test
    void tellsTheAudienceOnlyWhomItMaySee() {
        Client viewer = world.join("zritel", Role.VIEWER);
        petya.ask("publish", "'mid':'1','source':'camera'");
        teacher.ask("publish", "'mid':'1','source':'camera'");
        teacher.ask("moderate", "'action':'startBroadcast'");
        set("exam");
        String told = toldWhile(viewer, () -> {
            petya.ask("chat", "'text':'psst'");
            teacher.ask("chat", "'text':'hello'");
            world.time.pass(3000);
        });
        assertThat(told).contains("hello").doesNotContain("psst").doesNotContain("petya");
        assertThat(names(viewer.connection.last("roomUpdated").path("participants")))
                .containsExactly("anna");
    }
}
