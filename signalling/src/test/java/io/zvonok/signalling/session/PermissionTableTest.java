package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.message.ClientMessage;
import io.zvonok.signalling.message.ClientMessage.ModerateAction;
import io.zvonok.signalling.session.LessonFixture.Client;
import io.zvonok.signalling.testing.Offers;
import io.zvonok.signalling.token.GrantsClaim;
import io.zvonok.signalling.token.Role;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Enumerates the permission table (P27): who may do what, and that the server does as the table says. */
class PermissionTableTest {
    @Test
    void hasARowForEveryMessageAndEveryModeration_P27() {
        Set<Class<?>> covered =
                Arrays.stream(Action.values()).map(Action::message).collect(Collectors.toSet());
        assertThat(covered).isEqualTo(Set.of(Objects.requireNonNull(ClientMessage.class.getPermittedSubclasses())));
        for (Action action : Action.values()) {
            assertThat(PermissionTable.rowOf(action).states()).as(action.name()).isNotEmpty();
        }
        for (ModerateAction action : ModerateAction.values()) {
            assertThat(Action.of(moderate(action), "me").name()).isEqualTo("MODERATE_" + action.name());
        }
    }

    private static ClientMessage.Moderate moderate(ModerateAction action) {
        return new ClientMessage.Moderate(
                1, action, "p", null, null, null, List.of(), null, null, null, null, null, null, null, null, List.of(),
                null, List.of());
    }

    @Test
    void saysInWhichStateEachActionIsTaken_P28() {
        String table = Arrays.stream(Action.values())
                .map(action -> action + " "
                        + new TreeSet<>(PermissionTable.rowOf(action).states()))
                .collect(Collectors.joining("\n"));
        assertThat(table).isEqualTo("""
                        JOIN [NEW]
                        OFFER [JOINED]
                        CANDIDATE [NEW, JOINED]
                        VIEW [JOINED]
                        PUBLISH [JOINED]
                        UNPUBLISH [JOINED]
                        MUTE [JOINED]
                        UNMUTE [JOINED]
                        RAISE_HAND [JOINED]
                        LOWER_OWN_HAND [JOINED]
                        CHAT [JOINED]
                        MODERATE_MUTE [JOINED]
                        MODERATE_MUTE_ALL [JOINED]
                        MODERATE_KICK [JOINED]
                        MODERATE_LOWER_HAND [JOINED]
                        MODERATE_LOWER_ALL_HANDS [JOINED]
                        MODERATE_START_BROADCAST [JOINED]
                        MODERATE_STOP_BROADCAST [JOINED]
                        MODERATE_SET_PROGRAMME [JOINED]
                        MODERATE_BRING_ON_STAGE [JOINED]
                        MODERATE_SEND_TO_AUDIENCE [JOINED]
                        MODERATE_SET_COMMENTS [JOINED]
                        MODERATE_APPROVE_CHAT [JOINED]
                        MODERATE_DELETE_CHAT [JOINED]
                        MODERATE_MUTE_CHAT [JOINED]
                        MODERATE_UNMUTE_CHAT [JOINED]
                        MODERATE_ADMIT [JOINED]
                        MODERATE_ADMIT_ALL [JOINED]
                        MODERATE_REFUSE [JOINED]
                        MODERATE_SET_ROOM [JOINED]
                        MODERATE_SET_RIGHTS [JOINED]
                        MODERATE_GIVE_FLOOR [JOINED]
                        MODERATE_TAKE_FLOOR [JOINED]
                        MODERATE_BAN [JOINED]
                        MODERATE_UNBAN [JOINED]
                        MODERATE_SPOTLIGHT [JOINED]
                        MODERATE_END_LESSON [JOINED]
                        MODERATE_SET_POLICY [JOINED]
                        MODERATE_SET_GROUPS [JOINED]
                        MODERATE_MOVE_TO_GROUP [JOINED]
                        MODERATE_MOVE_ALL [JOINED]
                        MODERATE_DROP_IN [JOINED]
                        MODERATE_SPEAK_TO_ALL [JOINED]
                        MODERATE_CALL_BACK [JOINED]
                        LEAVE_STAGE [JOINED]
                        EXPLAIN_OWN [JOINED]
                        EXPLAIN_OTHER [JOINED]
                        STATS [JOINED]
                        PING [JOINED]
                        LEAVE [NEW, JOINED]""");
    }

