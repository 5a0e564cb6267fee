package io.zvonok.signalling.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a room is to be. What is null is the server's default when a room is created, and stays as it is when one is changed.
 *
 * @param name for people, 1 to 128 characters
 * @param maxParticipants on stage, 1 to 10 000
 * @param emptyTimeoutSeconds how long it stays open without anybody, 0 to 86 400
 */
public record RoomOptions(
        @Nullable String name,
        @Nullable Integer maxParticipants,
        @Nullable Integer emptyTimeoutSeconds) {
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

        /** @throws IllegalArgumentException naming what is out of bounds */
        public RoomOptions build() {
            return new RoomOptions(name, maxParticipants, emptyTimeoutSeconds);
        }
    }
}
