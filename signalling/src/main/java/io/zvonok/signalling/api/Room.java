package io.zvonok.signalling.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A room as it is now.
 *
 * @param name for people
 * @param emptyTimeoutSeconds how long it stays open without anybody
 * @param maxParticipants on stage
 * @param participants on stage
 * @param audience how many only watch
 * @param lobby those who do not moderate wait until they are let in
 * @param locked nobody new comes in, but moderators
 * @param rights what those may do who do not moderate
 * @param spotlight id of the participant whom every {@code stage} slot shows; null: whoever speaks
 * @param policy the name of who sees and hears whom
 */
public record Room(
        String id,
        @Nullable String name,
        Instant createdAt,
        int maxParticipants,
        int emptyTimeoutSeconds,
        int participants,
        int audience,
        boolean onAir,
        @Nullable Instant onAirSince,
        boolean lobby,
        boolean locked,
        RoomRights rights,
        @Nullable String spotlight,
        String policy) {
    /** Without the name, which may be a person's. */
    @Override
    public String toString() {
        return "Room[" + id + "]";
    }
}
