/**
 * The vocabulary shared with signalling: rooms, peers, transports, tracks, views, reasons. Plain values and the
 * {@link io.zvonok.media.api.MediaServer} interface; no packets, no SDP.
 *
 * <p>Thread: values are immutable; interfaces say theirs. Read {@link io.zvonok.media.api.MediaServer} first.
 */
@NullMarked
package io.zvonok.media.api;

import org.jspecify.annotations.NullMarked;
