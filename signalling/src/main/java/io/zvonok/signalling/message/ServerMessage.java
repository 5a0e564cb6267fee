package io.zvonok.signalling.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.JsonNode;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.LayerLimit;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.token.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server says: events, which carry a gap-free {@code seq} in each session, and replies, which carry the
 * {@code id} of the request and {@code ok}. Times are milliseconds since 1970.
 *
 * <p>A {@code @Nullable} component is written as null, or left out where it is marked so; so is a number that is 0.
 */
public sealed interface ServerMessage {
    /** Something happened. Its {@code seq} is written by the session's log, not by the record. */
    sealed interface Event extends ServerMessage {}

    /** The answer to one request. */
    sealed interface Reply extends ServerMessage {
        /** The request's id; null when it could not be read. */
        @Nullable
        Long id();
    }

    // Replies

    record Done(Long id) implements Reply {}

    record Failed(@Nullable Long id, ErrorBody error) implements Reply {}

    /** @param pending a moderator reads it before others do */
    record Said(
            Long id,
            String messageId,
            @JsonInclude(Include.NON_DEFAULT) boolean pending) implements Reply {}

    record Answered(Long id, String sdp, List<SlotDescription> slots) implements Reply {}

    /** @param lastSeq of the newest event; all after the client's own follow this reply */
    record Resumed(Long id, boolean resumed, String sessionId, long lastSeq) implements Reply {}

    record Pong(Long id, double t, long serverTime) implements Reply {}

    record Explained(Long id, ExplainReport report) implements Reply {}

    /** To {@code publish} and {@code mute}: it is armed, but the server drops its packets until the right to it comes. */
    record Gated(Long id, boolean gated) implements Reply {}

    /** To {@code join}: not in yet. What comes next is {@code joined}, or {@code moderated} and the end. */
    record Waiting(Long id, WaitingIn waiting) implements Reply {}

    // Events

    /** The first event of a session. */
    record Joined(
            String sessionId,
            Participant you,
            GrantList grants,
            Room room,
            List<Participant> participants,
            String sdp,
            List<SlotDescription> slots,
            List<ChatMessage> chat,
            Limits limits)
            implements Event {}

    record ParticipantJoined(Participant participant) implements Event {}

    record ParticipantUpdated(Participant participant) implements Event {}

    record ParticipantLeft(String participantId, LeaveReason reason) implements Event {}

    /** Slots whose occupant, reason or layer changed. */
    record Slots(List<Slot> items) implements Event {}

    record Speakers(List<Speaker> items) implements Event {}

    record Quality(List<LinkScore> items) implements Event {}

    /** Told to the publisher: which encodings of its section anybody watches; all, each time one of them changed. */
    record PublisherLayers(String mid, List<LayerUse> layers) implements Event {}

    record Chat(ChatMessage message) implements Event {}

    /** Told to the audience: what was said, a few times a second. */
    record Chats(List<ChatMessage> items) implements Event {}

    record ChatDeleted(List<String> ids) implements Event {}

    record Hand(String participantId, boolean raised, long time) implements Event {}

    /** Told to the one concerned. */
    record Moderated(
            ClientMessage.ModerateAction action,
            @JsonInclude(Include.NON_NULL) @Nullable TrackSource source,
            String byParticipantId)
            implements Event {}

    /** Told to moderators: who waits to be let in, the first to come first. */
    record Lobby(List<LobbyItem> items) implements Event {}

    /** @param participants those in the programme; told to the audience when there are others than before */
    record RoomUpdated(
            Room room,
            @JsonInclude(Include.NON_NULL) @Nullable List<Participant> participants) implements Event {}

    /**
     * Told to the one who was brought on stage or sent back.
     *
     * @param participants whom that one sees from now on: the others on stage, or those in the programme
     */
    record TierChanged(PeerTier tier, GrantList grants, Room room, List<Participant> participants) implements Event {}

    /**
     * Told to moderators of somebody in the audience who has a hand up or has commented.
     *
     * @param gone in the audience no more
     */
    record AudienceMember(
            String participantId,
            String name,
            boolean hand,
            @JsonInclude(Include.NON_DEFAULT) boolean gone) implements Event {}

    /**
     * Something of the application's own.
     *
     * @param payload a string or an object
     * @param from who sent it
     */
    record Data(String topic, JsonNode payload, String from) implements Event {
        /** The backend. */
        public static final String SERVER = "server";
    }

    /**
     * @param url where to go; null: the same address again
     * @param endsInMillis when this server ends at the latest; null: not known
     */
    record GoAway(
            GoAwayAction action,
            String reason,
            long retryAfterMillis,
            @JsonInclude(Include.NON_NULL) @Nullable String url,
            @JsonInclude(Include.NON_NULL) @Nullable Long endsInMillis)
            implements Event {}

    // Parts

    record Participant(
            String id,
            String identity,
            String name,
            Role role,
            PeerTier tier,
            long joinedAt,
            @Nullable Long handRaisedAt,
            Connection connection,
            List<Track> tracks,
            @JsonInclude(Include.NON_DEFAULT) boolean floor,
            @JsonInclude(Include.NON_NULL) @Nullable String group,
            @JsonInclude(Include.NON_DEFAULT) boolean speaksToAll,
            @JsonInclude(Include.NON_NULL) @Nullable PersonalRights rights) {}

