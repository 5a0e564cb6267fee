package io.zvonok.signalling.session;

/** How somebody takes part in a room. */
enum Tier {
    /** Seen and heard by the others, told what they do, listed. */
    STAGE,
    /** Watches: counted, not listed, told nothing. */
    AUDIENCE
}
