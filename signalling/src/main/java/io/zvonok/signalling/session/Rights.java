package io.zvonok.signalling.session;

import io.zvonok.media.api.PeerPermissions;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.RoomId;
import io.zvonok.signalling.message.ServerMessage.PersonalRights;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each in a lesson may do now: what the token grants, narrowed by the room's rights, which a personal right or the
 * floor overrides. Who directs is not narrowed. Personal rights and the floor are of an identity: they outlast a page that
 * is loaded anew. What may be sent is enforced in the media core, on every packet.
 *
 * <p>Thread: the lesson's strand.
 */
final class Rights {
    private static final int MAX_PERSONS = 10_000;
    private static final PersonalRights AS_IN_THE_ROOM = new PersonalRights(null, null, null, null);
    private static final Person NOTHING_OWN = new Person(AS_IN_THE_ROOM, false);

    private final LessonContext context;
    private final RoomId room;
    private final RoomSettings settings;
    private final Map<String, Person> byIdentity = new LinkedHashMap<>();

    private record Person(PersonalRights rights, boolean floor) {}

    Rights(LessonContext context, RoomId room, RoomSettings settings) {
        this.context = context;
        this.room = room;
        this.settings = settings;
    }

    /** Within what the token grants. The room's rights to write and to raise a hand are those of the stage. */
    boolean may(ClientSession session, Right right) {
        if (session.directs()) {
            return true;
        }
        Person person = person(session);
        if (right == Right.MICROPHONE && person.floor) {
            return true;
        }
        Boolean own = right.in(person.rights);
        if (own != null) {
            return own;
        }
        boolean ofAudience = session.tier() == PeerTier.AUDIENCE && (right == Right.CHAT || right == Right.HAND);
        return ofAudience || right.in(settings.rights());
    }

    boolean hasFloor(ClientSession session) {
        return person(session).floor;
    }

    /** Null: all as in the room. */
    @Nullable
    PersonalRights personal(ClientSession session) {
        PersonalRights own = person(session).rights;
        return own.equals(AS_IN_THE_ROOM) ? null : own;
    }

    /** Takes effect with {@link #apply}. */
    void setPersonal(ClientSession session, PersonalRights rights) {
        put(session, new Person(rights, person(session).floor));
    }

    /** Takes effect with {@link #apply}. Returns true if that is news. */
    boolean setFloor(ClientSession session, boolean floor) {
        Person before = person(session);
        put(session, new Person(before.rights, floor));
        return before.floor != floor;
    }

    /**
     * From now on what it may send, and no more, goes further.
     *
     * @return true if that changed
     */
    boolean apply(ClientSession session) {
        PeerPermissions changed = session.takePermissions();
        if (changed != null) {
            context.media().setPermissions(room, session.peer(), changed);
        }
        return changed != null;
    }

    private Person person(ClientSession session) {
        return byIdentity.getOrDefault(session.claims().identity(), NOTHING_OWN);
    }

    private void put(ClientSession session, Person person) {
        String identity = session.claims().identity();
        byIdentity.remove(identity);
        if (!person.equals(NOTHING_OWN)) {
            if (byIdentity.size() >= MAX_PERSONS) {
                byIdentity.remove(byIdentity.keySet().iterator().next());
            }
            byIdentity.put(identity, person);
        }
    }
}
