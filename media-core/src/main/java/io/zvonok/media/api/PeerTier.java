package io.zvonok.media.api;

/** Where in a room a peer is. */
public enum PeerTier {
    /** Sees everybody and may be seen, as permissions say. */
    STAGE,
    /** Gets the programme while the room is on air; whatever it publishes goes nowhere. */
    AUDIENCE
}
