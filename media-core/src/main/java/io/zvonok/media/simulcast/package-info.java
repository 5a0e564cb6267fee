/**
 * Which encoding a subscriber sees, and the seamless switch: numbering, timing and picture ids that stay continuous
 * whatever is put into a slot.
 *
 * <p>Spec: RFC 8853 (simulcast), RFC 7741 and RFC 9628 (picture ids), RFC 3550 section 5.1. Thread: the owning media
 * loop. Read {@link io.zvonok.media.simulcast.LayerSelector} first, then {@link io.zvonok.media.simulcast.RtpRewriter}.
 */
@NullMarked
package io.zvonok.media.simulcast;

import org.jspecify.annotations.NullMarked;
