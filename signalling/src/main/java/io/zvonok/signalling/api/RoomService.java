package io.zvonok.signalling.api;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.ledger.AttendanceQuery;
import io.zvonok.signalling.ledger.AttendanceReport;
import io.zvonok.signalling.ledger.EventPage;
import io.zvonok.signalling.message.ExplainReport;
import io.zvonok.signalling.message.ParticipantTimeline;
import io.zvonok.signalling.webhook.DeadLetterPage;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Rooms and who is in them, as a backend commands them. The one in process and the one that speaks REST give the same
 * results and fail with the same codes.
 *
 * <p>Every stage may fail with {@link ZvonokException}: {@link ErrorCode#NOT_FOUND} for a room or a participant that is
 * not there, {@link ErrorCode#BAD_MESSAGE} for an argument that is not well formed; what else is said at the method. No
 * method throws. A participant is named by its id, which names one connection, or by the identity of somebody on stage.
 *
 * <p>Thread: any; nothing blocks. Stages complete on a thread of the server's or the client's: hand over what takes long.
 */
public interface RoomService {
    /**
     * Opens a room that stays, though nobody is in it, for its empty timeout. A token opens a room that was not created, too,
     * with defaults.
     *
     * @param room 1 to 128 letters, digits or {@code ._~:@+=-}
     * @return fails with WRONG_STATE if it is open already, DRAINING, OVERLOADED
     */
    CompletionStage<Room> createRoom(String room, RoomOptions options);

    /** Ordered by id. */
    CompletionStage<Page<Room>> listRooms(PageRequest page);

    CompletionStage<Room> getRoom(String room);

    /** Changes what is given, leaves the rest. */
    CompletionStage<Room> updateRoom(String room, RoomOptions changes);

    /** Ends the lesson for everybody in it. */
    CompletionStage<Void> deleteRoom(String room);

    /** Those on stage and in the audience, in order of joining. */
    CompletionStage<Page<Participant>> listParticipants(String room, PageRequest page);

    CompletionStage<Participant> getParticipant(String room, String participant);

    /**
     * Changes what is given, leaves the rest.
     *
     * @return fails with WRONG_STATE for somebody of whom that cannot be so, NOT_ALLOWED for what the token does not grant,
     *     ROOM_FULL
     */
    CompletionStage<Participant> updateParticipant(String room, String participant, ParticipantUpdate update);

    /** @param ban that identity does not come in again, with a fresh token neither */
    CompletionStage<Void> removeParticipant(String room, String participant, boolean ban);

    /**
     * Drops what somebody sends at the server, who is told.
     *
     * @param muted only true: what was muted is opened by its own participant; to forbid that, use rights
     * @return fails with NOT_FOUND if the source is not published, NOT_ALLOWED for opening what is muted
     */
    CompletionStage<Participant> mutePublishedTrack(String room, String participant, TrackSource source, boolean muted);

    /** Chooses what the slots of somebody show; slots that are not named stay. The page may choose again. */
    CompletionStage<Void> updateSubscriptions(String room, String participant, List<SlotChoice> slots);

    /** Sends an event {@code data} to those on stage, or to some of them. */
    CompletionStage<DataReceipt> sendData(String room, DataMessage message);

    /** The audience sees and hears the programme from now on. Does nothing on air. */
    CompletionStage<Room> startBroadcast(String room);

    /** Does nothing off air. */
    CompletionStage<Room> stopBroadcast(String room);

    /** Who sees and hears whom from now on: what is hidden stops at once. */
    CompletionStage<Room> setPolicy(String room, RoomPolicy policy);

    /** The groups of the lesson and who is in them; whoever is in none is in the whole lesson. */
    CompletionStage<List<RoomGroup>> listGroups(String room);

    /**
     * These groups there are from now on, none at the end of group work. Those of a group that is gone are back in the whole
     * lesson. Moving somebody changes only whom they see and hear: their connection stays.
     *
     * @param groups at most 50; all of it is done, or nothing
     * @return fails with NOT_FOUND if one who is named is not on stage
     */
    CompletionStage<List<RoomGroup>> setGroups(String room, List<RoomGroup> groups);

    /** Those who wait to be let in, the first to come first. */
    CompletionStage<List<LobbyGuest>> listLobby(String room);

    /**
     * Lets somebody in.
     *
     * @param participant id or identity of somebody in the lobby
     * @return fails with NOT_FOUND, ROOM_FULL
     */
    CompletionStage<Void> admit(String room, String participant);

    /** Sends somebody away who waits in the lobby. */
    CompletionStage<Void> refuse(String room, String participant);

    /** Identities that do not come in while the lesson lasts, in the order in which they were banned. */
    CompletionStage<List<String>> listBans(String room);

    /** That identity is out, and does not come in again with any token while the lesson lasts. */
    CompletionStage<Void> ban(String room, String identity);

    /** @return fails with NOT_FOUND if that identity is not banned */
    CompletionStage<Void> unban(String room, String identity);

    /**
     * What happened in the room, also in lessons that are over, as long as the server knows it.
     *
     * @param after the number of the last event that is known already; 0 for all
     * @param limit most events, 1 to 1000
     */
    CompletionStage<EventPage> listEvents(String room, long after, int limit);

    /** Who was there, for how long, and what they did. */
    CompletionStage<AttendanceReport> attendance(String room, AttendanceQuery query);

    /** What the server sees of somebody, in words: connection, slots and why they show what they show, tracks. */
    CompletionStage<ExplainReport> explain(String room, String participant);

    /**
     * Why one does not see or hear another: the one cause in the way, since when, and what to do. Who is not there is an
     * answer, too.
     *
     * @param source null: of what the other sends the first that does not arrive
     */
    CompletionStage<ExplainReport.Relation> explain(
            String room, String viewer, String of, @Nullable TrackSource source);

    /** The last ten minutes of somebody: numbers every 5 s, and what changed in between. */
    CompletionStage<ParticipantTimeline> timeline(String room, String participant);

    /**
     * Events that no webhook's receiver took, oldest first.
     *
     * @param after the id of the last one that is known already; 0 for all
     * @param limit 1 to 1000
     */
    CompletionStage<DeadLetterPage> listDeadLetters(long after, int limit);

    /**
     * Sends one again.
     *
     * @return completes when it is on its way; fails with NOT_FOUND, or GONE if its events are known no more
     */
    CompletionStage<Void> retryDeadLetter(long id);

    /** How the server itself is. */
    CompletionStage<ServerStatus> serverStatus();
}
