/**
 * RFC 3711 / 7714 contexts: protect, unprotect, replay window, ROC.
 *
 * <p>Sending is our own, on the ciphers of the JDK; jitsi-srtp opens what is received, and is what our sending is compared
 * with in tests. Measured by {@code scripts/bench micro SrtpProtect} (JDK 17, 2-core AMD EPYC VM, 1100 bytes of payload,
 * ns and bytes allocated a packet):
 *
 * <pre>
 *                            ours         jitsi, SunJCE   jitsi, OpenSSL
 *   AEAD_AES_128_GCM         640   1040     670   1104      740    88
 *   AES_CM_128_HMAC_SHA1_80 1110     32    1160   1272     1310   120
 * </pre>
 *
 * <p>It is ours because it writes into another array than it reads, so that a packet is copied once less, needs one cipher a
 * transport in place of one an SSRC, and allocates nothing: what is left is the JDK's (GCM builds its state anew for each
 * packet; counter mode copies the AES key).
 *
 * <p>What must never happen is refused in front of the library, because it neither keeps a window of 1024 packets nor
 * notices a failed GCM step.
 *
 * <p>Spec: RFC 3711, RFC 7714 (AES-GCM), RFC 5764 (profiles). Thread: the owning media loop. Read
 * {@link io.zvonok.media.srtp.SrtpReceiver} first.
 */
@NullMarked
package io.zvonok.media.srtp;

import org.jspecify.annotations.NullMarked;
