/**
 * Which encoding a subscriber sees and how many of its layers, and the seamless switch: numbering, timing, picture ids and
 * frame numbers that stay continuous whatever is put into a slot and left out of it.
 *
 * <p>Spec: RFC 8853 (simulcast), RFC 7741 and RFC 9628 (picture ids), the AOMedia "RTP Payload Format For AV1" appendix A
 * (frame numbers), RFC 3550 section 5.1. Thread: the owning media loop. Read
 * {@link io.zvonok.media.simulcast.LayerSelector} first, then {@link io.zvonok.media.simulcast.RtpRewriter}.
 */
@NullMarked
package io.zvonok.media.simulcast;

import org.jspecify.annotations.NullMarked;
