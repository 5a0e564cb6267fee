/**
 * HTTP and WebSocket on one TCP port: pages, health, metrics, and the sockets of conversations. The only package here with
 * channel handlers; it knows nothing of lessons but {@link io.zvonok.signalling.session.Conversation}.
 *
 * <p>Spec: RFC 9112 (HTTP/1.1), RFC 6455 (WebSocket); properties P29 to P33. Thread: Netty event loops named
 * {@code zvonok-http-n}. Read {@link io.zvonok.signalling.websocket.HttpPort} first.
 */
@NullMarked
package io.zvonok.signalling.websocket;

import org.jspecify.annotations.NullMarked;
