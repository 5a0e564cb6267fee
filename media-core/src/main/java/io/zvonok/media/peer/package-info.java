/**
 * One remote peer's secure transport: ICE, DTLS and SRTP joined.
 *
 * <p>Spec: RFC 7983 (demultiplexing), RFC 5764 (DTLS-SRTP), RFC 8445 (ICE). Thread: the owning media loop. Read
 * {@link io.zvonok.media.peer.PeerTransport} first.
 */
@NullMarked
package io.zvonok.media.peer;

import org.jspecify.annotations.NullMarked;
