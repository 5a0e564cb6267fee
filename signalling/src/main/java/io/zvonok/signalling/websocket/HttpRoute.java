package io.zvonok.signalling.websocket;

/** Answers GET and HEAD on one path. Called on an event loop: must not block. */
public interface HttpRoute {
    HttpAnswer answer(HttpAsk ask);
}