    /** The whole table by role, without a grants claim: y may, - may not. Publishing: microphone, camera, screen, its sound. */
    @Test
    void saysWhatEachRoleMayDo_P27() {
        List<Role> roles = List.of(Role.TEACHER, Role.ADMIN, Role.STUDENT, Role.PARENT, Role.BROADCASTER, Role.VIEWER);
        StringBuilder table = new StringBuilder();
        for (Action action : Action.values()) {
            table.append(action).append(':');
            for (Role role : roles) {
                table.append(' ').append(allowed(action, role));
            }
            table.append('\n');
        }
        assertThat(table.toString()).isEqualTo("""
                        JOIN: y y y y y y
                        OFFER: y y y y y y
                        CANDIDATE: y y y y y y
                        VIEW: y y y y y y
                        PUBLISH: yyyy yyyy yy-- ---- yyyy ----
                        UNPUBLISH: y y y y y y
                        MUTE: y y y y y y
                        UNMUTE: yyyy yyyy yy-- ---- yyyy ----
                        RAISE_HAND: y y y - y -
                        LOWER_OWN_HAND: y y y y y y
                        CHAT: y y y - y -
                        MODERATE_MUTE: y y - - - -
                        MODERATE_MUTE_ALL: y y - - - -
                        MODERATE_KICK: y y - - - -
                        MODERATE_LOWER_HAND: y y - - - -
                        MODERATE_LOWER_ALL_HANDS: y y - - - -
                        MODERATE_START_BROADCAST: y y - - y -
                        MODERATE_STOP_BROADCAST: y y - - y -
                        MODERATE_SET_PROGRAMME: y y - - y -
                        MODERATE_BRING_ON_STAGE: y y - - y -
                        MODERATE_SEND_TO_AUDIENCE: y y - - y -
                        MODERATE_SET_COMMENTS: y y - - y -
                        MODERATE_APPROVE_CHAT: y y - - y -
                        MODERATE_DELETE_CHAT: y y - - y -
                        MODERATE_MUTE_CHAT: y y - - y -
                        MODERATE_UNMUTE_CHAT: y y - - y -
                        MODERATE_ADMIT: y y - - - -
                        MODERATE_ADMIT_ALL: y y - - - -
                        MODERATE_REFUSE: y y - - - -
                        MODERATE_SET_ROOM: y y - - - -
                        MODERATE_SET_RIGHTS: y y - - - -
                        MODERATE_GIVE_FLOOR: y y - - - -
                        MODERATE_TAKE_FLOOR: y y - - - -
                        MODERATE_BAN: y y - - - -
                        MODERATE_UNBAN: y y - - - -
                        MODERATE_SPOTLIGHT: y y - - - -
                        MODERATE_END_LESSON: y y - - - -
                        MODERATE_SET_POLICY: y y - - - -
                        MODERATE_SET_GROUPS: y y - - - -
                        MODERATE_MOVE_TO_GROUP: y y - - - -
                        MODERATE_MOVE_ALL: y y - - - -
                        MODERATE_DROP_IN: y y - - - -
                        MODERATE_SPEAK_TO_ALL: y y - - - -
                        MODERATE_CALL_BACK: y y - - - -
                        LEAVE_STAGE: y y y y y y
                        EXPLAIN_OWN: y y y y y y
                        EXPLAIN_OTHER: y y - - - -
                        STATS: y y y y y y
                        PING: y y y y y y
                        LEAVE: y y y y y y
                        """);
    }

