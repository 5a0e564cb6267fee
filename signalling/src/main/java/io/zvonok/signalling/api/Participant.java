package io.zvonok.signalling.api;

import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.token.Role;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody in a room.
 *
 * @param id names this one connection
 * @param identity who it is, as the backend knows them
 * @param tier on stage or in the audience
 * @param handRaisedAt null: no hand is up
 * @param floor has the word
 * @param group of the lesson; null: the whole lesson
 * @param rights of that one alone; null: all as in the room
 */
public record Participant(
        String id,
        String identity,
        String name,
        Role role,
        PeerTier tier,
        Instant joinedAt,
        @Nullable Instant handRaisedAt,
        Connection connection,
        List<Track> tracks,
        boolean floor,
        @Nullable String group,
        @Nullable ParticipantRights rights) {
    public Participant {
        tracks = List.copyOf(tracks);
    }

    /** Names nobody (P30). */
    @Override
    public String toString() {
        return "Participant[" + id + "]";
    }

    /**
     * Something that is sent.
     *
     * @param muted dropped at the server
     * @param active packets are coming
     * @param gated it may be on, but the right to it is missing now: dropped at the server
     */
    public record Track(TrackSource source, boolean muted, boolean active, boolean gated) {}

    /** How the media connection is. */
    public enum Connection {
        CONNECTING,
        CONNECTED,
        RECONNECTING
    }
}
