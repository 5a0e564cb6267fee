package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.message.ClientMessage;
import io.zvonok.signalling.token.Grants;
import io.zvonok.signalling.token.Role;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what, and when: one row for each {@link Action} (P27, P28). What is not in the table is refused. A test
 * enumerates it. The gates on media packets follow from the same grants, in the media core.
 *
 * <p>Thread: any; immutable.
 */
final class PermissionTable {
    private static final Set<SessionState> JOINING = EnumSet.of(SessionState.NEW);
    private static final Set<SessionState> JOINED = EnumSet.of(SessionState.JOINED);
    private static final Set<SessionState> ANY_TIME = EnumSet.of(SessionState.NEW, SessionState.JOINED);

    private static final Map<Action, Row> ROWS = new EnumMap<>(Map.ofEntries(
            row(Action.JOIN, JOINING, Need.TOKEN),
            row(Action.OFFER, JOINED, Need.TOKEN),
            row(Action.CANDIDATE, ANY_TIME, Need.TOKEN),
            row(Action.VIEW, JOINED, Need.SUBSCRIBE),
            row(Action.PUBLISH, JOINED, Need.PUBLISH_SOURCE),
            row(Action.UNPUBLISH, JOINED, Need.TOKEN),
            row(Action.MUTE, JOINED, Need.TOKEN),
            row(Action.UNMUTE, JOINED, Need.PUBLISH_SOURCE),
            row(Action.RAISE_HAND, JOINED, Need.CHAT),
            row(Action.LOWER_OWN_HAND, JOINED, Need.TOKEN),
            row(Action.CHAT, JOINED, Need.CHAT),
            row(Action.MODERATE_MUTE, JOINED, Need.MODERATE),
            row(Action.MODERATE_MUTE_ALL, JOINED, Need.MODERATE),
            row(Action.MODERATE_KICK, JOINED, Need.MODERATE),
            row(Action.MODERATE_LOWER_HAND, JOINED, Need.MODERATE),
            row(Action.MODERATE_LOWER_ALL_HANDS, JOINED, Need.MODERATE),
            row(Action.MODERATE_START_BROADCAST, JOINED, Need.DIRECT),
            row(Action.MODERATE_STOP_BROADCAST, JOINED, Need.DIRECT),
            row(Action.MODERATE_SET_PROGRAMME, JOINED, Need.DIRECT),
            row(Action.MODERATE_BRING_ON_STAGE, JOINED, Need.DIRECT),
            row(Action.MODERATE_SEND_TO_AUDIENCE, JOINED, Need.DIRECT),
            row(Action.MODERATE_SET_COMMENTS, JOINED, Need.DIRECT),
            row(Action.MODERATE_APPROVE_CHAT, JOINED, Need.DIRECT),
            row(Action.MODERATE_DELETE_CHAT, JOINED, Need.DIRECT),
            row(Action.MODERATE_MUTE_CHAT, JOINED, Need.DIRECT),
            row(Action.MODERATE_UNMUTE_CHAT, JOINED, Need.DIRECT),
            row(Action.MODERATE_ADMIT, JOINED, Need.MODERATE),
            row(Action.MODERATE_ADMIT_ALL, JOINED, Need.MODERATE),
            row(Action.MODERATE_REFUSE, JOINED, Need.MODERATE),
            row(Action.MODERATE_SET_ROOM, JOINED, Need.MODERATE),
            row(Action.MODERATE_SET_RIGHTS, JOINED, Need.MODERATE),
            row(Action.MODERATE_GIVE_FLOOR, JOINED, Need.MODERATE),
            row(Action.MODERATE_TAKE_FLOOR, JOINED, Need.MODERATE),
            row(Action.MODERATE_BAN, JOINED, Need.MODERATE),
            row(Action.MODERATE_UNBAN, JOINED, Need.MODERATE),
            row(Action.MODERATE_SPOTLIGHT, JOINED, Need.MODERATE),
            row(Action.MODERATE_END_LESSON, JOINED, Need.MODERATE),
            row(Action.MODERATE_SET_POLICY, JOINED, Need.MODERATE),
            row(Action.MODERATE_SET_GROUPS, JOINED, Need.MODERATE),
            row(Action.MODERATE_MOVE_TO_GROUP, JOINED, Need.MODERATE),
            row(Action.MODERATE_MOVE_ALL, JOINED, Need.MODERATE),
            row(Action.MODERATE_DROP_IN, JOINED, Need.MODERATE),
            row(Action.MODERATE_SPEAK_TO_ALL, JOINED, Need.MODERATE),
            row(Action.MODERATE_CALL_BACK, JOINED, Need.MODERATE),
            row(Action.LEAVE_STAGE, JOINED, Need.TOKEN),
            row(Action.EXPLAIN_OWN, JOINED, Need.TOKEN),
            row(Action.EXPLAIN_OTHER, JOINED, Need.MODERATE),
            row(Action.STATS, JOINED, Need.TOKEN),
            row(Action.PING, JOINED, Need.TOKEN),
            row(Action.LEAVE, ANY_TIME, Need.TOKEN)));

