package io.zvonok.media.room;

import io.zvonok.media.api.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * What a room is in a broadcast: the stage, where everybody may see everybody, or a part of its audience on this loop. A
 * lesson that is not broadcast is a stage without audience.
 *
 * <p>Thread: the owning media loop.
 */
interface RoomRole {
    /** True if it is decided here who is loudest, and people here are told of each other. */
    boolean isStage();

    /** Works out what there is to be seen and heard; before slots are filled from it. */
    void prepare(long nowNanos);

    /** As of the last {@link #prepare}. */
    Offer offerTo(Participant viewer);

    /** Who goes by this id among those who can be seen here. */
    @Nullable
    Participant find(PeerId peer);

    boolean isOffAir(Participant viewer);

    /** Packets of the track may be shown from now on, or may not. */
    void onGate(PublishedTrack track);

    /** The track is gone. */
    void onWithdrawn(PublishedTrack track);

    /** Somebody began to watch an encoding of a track that was carried here, or nobody does any more. */
    void tellWanted(PublishedTrack track);

    /** Called about a hundred times a second. */
    void onTick(long nowNanos);

    void close(long nowNanos);
}
