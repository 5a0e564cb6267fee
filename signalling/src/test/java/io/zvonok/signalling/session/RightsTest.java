package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.message.ClientMessage.RightsChange;
import io.zvonok.signalling.session.LessonFixture.Client;
import io.zvonok.signalling.token.GrantsClaim;
import io.zvonok.signalling.token.Role;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who may send, write and raise a hand, and how a moderator changes that: rights and the floor. */
class RightsTest {
    private static final String MUTED_ROOM = "'action':'setRoom','rights':{'microphone':false}";

    private final LessonFixture world = new LessonFixture();
    private final Client teacher = world.join("t", Role.TEACHER);

    private Client student(String identity) {
        Client student = world.join(identity, Role.STUDENT);
        student.ask("publish", "'mid':'0','source':'microphone'");
        return student;
    }

    private String moderate(String fields) {
        return teacher.outcome("moderate", fields);
    }

    private String about(String action, Client target) {
        return moderate("'action':'" + action + "','participantId':'" + target.id() + "'");
    }

    private boolean maySend(Client client, TrackSource source) {
        return world.media.permissionsOf(client.id()).publish().contains(source);
    }

    private static JsonNode lastOf(Client listener) {
        return listener.connection.last("participantUpdated").path("participant");
    }

    @Test
    void armsAMicrophoneThatIsGated() {
        Client student = world.join("s", Role.STUDENT);
        assertThat(moderate(MUTED_ROOM)).isEqualTo("ok");

        JsonNode reply = student.ask("publish", "'mid':'0','source':'microphone'");

        assertThat(reply.path("ok").asBoolean()).isTrue();
        assertThat(reply.path("gated").asBoolean()).isTrue();
        assertThat(world.media.calls()).contains("publish " + student.id() + " 0 MICROPHONE");
        assertThat(maySend(student, TrackSource.MICROPHONE)).isFalse();
        assertThat(maySend(student, TrackSource.CAMERA)).isTrue();
        assertThat(lastOf(teacher).at("/tracks/0/gated").asBoolean()).isTrue();
        assertThat(teacher.connection.last("roomUpdated").at("/room/settings/rights/microphone"))
                .isEqualTo(BooleanNode.FALSE);
    }

    @Test
    void opensTheGateWithTheFloorAndNoWordFromTheClient() {
        Client student = student("s");
        moderate(MUTED_ROOM);
        student.ask("hand", "'raised':true");
        assertThat(maySend(student, TrackSource.MICROPHONE)).isFalse();

        assertThat(about("giveFloor", student)).isEqualTo("ok");

        assertThat(maySend(student, TrackSource.MICROPHONE)).isTrue();
        assertThat(world.media.permissionsOf(student.id()).floor()).isTrue();
        assertThat(lastOf(teacher).path("floor").asBoolean()).isTrue();
        assertThat(lastOf(teacher).at("/tracks/0").has("gated")).isFalse();
        assertThat(student.connection.last("moderated").path("action").asText()).isEqualTo("lowerHand");
        assertThat(student.connection.events("moderated").get(0).path("action").asText())
                .isEqualTo("giveFloor");
        assertThat(teacher.connection.last("hand").path("raised").asBoolean()).isFalse();

        assertThat(about("takeFloor", student)).isEqualTo("ok");
        assertThat(maySend(student, TrackSource.MICROPHONE)).isFalse();
        assertThat(lastOf(teacher).has("floor")).isFalse();
        assertThat(lastOf(teacher).at("/tracks/0/gated").asBoolean()).isTrue();
        assertThat(student.connection.last("moderated").path("action").asText()).isEqualTo("takeFloor");
    }

    @Test
    void mutesWhoLosesTheFloorWhereEverybodyMaySpeak() {
        Client student = student("s");
        about("giveFloor", student);
        about("takeFloor", student);
        assertThat(maySend(student, TrackSource.MICROPHONE)).isTrue();
        assertThat(lastOf(teacher).at("/tracks/0/muted").asBoolean()).isTrue();
        assertThat(student.outcome("mute", "'source':'microphone','muted':false"))
                .isEqualTo("ok");
    }

    @Test
    void givesAndTakesOneFloorOnce() {
        Client student = student("s");
        about("giveFloor", student);
        about("giveFloor", student);
        assertThat(student.connection.events("moderated")).hasSize(1);
        about("takeFloor", student);
        about("takeFloor", student);
        assertThat(student.connection.events("moderated")).hasSize(2);
    }

