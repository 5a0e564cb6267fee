package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.PeerGroup;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.ledger.LedgerEventType;
import io.zvonok.signalling.message.ClientMessage.GroupMove;
import io.zvonok.signalling.message.MessageCodec;
import io.zvonok.signalling.message.ServerMessage.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The groups of a lesson, and who is in which. Moving somebody is routing: transport, slots and tracks stay, only what is in
 * the slots changes. A person is in a group, not a connection: whoever comes back is where they were.
 *
 * <p>The right to moderate has been checked; whom an actor may command is checked here. Thread: the lesson's strand.
 */
final class GroupDesk {
    private static final int MAX_PERSONS = 10_000;

    private final LessonContext context;
    private final Lesson lesson;
    /** By id: the number by which the media core knows it. */
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    /** By identity: the id of the group; the others are in the whole lesson. */
    private final Map<String, String> members = new LinkedHashMap<>();
    /** Identities of those who are seen and heard in every group. */
    private final Set<String> speakers = new LinkedHashSet<>();

    private int lastNumber;
    private Map<PeerId, PeerGroup> given = Map.of();

    GroupDesk(LessonContext context, Lesson lesson) {
        this.context = context;
        this.lesson = lesson;
    }

    // What is so

    List<Group> groups() {
        return lesson.settings().groups();
    }

    /** True if nobody is anywhere else. */
    boolean isWhole() {
        return members.isEmpty();
    }

    /** Null: in the whole lesson, as all of the audience are. */
    @Nullable
    String groupOf(ClientSession session) {
        return session.isOnStage() ? members.get(session.claims().identity()) : null;
    }

    boolean speaksToAll(ClientSession session) {
        return session.isOnStage() && speakers.contains(session.claims().identity());
    }

    boolean reaches(ClientSession speaker, ClientSession listener) {
        return speaksToAll(speaker) || Objects.equals(groupOf(speaker), groupOf(listener));
    }

    // What moderators and the backend do

    /** All there are from now on. Those of a group that is gone are back in the whole lesson. Throws BAD_MESSAGE. */
    void setGroups(Actor actor, List<Group> groups) {
        Set<String> ids = new HashSet<>();
        for (Group group : groups) {
            require(isId(group.id()), "the id of a group has 1 to 40 characters");
            require(ids.add(group.id()), "two groups have the same id");
        }
        require(groups.size() <= MessageCodec.MAX_GROUPS, "there are at most " + MessageCodec.MAX_GROUPS + " groups");
        Map<ClientSession, String> before = whereabouts();
        numbers.keySet().retainAll(ids);
        members.values().retainAll(ids);
        groups.forEach(group -> numbers.computeIfAbsent(group.id(), id -> ++lastNumber));
        if (groups.isEmpty()) {
            speakers.clear();
        }
        apply();
        if (lesson.settings().setGroups(groups)) {
            var data = LessonLedger.by(actor.participantId());
            var list = data.putArray("groups");
            groups.forEach(group -> list.addObject().put("id", group.id()).put("name", group.name()));
            lesson.ledger().record(LedgerEventType.GROUPS_CHANGED, null, data);
            lesson.tellRoom();
        }
        tellMoved(actor, before);
    }

    /**
     * To a group, or back to the whole lesson.
     *
     * @param group null: the whole lesson. Throws NOT_FOUND, FORBIDDEN or WRONG_STATE
     */
    void move(Actor actor, ClientSession target, @Nullable String group) {
        move(actor, Map.of(target, group == null ? "" : group));
    }

    /** All of them or, if one of them cannot be moved, none. Throws as {@link #move}. */
    void moveAll(Actor actor, List<GroupMove> moves) {
        Map<ClientSession, String> targets = new LinkedHashMap<>();
        for (GroupMove move : moves) {
            String group = move.group();
            targets.put(lesson.attendance().present(move.participantId()), group == null ? "" : group);
        }
        move(actor, targets);
    }

    /** A moderator goes there; null: back to the whole lesson. Throws NOT_FOUND, or WRONG_STATE for the backend. */
    void dropIn(Actor actor, @Nullable String group) {
        move(actor, self(actor), group);
    }