    /** @param gated it may be on, but the server drops its packets: the right to it is missing for now */
    record Track(
            TrackSource source,
            boolean muted,
            boolean active,
            @JsonInclude(Include.NON_DEFAULT) boolean gated) {}

    /** What a moderator allowed or forbade one person; what is left out is as in the room. */
    record PersonalRights(
            @JsonInclude(Include.NON_NULL) @Nullable Boolean microphone,
            @JsonInclude(Include.NON_NULL) @Nullable Boolean camera,
            @JsonInclude(Include.NON_NULL) @Nullable Boolean screen,
            @JsonInclude(Include.NON_NULL) @Nullable Boolean chat) {}

    record GrantList(List<TrackSource> publish, boolean subscribe, boolean chat, boolean moderate, boolean record) {}

    /**
     * @param audience how many watch without being listed
     * @param onAir the audience sees and hears the programme
     * @param sourceGone on air, but nobody sends anything for now
     * @param settings what moderators or the backend have set
     */
    record Room(
            String id,
            @JsonInclude(Include.NON_NULL) @Nullable String name,
            long createdAt,
            int audience,
            boolean onAir,
            @JsonInclude(Include.NON_NULL) @Nullable Long onAirSince,
            @JsonInclude(Include.NON_DEFAULT) boolean sourceGone,
            ChosenProgramme programme,
            CommentPolicy comments,
            Settings settings) {}

    /**
     * @param lobby those who do not moderate wait until they are let in
     * @param locked nobody new comes in, but moderators
     * @param rights what those who do not moderate may do now, if their tokens grant it
     * @param spotlight whom every {@code stage} slot shows
     * @param policy who sees and hears whom
     * @param groups those that the lesson is divided into; empty: it is one
     */
    record Settings(
            boolean lobby,
            boolean locked,
            RoomRights rights,
            @Nullable String spotlight,
            String policy,
            List<Group> groups) {}

    record RoomRights(boolean microphone, boolean camera, boolean screen, boolean chat, boolean hand) {}

    record Group(String id, String name) {}

    /** @param participantId until let in; to be admitted or refused by it */
    record LobbyItem(String participantId, String identity, String name, Role role, long since) {}

    /** @param sources what a director chose, in order; empty when the server chooses */
    record ChosenProgramme(ClientMessage.ProgrammeMode mode, List<ClientMessage.ProgrammeSource> sources) {}

    /**
     * @param slowModeSeconds between two comments of one person
     * @param preModerated a moderator reads comments before others do
     */
    record CommentPolicy(boolean enabled, int slowModeSeconds, boolean preModerated) {}

    record SlotDescription(String mid, MediaKind kind) {}

    record Limits(int maxMessageBytes, int chatMaxLength, long resumeMillis, long pingIntervalMillis) {}

    /**
     * @param limit why the picture is no better
     * @param needBps what the smallest picture ({@code noBandwidth}) or the next better one ({@code bandwidth}) takes
     * @param haveBps what is left of the link for it
     * @param sinceMillis how long the reason has held
     */
    record Slot(
            String mid,
            MediaKind kind,
            @Nullable String participantId,
            @Nullable TrackSource source,
            SlotCondition state,
            SlotReason reason,
            @Nullable Layer layer,
            LayerLimit limit,
            @JsonInclude(Include.NON_DEFAULT) long needBps,
            @JsonInclude(Include.NON_DEFAULT) long haveBps,
            long sinceMillis) {}

    /** @param rid empty for a single encoding */
    record Layer(String rid, int width, int height, int spatialLayer, int temporalLayer) {}

    /** @param level 0 silent to 100 loud */
    record Speaker(String participantId, int level) {}

    /** @param score 5 excellent to 1 lost */
    record LinkScore(
            String participantId, int score, int roundTripMillis, int uplinkLossPercent, int downlinkLossPercent) {}

    /** @param active somebody watches it, or will in a moment: it is to be sent */
    record LayerUse(String rid, boolean active) {}

    /**
     * @param tier where it was said: in the audience it is a comment
     * @param mediaTime milliseconds since the room went on air; absent off air
     * @param pending only moderators have got it yet
     */
    record ChatMessage(
            String messageId,
            String participantId,
            String name,
            Role role,
            PeerTier tier,
            String text,
            long time,
            @JsonInclude(Include.NON_NULL) @Nullable Long mediaTime,
            @JsonInclude(Include.NON_DEFAULT) boolean pending) {}

    /** @param retryAfterMillis when the same request may succeed; left out when 0 */
    record ErrorBody(
            ErrorCode code,
            String message,
            boolean retryable,
            @JsonInclude(Include.NON_DEFAULT) long retryAfterMillis) {}

    /** Where somebody waits who asked to come in. */
    enum WaitingIn {
        LOBBY
    }

    /** How somebody's media connection is. */
    enum Connection {
        CONNECTING,
        CONNECTED,
        RECONNECTING
    }

    /** Why somebody is gone. {@code HIDDEN}: is still there, but the lesson's policy lists that one no more. */
    enum LeaveReason {
        LEFT,
        KICKED,
        TIMEOUT,
        REPLACED,
        FAILED,
        HIDDEN
    }

    /** What a slot shows, in one word. */
    enum SlotCondition {
        ACTIVE,
        EMPTY,
        WAITING
    }

    /** What to do when the server goes. */
    enum GoAwayAction {
        RECONNECT,
        DISCONNECT
    }
}
