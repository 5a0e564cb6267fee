package io.zvonok.signalling.websocket;

/**
 * Bounds and deadlines of connections (P32, P33).
 *
 * @param requestMillis from the open connection to a whole first request, and between requests
 * @param responseMillis for a client to read a response
 * @param pingMillis between WebSocket pings
 * @param idleMillis a WebSocket that says nothing for so long, no answer to a ping either, is dead
 * @param closeMillis for the other side to answer a close frame
 * @param maxStrangers connections that have not proved themselves by a token; beyond, the oldest goes
 * @param maxUnreadBytes what a WebSocket's reader may leave unread
 */
record HttpLimits(
        long requestMillis,
        long responseMillis,
        long pingMillis,
        long idleMillis,
        long closeMillis,
        int maxStrangers,
        int maxUnreadBytes) {
    /** @param pingMillis a socket is dead when two answers are missing, and then some */
    static HttpLimits withPings(long pingMillis) {
        return new HttpLimits(10_000, 30_000, pingMillis, pingMillis * 8 / 3, 2_000, 4_096, 256 * 1024);
    }
}
