/**
 * RTP packets as bytes: a header view, a header writer, header extensions and wrap-around arithmetic.
 *
 * <p>Spec: RFC 3550 section 5, RFC 8285 (header extensions). Thread: the owning media loop; views and writers are
 * reused, packet by packet. Read {@link io.zvonok.media.rtp.RtpPacketView} first.
 */
@NullMarked
package io.zvonok.media.rtp;

import org.jspecify.annotations.NullMarked;
