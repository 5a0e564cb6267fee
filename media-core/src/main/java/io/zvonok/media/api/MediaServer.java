package io.zvonok.media.api;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The packet side of the server as signalling sees it: rooms on media loops, peers in rooms.
 *
 * <p>Thread: all methods may be called from any thread and return at once. Stages complete on the room's media loop
 * (hand over at once, never block it) and fail with {@link ZvonokException}.
 */
public interface MediaServer extends AutoCloseable {
    /** Opens a room on the least loaded loop. Fails with WRONG_STATE if it exists. */
    CompletionStage<Void> openRoom(RoomId room, RoomListener listener);

    /** Closes a room and all its peers. Does nothing if it does not exist. */
    CompletionStage<Void> closeRoom(RoomId room);

    /** Adds a peer. The answer can be written from the result. Fails with NOT_FOUND (room), WRONG_STATE (peer exists). */
    CompletionStage<JoinResult> join(
            RoomId room, PeerId peer, PeerDescription description, PeerPermissions permissions);

    /**
     * Applies a later offer of the same peer: new ICE credentials restart ICE (DTLS, SRTP and slots go on untouched); added
     * sections are opened; a section that is gone from the description is closed. Existing slots keep their SSRCs.
     */
    CompletionStage<JoinResult> update(RoomId room, PeerId peer, PeerDescription description);

    /** Removes a peer: nothing more is sent to it or taken from it. Does nothing if it is gone. */
    CompletionStage<Void> leave(RoomId room, PeerId peer);

    /** What a published section carries. Null source or muted: its packets are dropped and nobody sees it. */
    CompletionStage<Void> publish(RoomId room, PeerId peer, String mid, @Nullable TrackSource source, boolean muted);

    /** What the peer wants in its slots; slots not named keep their view. */
    CompletionStage<Void> setView(RoomId room, PeerId peer, List<SlotView> views);

    CompletionStage<Void> setPermissions(RoomId room, PeerId peer, PeerPermissions permissions);

    /** Every STAGE slot on stage shows that peer while it sends a picture; null: a screen, or whoever speaks. */
    CompletionStage<Void> setSpotlight(RoomId room, @Nullable PeerId peer);

    /**
     * Who may see and hear whom from now on, on stage and in the audience. Of what is hidden no packet leaves any more, not
     * even again. Rooms begin with everything.
     */
    CompletionStage<Void> setVisibility(RoomId room, Visibility visibility);

    /**
     * Who is in which group from now on; all others are in the whole lesson. Peers that have not joined yet may be named.
     * Nobody's transport, slots or tracks are touched: only what is in the slots. The audience gets what the whole lesson
     * may see.
     */
    CompletionStage<Void> setGroups(RoomId room, Map<PeerId, PeerGroup> groups);

    CompletionStage<PeerReport> report(RoomId room, PeerId peer);

    /** The last ten minutes of a peer on stage in numbers; of one in the audience nothing is kept. */
    CompletionStage<PeerTimeline> timeline(RoomId room, PeerId peer);

    // --- broadcasts

    /**
     * Adds a peer to the audience of a room: on the least loaded loop, which need not be the room's. Its slots get the
     * programme while the room is on air. All other methods know the peer as one of the room. Fails with NOT_FOUND (room),
     * WRONG_STATE (peer exists).
     */
    CompletionStage<JoinResult> joinAudience(
            RoomId room, PeerId peer, PeerDescription description, PeerPermissions permissions);

    /**
     * Brings a peer on stage, or back into the audience. Its transport and slots stay as they are: who was in the audience
     * sees the whole stage from now on, is seen by it with what it publishes, and goes on on the loop where it is.
     */
    CompletionStage<Void> setTier(RoomId room, PeerId peer, PeerTier tier);

    /** What the audience gets while the room is on air. A source that is not there is passed over until it comes. */
    CompletionStage<Void> setProgramme(RoomId room, Programme programme);

    /** On air or not: off air the audience gets nothing, and its slots say so. Rooms begin off air. */
    CompletionStage<Void> setOnAir(RoomId room, boolean onAir);

    CompletionStage<BroadcastReport> broadcast(RoomId room);

    /** Sums over all loops since start; index by {@code Counter} names. For metrics. */
    MediaStats stats();

    /** Stops: closes all rooms, sockets and threads. Idempotent. */
    @Override
    void close();
}
