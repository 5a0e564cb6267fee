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
        List<Track> tracks) {
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
     */
    public record Track(TrackSource source, boolean muted, boolean active) {}

    /** How the media connection is. */
    public enum Connection {
        CONNECTING,
        CONNECTED,
        RECONNECTING
    }
}
