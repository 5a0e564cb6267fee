package io.zvonok.signalling.session;

/** How far a session has come. */
enum SessionState {
    /** The token is good; the media core is being asked. Nothing flows, nothing is told (P28). */
    NEW,
    /** In the lesson, with a socket. */
    JOINED,
    /** In the lesson, the socket was lost; media goes on. */
    DETACHED,
    /** Gone for good. */
    CLOSED
}
