/**
 * The runnable and embeddable server: wires configuration, media core, lessons and the HTTP port.
 *
 * <p>Thread: any. Read {@code ZvonokServer} first; {@code Main} is the process around it.
 */
@NullMarked
package io.zvonok.signalling;

import org.jspecify.annotations.NullMarked;
