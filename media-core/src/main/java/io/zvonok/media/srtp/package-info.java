/**
 * RFC 3711 / 7714 contexts: protect, unprotect, replay window, ROC. The cryptography is jitsi-srtp's; what must never
 * happen is refused in front of it, because that library neither keeps a window of 1024 packets nor notices a failed
 * GCM step.
 *
 * <p>Spec: RFC 3711, RFC 7714 (AES-GCM), RFC 5764 (profiles). Thread: the owning media loop. Read
 * {@link io.zvonok.media.srtp.SrtpReceiver} first.
 */
@NullMarked
package io.zvonok.media.srtp;

import org.jspecify.annotations.NullMarked;
