package io.zvonok.signalling.api;

import io.zvonok.media.api.PeerTier;
import org.jspecify.annotations.Nullable;

/**
 * What is to change about somebody; what is null stays as it is.
 *
 * @param tier brings on stage or sends to the audience
 * @param handRaised only false: a hand is raised by its owner
 * @param floor gives the word or takes it
 * @param rights of that one alone; what is null in it is as in the room
 * @param commentsMuted what that one writes as a comment is shown to nobody
 */
public record ParticipantUpdate(
        @Nullable PeerTier tier,
        @Nullable Boolean handRaised,
        @Nullable Boolean floor,
        @Nullable ParticipantRights rights,
        @Nullable Boolean commentsMuted) {
    public ParticipantUpdate {
        Checks.require(!Boolean.TRUE.equals(handRaised), "handRaised can only be false: a hand is raised by its owner");
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects changes. */
    public static final class Builder {
        private @Nullable PeerTier tier;
        private @Nullable Boolean handRaised;
        private @Nullable Boolean floor;
        private @Nullable ParticipantRights rights;
        private @Nullable Boolean commentsMuted;

        private Builder() {}

        public Builder tier(PeerTier value) {
            tier = value;
            return this;
        }

        public Builder lowerHand() {
            handRaised = false;
            return this;
        }

        public Builder floor(boolean value) {
            floor = value;
            return this;
        }

        public Builder rights(ParticipantRights value) {
            rights = value;
            return this;
        }

        public Builder commentsMuted(boolean value) {
            commentsMuted = value;
            return this;
        }

        public ParticipantUpdate build() {
            return new ParticipantUpdate(tier, handRaised, floor, rights, commentsMuted);
        }
    }
}
