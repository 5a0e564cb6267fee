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
        @Nullable Instant onAirSince) {
    /** Without the name, which may be a person's. */
    @Override
    public String toString() {
        return "Room[" + id + "]";
    }
}