    private static String allowed(Action action, Role role) {
        PermissionTable.Need need = PermissionTable.rowOf(action).need();
        if (need != PermissionTable.Need.PUBLISH_SOURCE) {
            return PermissionTable.isGranted(need, role, role.defaultGrants(), null) ? "y" : "-";
        }
        return Arrays.stream(TrackSource.values())
                .map(source -> PermissionTable.isGranted(need, role, role.defaultGrants(), source) ? "y" : "-")
                .collect(Collectors.joining());
    }

    /** Says each message as somebody who was granted nothing: only what needs nothing but a token gets through. */
    @Test
    void refusesEverythingThatNeedsAGrantToSomebodyWithout_P27() {
        LessonFixture world = new LessonFixture();
        GrantsClaim nothing = new GrantsClaim(Set.of(), false, false, false, false);
        Client teacher = world.join("t", Role.TEACHER);
        Client nobody = world.join("n", Role.STUDENT, nothing);
        Map<String, String> outcomes = new LinkedHashMap<>();
        everyMessage(teacher.id(), nobody.id())
                .forEach((name, message) -> outcomes.put(name, nobody.outcome(message.get(0), message.get(1))));

        Map<String, String> expected = new LinkedHashMap<>();
        everyMessage("", "").keySet().forEach(name -> {
            PermissionTable.Need need =
                    PermissionTable.rowOf(Action.valueOf(name)).need();
            expected.put(name, need == PermissionTable.Need.TOKEN ? "ok" : "forbidden");
        });
        expected.put("JOIN", "wrong_state");
        expected.put("MUTE", "not_found"); // nothing is published
        assertThat(outcomes).isEqualTo(expected);
        assertThat(teacher.connection.closed()).isNull();
        assertThat(world.media.calls()).noneMatch(call -> call.startsWith("view") || call.endsWith("CAMERA"));
    }