    @Test
    void forbidsToUnmute() {
        Client student = student("s");
        moderate(MUTED_ROOM);
        assertThat(maySend(student, TrackSource.MICROPHONE)).isFalse();
        student.ask("mute", "'source':'microphone','muted':true");
        JsonNode reply = student.ask("mute", "'source':'microphone','muted':false");
        assertThat(reply.path("gated").asBoolean()).isTrue();
        assertThat(maySend(student, TrackSource.MICROPHONE)).isFalse();

        moderate("'action':'setRoom','rights':{'microphone':true}");
        assertThat(maySend(student, TrackSource.MICROPHONE)).isTrue();
        assertThat(lastOf(student).at("/tracks/0").has("gated")).isFalse();
    }

    @Test
    void letsAPersonalRightWinOverTheRoomsUntilItIsTakenBack() {
        Client student = student("s");
        moderate(MUTED_ROOM);
        String own = "'action':'setRights','participantId':'" + student.id() + "','rights':";
        moderate(own + "{'microphone':true,'camera':false}");
        assertThat(maySend(student, TrackSource.MICROPHONE)).isTrue();
        assertThat(maySend(student, TrackSource.CAMERA)).isFalse();
        assertThat(lastOf(teacher).path("rights").toString()).isEqualTo("{\"microphone\":true,\"camera\":false}");
        assertThat(lastOf(teacher).has("floor")).isFalse();

        moderate(own + "{'microphone':null}");
        assertThat(maySend(student, TrackSource.MICROPHONE)).isFalse();
        assertThat(maySend(student, TrackSource.CAMERA)).isTrue();
        assertThat(lastOf(teacher).has("rights")).isFalse();
    }

    @Test
    void neverGrantsMoreThanTheToken_P27() {
        Client student = student("s");
        Client parent = world.join("p", Role.PARENT);
        moderate("'action':'setRights','participantId':'" + student.id() + "','rights':{'screen':true}");
        assertThat(maySend(student, TrackSource.SCREEN)).isFalse();
        assertThat(student.outcome("publish", "'mid':'2','source':'screen'")).isEqualTo("forbidden");
        assertThat(about("giveFloor", parent)).isEqualTo("not_allowed");
        moderate("'action':'setRights','participantId':'" + parent.id() + "','rights':{'chat':true}");
        assertThat(parent.outcome("chat", "'text':'hi'")).isEqualTo("forbidden");
    }

    @Test
    void takesTheScreenWithItsSoundFromWhoMayShareOtherwise() {
        GrantsClaim shares = new GrantsClaim(Set.of("microphone", "camera", "screen"), null, null, null, null);
        Client student = world.join("s", Role.STUDENT, shares);
        assertThat(maySend(student, TrackSource.SCREEN_AUDIO)).isTrue();
        moderate("'action':'setRoom','rights':{'screen':false,'camera':false}");
        assertThat(world.media.permissionsOf(student.id()).publish()).containsExactly(TrackSource.MICROPHONE);
    }

    @Test
    void shutsTheChatAndHands() {
        Client student = student("s");
        moderate("'action':'setRoom','rights':{'chat':false,'hand':false}");
        assertThat(student.outcome("chat", "'text':'hi'")).isEqualTo("not_allowed");
        assertThat(student.outcome("hand", "'raised':true")).isEqualTo("not_allowed");
        assertThat(student.outcome("hand", "'raised':false")).isEqualTo("ok");
        assertThat(teacher.outcome("chat", "'text':'hi'")).isEqualTo("ok");
        assertThat(teacher.outcome("hand", "'raised':true")).isEqualTo("ok");

        moderate("'action':'setRights','participantId':'" + student.id() + "','rights':{'chat':true}");
        assertThat(student.outcome("chat", "'text':'hi'")).isEqualTo("ok");
    }

    @Test
    void leavesWhoModeratesAlone() {
        Client other = world.join("u", Role.TEACHER);
        moderate("'action':'setRoom','rights':{'microphone':false,'camera':false,'screen':false}");
        assertThat(world.media.permissionsOf(other.id()).publish()).hasSize(4);
        assertThat(about("giveFloor", other)).isEqualTo("wrong_state");
        assertThat(moderate("'action':'setRights','participantId':'" + other.id() + "','rights':{'camera':false}"))
                .isEqualTo("wrong_state");
    }

