/**
 * Starts everything: warms the libraries, builds the loops, places rooms on them, implements
 * {@link io.zvonok.media.api.MediaServer}.
 *
 * <p>Thread: any. Read {@link io.zvonok.media.server.LoopMediaServer} first.
 */
@NullMarked
package io.zvonok.media.server;

import org.jspecify.annotations.NullMarked;
