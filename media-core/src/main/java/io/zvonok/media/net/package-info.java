/**
 * The only package with sockets, clock and timers: one thread, its sockets and its rooms.
 *
 * <p>Spec: RFC 7983 (demultiplexing). Thread: each loop its own. Read {@link io.zvonok.media.net.MediaLoop} first, then
 * {@link io.zvonok.media.net.LoopCore}, which is everything a loop does without its thread and sockets.
 */
@NullMarked
package io.zvonok.media.net;

import org.jspecify.annotations.NullMarked;