    @Test
    void holdsNewcomersToWhatTheRoomAllows() {
        moderate(MUTED_ROOM);
        Client late = world.open();
        late.token = world.token("late", Role.STUDENT).toJwt(world.time.instant());
        late.join(1, "'publish':[{'mid':'0','source':'microphone'},{'mid':'1','source':'camera'}]");
        assertThat(maySend(late, TrackSource.MICROPHONE)).isFalse();
        assertThat(late.joined().at("/you/tracks/0/gated").asBoolean()).isTrue();
        assertThat(late.joined().at("/you/tracks/1").has("gated")).isFalse();
        assertThat(late.joined().at("/room/settings/rights/microphone").asBoolean(true))
                .isFalse();
    }

    @Test
    void holdsWhoIsJustComingInToWhatChangedMeanwhile() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        world.media.holdJoins(gate);
        Client late = world.open();
        late.token = world.token("late", Role.STUDENT).toJwt(world.time.instant());
        late.join(1, "'publish':[{'mid':'0','source':'microphone'}]");
        moderate(MUTED_ROOM);
        assertThat(teacher.connection.events("participantUpdated")).isEmpty();
        gate.complete(null);
        world.time.settle();
        assertThat(maySend(late, TrackSource.MICROPHONE)).isFalse();
        assertThat(late.joined().at("/you/tracks/0/gated").asBoolean()).isTrue();
    }

    @Test
    void keepsRightsAndTheFloorOverALoadedPageAndTheRightsEvenLonger() {
        Client student = student("s");
        moderate(MUTED_ROOM);
        about("giveFloor", student);
        moderate("'action':'setRights','participantId':'" + student.id() + "','rights':{'camera':false}");

        Client again = student("s");
        assertThat(again.joined().at("/you/floor").asBoolean()).isTrue();
        assertThat(maySend(again, TrackSource.MICROPHONE)).isTrue();
        assertThat(maySend(again, TrackSource.CAMERA)).isFalse();

        again.ask("leave", "");
        Client later = student("s");
        assertThat(later.joined().path("you").has("floor")).isFalse();
        assertThat(maySend(later, TrackSource.MICROPHONE)).isFalse();
        assertThat(maySend(later, TrackSource.CAMERA)).isFalse();
    }

    @Test
    void takesTheFloorFromWhoIsSentIntoTheAudience() {
        Client student = student("s");
        about("giveFloor", student);
        about("spotlight", student);
        assertThat(about("sendToAudience", student)).isEqualTo("ok");
        assertThat(about("bringOnStage", student)).isEqualTo("ok");
        assertThat(teacher.connection
                        .last("participantJoined")
                        .path("participant")
                        .has("floor"))
                .isFalse();
        assertThat(teacher.connection
                        .last("roomUpdated")
                        .at("/room/settings/spotlight")
                        .isNull())
                .isTrue();
        assertThat(world.ledger()).contains("floorGiven s", "floorTaken s");
    }

    @Test
    void countsNothingThatIsGatedAsOnAir() {
        Client student = student("s");
        moderate(MUTED_ROOM);
        moderate("'action':'startBroadcast'");
        assertThat(teacher.connection.last("roomUpdated").at("/room/sourceGone").asBoolean())
                .isTrue();
        about("giveFloor", student);
        assertThat(teacher.connection.last("roomUpdated").at("/room").has("sourceGone"))
                .isFalse();
    }

    @Test
    void obeysTheBackendWithoutAModerator() {
        Client student = student("s");
        ClientSession session = Objects.requireNonNull(student.conversation.session());
        Lesson lesson = session.lesson();
        lesson.moderation().setRoom(Actor.BACKEND, null, null, new RightsChange(false, null, null, null, null));
        assertThat(maySend(student, TrackSource.MICROPHONE)).isFalse();
        lesson.moderation().giveFloor(Actor.BACKEND, session);
        assertThat(maySend(student, TrackSource.MICROPHONE)).isTrue();
        assertThat(student.connection
                        .events("moderated")
                        .get(0)
                        .path("byParticipantId")
                        .asText("?"))
                .isEmpty();
    }
}
