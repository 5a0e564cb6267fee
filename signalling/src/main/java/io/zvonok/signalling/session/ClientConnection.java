package io.zvonok.signalling.session;

import io.zvonok.signalling.message.EventText;

/**
 * The outgoing side of one WebSocket. What a reader leaves unread is bounded: beyond that the connection closes itself
 * with {@link CloseCode#TRY_LATER}.
 *
 * <p>Thread: any; calls of one thread keep their order. Never blocks, never throws, does nothing once closed.
 */
public interface ClientConnection {
    void send(String text);

    /** What many are told, with the number that it has for this one. */
    void send(EventText event, long seq);

    /** Like {@link #send}, for the one large message that opens a session: it does not count towards the bound. */
    void sendOpening(String text);

    /** The client has proved itself by a token: it is no longer one of the strangers whose number is bounded. */
    void admitted();

    /** Sends what was queued before, then closes. */
    void close(CloseCode code);
}
