package io.zvonok.signalling.session;

/** The parts of a join over a socket that signalling does; what follows is the media core's. */
public enum JoinPhase {
    /** From the message to a token that is good. */
    TOKEN,
    /** Reading the offer. */
    NEGOTIATE,
    /** From asking the media core for a place to having one. */
    MEDIA
}