    /** Type and fields of one message for each action; a test of its own sees that none is forgotten. */
    static Map<String, List<String>> everyMessage(String other, String own) {
        Map<String, List<String>> messages = new LinkedHashMap<>();
        String about = ",'participantId':'" + other + "'";
        messages.put("JOIN", List.of("join", "'token':'x'"));
        messages.put("OFFER", List.of("offer", "'sdp':'" + Offers.lesson(4, 2).replace("\r\n", "\\r\\n") + "'"));
        messages.put("CANDIDATE", List.of("candidate", "'candidate':null"));
        messages.put("VIEW", List.of("view", "'slots':[{'mid':'8','want':'auto'}]"));
        messages.put("PUBLISH", List.of("publish", "'mid':'1','source':'camera'"));
        messages.put("UNPUBLISH", List.of("publish", "'mid':'1','source':null"));
        messages.put("MUTE", List.of("mute", "'source':'camera','muted':true"));
        messages.put("UNMUTE", List.of("mute", "'source':'camera','muted':false"));
        messages.put("RAISE_HAND", List.of("hand", "'raised':true"));
        messages.put("LOWER_OWN_HAND", List.of("hand", "'raised':false"));
        messages.put("CHAT", List.of("chat", "'text':'hi'"));
        messages.put("MODERATE_MUTE", List.of("moderate", "'action':'mute'" + about));
        messages.put("MODERATE_MUTE_ALL", List.of("moderate", "'action':'muteAll'"));
        messages.put("MODERATE_KICK", List.of("moderate", "'action':'kick'" + about));
        messages.put("MODERATE_LOWER_HAND", List.of("moderate", "'action':'lowerHand'" + about));
        messages.put("MODERATE_LOWER_ALL_HANDS", List.of("moderate", "'action':'lowerAllHands'"));
        messages.put("MODERATE_START_BROADCAST", List.of("moderate", "'action':'startBroadcast'"));
        messages.put("MODERATE_STOP_BROADCAST", List.of("moderate", "'action':'stopBroadcast'"));
        messages.put("MODERATE_SET_PROGRAMME", List.of("moderate", "'action':'setProgramme','mode':'auto'"));
        messages.put("MODERATE_BRING_ON_STAGE", List.of("moderate", "'action':'bringOnStage'" + about));
        messages.put("MODERATE_SEND_TO_AUDIENCE", List.of("moderate", "'action':'sendToAudience'" + about));
        messages.put("MODERATE_SET_COMMENTS", List.of("moderate", "'action':'setComments','enabled':true"));
        messages.put("MODERATE_APPROVE_CHAT", List.of("moderate", "'action':'approveChat','chatId':'m-1'"));
        messages.put("MODERATE_DELETE_CHAT", List.of("moderate", "'action':'deleteChat','chatId':'m-1'"));
        messages.put("MODERATE_MUTE_CHAT", List.of("moderate", "'action':'muteChat'" + about));
        messages.put("MODERATE_UNMUTE_CHAT", List.of("moderate", "'action':'unmuteChat'" + about));
        messages.put("MODERATE_ADMIT", List.of("moderate", "'action':'admit'" + about));
        messages.put("MODERATE_ADMIT_ALL", List.of("moderate", "'action':'admitAll'"));
        messages.put("MODERATE_REFUSE", List.of("moderate", "'action':'refuse'" + about));
        messages.put("MODERATE_SET_ROOM", List.of("moderate", "'action':'setRoom','locked':true"));
        messages.put("MODERATE_SET_RIGHTS", List.of("moderate", "'action':'setRights','rights':{}" + about));
        messages.put("MODERATE_GIVE_FLOOR", List.of("moderate", "'action':'giveFloor'" + about));
        messages.put("MODERATE_TAKE_FLOOR", List.of("moderate", "'action':'takeFloor'" + about));
        messages.put("MODERATE_BAN", List.of("moderate", "'action':'ban'" + about));
        messages.put("MODERATE_UNBAN", List.of("moderate", "'action':'unban','identity':'x'"));
        messages.put("MODERATE_SPOTLIGHT", List.of("moderate", "'action':'spotlight'"));
        messages.put("MODERATE_END_LESSON", List.of("moderate", "'action':'endLesson'"));
        messages.put("MODERATE_SET_POLICY", List.of("moderate", "'action':'setPolicy','policy':'exam'"));
        messages.put("MODERATE_SET_GROUPS", List.of("moderate", "'action':'setGroups','groups':[]"));
        messages.put("MODERATE_MOVE_TO_GROUP", List.of("moderate", "'action':'moveToGroup'" + about));
        messages.put("MODERATE_MOVE_ALL", List.of("moderate", "'action':'moveAll','moves':[]"));
        messages.put("MODERATE_DROP_IN", List.of("moderate", "'action':'dropIn'"));
        messages.put("MODERATE_SPEAK_TO_ALL", List.of("moderate", "'action':'speakToAll','enabled':true"));
        messages.put("MODERATE_CALL_BACK", List.of("moderate", "'action':'callBack'"));
        messages.put("LEAVE_STAGE", List.of("moderate", "'action':'sendToAudience','participantId':'" + own + "'"));
        messages.put("EXPLAIN_OWN", List.of("explain", ""));
        messages.put("EXPLAIN_OTHER", List.of("explain", "'participantId':'" + other + "'"));
        messages.put("STATS", List.of("stats", "'digest':{}"));
        messages.put("PING", List.of("ping", "'t':1"));
        messages.put("LEAVE", List.of("leave", ""));
        return messages;
    }

    @Test
    void triesEveryAction() {
        assertThat(everyMessage("x", "y").keySet())
                .containsExactlyElementsOf(
                        Arrays.stream(Action.values()).map(Enum::name).toList());
    }
}