    private static final Set<Role> PUBLISHERS = EnumSet.of(Role.BROADCASTER, Role.TEACHER, Role.ADMIN);

    private static final String ASK_FOR_STAGE = "you are in the audience: a moderator can bring you on stage";

    private PermissionTable() {}

    /** Throws {@link ZvonokException} WRONG_STATE or FORBIDDEN. */
    static void check(Action action, ClientSession session, ClientMessage message) {
        SessionState state = session.state();
        Row row = ROWS.get(action);
        if (row == null) {
            throw new ZvonokException(ErrorCode.FORBIDDEN, "nobody may do this");
        }
        if (!row.states().contains(state)) {
            throw new ZvonokException(ErrorCode.WRONG_STATE, wrongState(state));
        }
        Role role = session.claims().role();
        if (!isGranted(row.need(), role, session.grants(), sourceOf(message))) {
            boolean onStage =
                    isGranted(row.need(), role, TierGrants.of(session.claims(), PeerTier.STAGE), sourceOf(message));
            throw new ZvonokException(ErrorCode.FORBIDDEN, onStage ? ASK_FOR_STAGE : row.need().complaint);
        }
        checkRights(action, session);
    }

    /** What a moderator forbids for now. What may be sent is not refused here: it is gated, packet by packet. */
    private static void checkRights(Action action, ClientSession session) {
        if (action == Action.CHAT && !session.may(Right.CHAT)) {
            throw new ZvonokException(ErrorCode.NOT_ALLOWED, "a moderator does not let you write here");
        }
        if (action == Action.RAISE_HAND && !session.may(Right.HAND)) {
            throw new ZvonokException(ErrorCode.NOT_ALLOWED, "a moderator does not let anybody raise a hand now");
        }
    }

    /** Who goes on air and off, chooses the programme and keeps order among comments. */
    static boolean directs(Role role, Grants grants) {
        return isGranted(Need.DIRECT, role, grants, null);
    }

    /** Who may come by HTTP: to publish, those who broadcast or teach; to watch, all who may see. */
    static void checkGuest(GuestKind kind, Role role, Grants grants) {
        if (kind == GuestKind.PUBLISHER && !PUBLISHERS.contains(role)) {
            throw new ZvonokException(
                    ErrorCode.FORBIDDEN, "publishing here is for the roles broadcaster, teacher and admin");
        }
        if (kind == GuestKind.VIEWER && (!role.mayJoinLessons() || !grants.subscribe())) {
            throw new ZvonokException(ErrorCode.FORBIDDEN, Need.SUBSCRIBE.complaint);
        }
    }

    static boolean mayPublish(Grants grants, @Nullable TrackSource source) {
        return source != null && grants.publish().contains(source);
    }

    static Row rowOf(Action action) {
        Row row = ROWS.get(action);
        if (row == null) {
            throw new IllegalStateException("no row for " + action);
        }
        return row;
    }

    static boolean isGranted(Need need, Role role, Grants grants, @Nullable TrackSource source) {
        return switch (need) {
            case TOKEN -> true;
            case SUBSCRIBE -> grants.subscribe();
            case CHAT -> grants.chat();
            case MODERATE -> grants.moderate();
            case DIRECT -> grants.moderate() || role == Role.BROADCASTER;
            case PUBLISH_SOURCE -> mayPublish(grants, source);
        };
    }

    private static @Nullable TrackSource sourceOf(ClientMessage message) {
        if (message instanceof ClientMessage.Publish publish) {
            return publish.source();
        }
        return message instanceof ClientMessage.Mute mute ? mute.source() : null;
    }

    private static String wrongState(SessionState state) {
        return switch (state) {
            case NEW -> "the join is still under way";
            case JOINED, DETACHED -> "this session has joined already";
            case CLOSED -> "this session is over";
        };
    }

    private static Map.Entry<Action, Row> row(Action action, Set<SessionState> states, Need need) {
        return Map.entry(action, new Row(states, need));
    }

    record Row(Set<SessionState> states, Need need) {}

    /** What the token must grant. */
    enum Need {
        /** Any valid token of the lesson. */
        TOKEN("a token is needed"),
        SUBSCRIBE("you may not see or hear others in this lesson"),
        PUBLISH_SOURCE("you may not publish this source in this lesson"),
        CHAT("you may not write in this lesson"),
        MODERATE("only a moderator may do this"),
        DIRECT("only a moderator or the broadcaster may do this");

        private final String complaint;

        Need(String complaint) {
            this.complaint = complaint;
        }
    }
}
