package io.zvonok.signalling.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a room is to be. What is null is the server's default when a room is created, and stays as it is when one is changed.
 *
 * @param name for people, 1 to 128 characters
 * @param maxParticipants on stage, 1 to 10 000
 * @param emptyTimeoutSeconds how long it stays open without anybody, 0 to 86 400
 * @param lobby those who do not moderate wait until they are let in
 * @param locked nobody new comes in, but moderators
 * @param rights what those may do who do not moderate
 * @param policy who sees and hears whom
 */
public record RoomOptions(
        @Nullable String name,
        @Nullable Integer maxParticipants,
        @Nullable Integer emptyTimeoutSeconds,
        @Nullable Boolean lobby,
        @Nullable Boolean locked,
        @Nullable RoomRights rights,
        @Nullable RoomPolicy policy) {
    private static final RoomOptions DEFAULTS = builder().build();

    public RoomOptions {
        Checks.plainText(name, "name");
        Checks.between(maxParticipants, 1, 10_000, "maxParticipants");
        Checks.between(emptyTimeoutSeconds, 0, 86_400, "emptyTimeoutSeconds");
    }

    public static RoomOptions defaults() {
        return DEFAULTS;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects options. */
    public static final class Builder {
        private @Nullable String name;
        private @Nullable Integer maxParticipants;
        private @Nullable Integer emptyTimeoutSeconds;
        private @Nullable Boolean lobby;
        private @Nullable Boolean locked;
        private @Nullable RoomRights rights;
        private @Nullable RoomPolicy policy;

        private Builder() {}

        public Builder name(String value) {
            name = value;
            return this;
        }

        public Builder maxParticipants(int value) {
            maxParticipants = value;
            return this;
        }

        /** In whole seconds. */
        public Builder emptyTimeout(Duration value) {
            emptyTimeoutSeconds = Math.toIntExact(value.toSeconds());
            return this;
        }

        public Builder lobby(boolean value) {
            lobby = value;
            return this;
        }

        public Builder locked(boolean value) {
            locked = value;
            return this;
        }

        /** What is null in it stays as it is. */
        public Builder rights(RoomRights value) {
            rights = value;
            return this;
        }

        /** Who sees and hears whom, from the first one who joins on. */
        public Builder policy(RoomPolicy value) {
            policy = value;
            return this;
        }

        /** @throws IllegalArgumentException naming what is out of bounds */
        public RoomOptions build() {
            return new RoomOptions(name, maxParticipants, emptyTimeoutSeconds, lobby, locked, rights, policy);
        }
    }
}
