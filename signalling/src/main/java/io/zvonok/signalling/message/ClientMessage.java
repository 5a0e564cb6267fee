package io.zvonok.signalling.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.TrackSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client may say. Each message has an {@code id} and is answered by one {@link ServerMessage.Reply} with it.
 *
 * <p>Components that are {@code @Nullable} may be missing; lists may be missing too and are then empty.
 */
public sealed interface ClientMessage {
    /** Chosen by the client; 0 to 2^53. */
    long id();

    /**
     * The first message.
     *
     * @param room which lesson the client means; refused when the token is for another
     * @param sdp the one offer; only a resumed session needs none
     */
    record Join(
            long id,
            String token,
            @Nullable String room,
            @Nullable String sdp,
            @Nullable FirstView view,
            List<PublishedSection> publish,
            @Nullable Resume resume,
            @Nullable ClientAbout client)
            implements ClientMessage {
        public Join {
            publish = List.copyOf(publish);
        }

        /** Names no token (P30). */
        @Override
        public String toString() {
            return "Join[" + id + "]";
        }
    }

    /** More slots, or an ICE restart. */
    record Offer(long id, String sdp) implements ClientMessage {}

    /** Accepted and ignored: the server learns addresses from connectivity checks. */
    record Candidate(long id) implements ClientMessage {}

    record View(long id, List<ViewSlot> slots) implements ClientMessage {
        public View {
            slots = List.copyOf(slots);
        }
    }

    /** @param source what the section carries from now; null when it is stopped */
    record Publish(long id, String mid, @Nullable TrackSource source, boolean muted) implements ClientMessage {}

    record Mute(long id, TrackSource source, boolean muted) implements ClientMessage {}

    record Hand(long id, boolean raised) implements ClientMessage {}

    record Chat(long id, String text) implements ClientMessage {}

    /**
     * @param participantId whom it concerns; not for actions on all
     * @param source what to mute; the microphone when missing
     * @param chatId the {@code messageId} to be approved or deleted
     * @param mode with sources, for {@code setProgramme}
     * @param enabled for {@code speakToAll}; with the two that follow, for {@code setComments}; what is missing stays
     * @param lobby with {@code locked} and {@code rights}, for {@code setRoom}; what is missing stays
     * @param rights for {@code setRights} too: there, what is missing is as in the room
     * @param identity whom to let in again
     * @param policy for {@code setPolicy}
     * @param groups for {@code setGroups}: all there are from now on
     * @param group whereto, for {@code moveToGroup} and {@code dropIn}; the whole lesson when missing
     * @param moves for {@code moveAll}
     */
    record Moderate(
            long id,
            ModerateAction action,
            @Nullable String participantId,
            @Nullable TrackSource source,
            @Nullable String chatId,
            @Nullable ProgrammeMode mode,
            List<ProgrammeSource> sources,
            @Nullable Boolean enabled,
            @Nullable Integer slowModeSeconds,
            @Nullable Boolean preModerated,
            @Nullable Boolean lobby,
            @Nullable Boolean locked,
            @Nullable RightsChange rights,
            @Nullable String identity,
            @Nullable VisibilityPolicy policy,
            List<ServerMessage.Group> groups,
            @Nullable String group,
            List<GroupMove> moves)
            implements ClientMessage {
        public Moderate {
            sources = List.copyOf(sources);
            groups = List.copyOf(groups);
            moves = List.copyOf(moves);
        }
    }

    /** Why is it so? One own slot, or a whole participant; neither: one's own connection. */
    record Explain(
            long id,
            @Nullable String slot,
            @Nullable String participantId,
            @Nullable String of,
            @Nullable TrackSource source)
            implements ClientMessage {}

    /** @param digest of the browser's own statistics; the last one is kept for {@code explain} */
    record Stats(long id, ObjectNode digest) implements ClientMessage {}

    record Ping(long id, double t) implements ClientMessage {}

    record Leave(long id, @Nullable String reason) implements ClientMessage {}

    /** The part of {@link Join} that says what to show first. */
    record FirstView(List<ViewSlot> slots) {
        public FirstView {
            slots = List.copyOf(slots);
        }
    }

    /**
     * @param want {@code auto}, {@code stage}, {@code none} or a participant's id
     * @param width on screen in device pixels, 0 when off screen
     */
    record ViewSlot(String mid, String want, @Nullable TrackSource source, int width, int height, int priority) {}

    record PublishedSection(String mid, @Nullable TrackSource source, boolean muted) {}

    /** @param group null: the whole lesson */
    record GroupMove(String participantId, @Nullable String group) {}

    record ProgrammeSource(String participantId, TrackSource source) {}

    /** @param screen its sound too */
    record RightsChange(
            @Nullable Boolean microphone,
            @Nullable Boolean camera,
            @Nullable Boolean screen,
            @Nullable Boolean chat,
            @Nullable Boolean hand) {}

    record Resume(String sessionId, long lastSeq) {
        @Override
        public String toString() {
            return "Resume[" + lastSeq + "]";
        }
    }

    record ClientAbout(@Nullable String name, @Nullable String version) {}

    /** What a moderator may do. */
    enum ModerateAction {
        MUTE,
        MUTE_ALL,
        KICK,
        LOWER_HAND,
        LOWER_ALL_HANDS,
        START_BROADCAST,
        STOP_BROADCAST,
        SET_PROGRAMME,
        BRING_ON_STAGE,
        SEND_TO_AUDIENCE,
        SET_COMMENTS,
        APPROVE_CHAT,
        DELETE_CHAT,
        MUTE_CHAT,
        UNMUTE_CHAT,
        ADMIT,
        ADMIT_ALL,
        REFUSE,
        SET_ROOM,
        SET_RIGHTS,
        GIVE_FLOOR,
        TAKE_FLOOR,
        BAN,
        UNBAN,
        SPOTLIGHT,
        END_LESSON,
        SET_POLICY,
        SET_GROUPS,
        MOVE_TO_GROUP,
        MOVE_ALL,
        DROP_IN,
        SPEAK_TO_ALL,
        CALL_BACK;

        /** True if it is about one participant. */
        public boolean needsParticipant() {
            return switch (this) {
                case MUTE, KICK, LOWER_HAND, BRING_ON_STAGE, SEND_TO_AUDIENCE, MUTE_CHAT, UNMUTE_CHAT -> true;
                case ADMIT, REFUSE, SET_RIGHTS, GIVE_FLOOR, TAKE_FLOOR, BAN, MOVE_TO_GROUP -> true;
                default -> false;
            };
        }

        /** True if it is about one message. */
        public boolean needsChat() {
            return this == APPROVE_CHAT || this == DELETE_CHAT;
        }
    }

    /** Who chooses what the audience sees and hears. */
    enum ProgrammeMode {
        AUTO,
        MANUAL
    }
}
