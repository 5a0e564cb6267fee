/**
 * RFC 5764 handshake, fingerprint check, SRTP key export. The one protocol that may own a worker thread: Bouncy Castle's
 * DTLS blocks, so a handshake runs on the engine's executor and everything else on the loop. Records are filtered before
 * the library sees them.
 *
 * <p>Spec: RFC 6347 (DTLS 1.2), RFC 5764 (DTLS-SRTP), RFC 8122 (fingerprints), RFC 7627 (extended master secret).
 * Thread: the owning media loop, except what runs on threads named {@code zvonok-dtls-n}. Read
 * {@link io.zvonok.media.dtls.DtlsSession} first.
 */
@NullMarked
package io.zvonok.media.dtls;

import org.jspecify.annotations.NullMarked;
