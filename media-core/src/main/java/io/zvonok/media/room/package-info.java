/**
 * Who gets which packet: rooms, participants, what they publish and the slots in which they see others.
 *
 * <p>Spec: RFC 3550, RFC 4585 (feedback), RFC 4588 (retransmission), RFC 9143 and RFC 8852 (MID, RID). Thread: the owning
 * media loop. Read {@link io.zvonok.media.room.ForwardingPath} first, then {@link io.zvonok.media.room.FeedbackPath}.
 */
@NullMarked
package io.zvonok.media.room;

import org.jspecify.annotations.NullMarked;
