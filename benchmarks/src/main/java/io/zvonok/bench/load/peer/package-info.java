/**
 * Light WebRTC peers: full ICE, DTLS and SRTP towards any server, publishers that play models, viewers that count or
 * check, signalling by our WebSocket protocol or by WHIP and WHEP.
 *
 * <p>A peer lives on one {@link io.zvonok.bench.load.peer.LoadLoop}; everything of it but handshakes and HTTP happens there.
 *
 * <p>Read {@link io.zvonok.bench.load.peer.Peer} first.
 */
@NullMarked
package io.zvonok.bench.load.peer;

import org.jspecify.annotations.NullMarked;
