/**
 * A room's media carried to an audience room on another loop or node, and back from who was brought on stage. No policy:
 * who is carried where is decided in {@code room}.
 *
 * <p>Thread: each {@link io.zvonok.media.relay.RelayPipe} has one loop that fills it and one that empties it. Read
 * {@link io.zvonok.media.relay.RelayPipe} first.
 */
@NullMarked
package io.zvonok.media.relay;

import org.jspecify.annotations.NullMarked;