    /** The moderator is seen and heard in every group from now on, or only in the own. Throws WRONG_STATE. */
    void speakToAll(Actor actor, boolean enabled) {
        ClientSession self = self(actor);
        requireOnStage(self);
        Map<ClientSession, String> before = whereabouts();
        boolean changed = enabled
                ? speakers.size() < MAX_PERSONS && speakers.add(self.claims().identity())
                : speakers.remove(self.claims().identity());
        if (changed) {
            apply();
            tellMoved(actor, before);
        }
    }

    /** All are in the whole lesson again; the groups stay. */
    void callBack(Actor actor) {
        Map<ClientSession, String> before = whereabouts();
        members.clear();
        apply();
        tellMoved(actor, before);
    }

    /** @param targets and where they go: the group's id, empty for the whole lesson */
    private void move(Actor actor, Map<ClientSession, String> targets) {
        targets.forEach((target, group) -> {
            if (!actor.is(target)) {
                actor.requireCommandOf(target);
            }
            requireOnStage(target);
            if (!group.isEmpty() && !numbers.containsKey(group)) {
                throw new ZvonokException(ErrorCode.NOT_FOUND, "there is no such group");
            }
        });
        Map<ClientSession, String> before = whereabouts();
        targets.forEach((target, group) -> put(target.claims().identity(), group));
        apply();
        tellMoved(actor, before);
    }

    private void put(String identity, String group) {
        members.remove(identity);
        if (!group.isEmpty()) {
            if (members.size() >= MAX_PERSONS) {
                members.remove(members.keySet().iterator().next());
            }
            members.put(identity, group);
        }
    }

    // What follows

    /** Before the media core hears of somebody: nothing of another group is to come first. */
    void beforeJoin(ClientSession newcomer) {
        String identity = newcomer.claims().identity();
        if (members.containsKey(identity) || speakers.contains(identity)) {
            apply();
        }
    }

    private void apply() {
        Map<PeerId, PeerGroup> next = new HashMap<>();
        for (ClientSession session : lesson.attendance().everybody()) {
            String identity = session.claims().identity();
            String group = members.get(identity);
            PeerGroup place =
                    new PeerGroup(group == null ? 0 : numbers.getOrDefault(group, 0), speakers.contains(identity));
            if (!place.equals(PeerGroup.WHOLE_LESSON)) {
                next.put(session.peer(), place);
            }
        }
        if (!next.equals(given)) {
            given = next;
            lesson.whenOpen(() -> context.media().setGroups(lesson.room(), next));
        }
    }

    /** Where everybody on stage is, and how. */
    private Map<ClientSession, String> whereabouts() {
        Map<ClientSession, String> places = new LinkedHashMap<>();
        for (ClientSession session : lesson.attendance().onStage()) {
            places.put(session, whereabouts(session));
        }
        return places;
    }

    private String whereabouts(ClientSession session) {
        return groupOf(session) + (speaksToAll(session) ? " to all" : "");
    }

    private void tellMoved(Actor actor, Map<ClientSession, String> before) {
        List<ClientSession> moved = new ArrayList<>();
        before.forEach((session, place) -> {
            if (!place.equals(whereabouts(session))) {
                moved.add(session);
            }
        });
        for (ClientSession session : moved) {
            lesson.ledger()
                    .record(
                            LedgerEventType.GROUP_MOVED,
                            session,
                            LessonLedger.by(actor.participantId())
                                    .put("group", groupOf(session))
                                    .put("speaksToAll", speaksToAll(session)));
            lesson.tellUpdated(session);
        }
    }

    private static ClientSession self(Actor actor) {
        ClientSession session = actor.session();
        if (session == null) {
            throw new ZvonokException(ErrorCode.WRONG_STATE, "the backend is in no lesson");
        }
        return session;
    }

    private static void requireOnStage(ClientSession target) {
        if (!target.isOnStage()) {
            throw new ZvonokException(ErrorCode.WRONG_STATE, "that one is in the audience, which is in no group");
        }
    }

    private static boolean isId(String id) {
        return !id.isEmpty() && id.length() <= MessageCodec.MAX_GROUP_ID_LENGTH;
    }

    private static void require(boolean condition, String complaint) {
        if (!condition) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, complaint);
        }
    }
}
