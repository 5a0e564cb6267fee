/**
 * Load on a whole server, from outside. Today: idle participants, for the memory figure.
 *
 * <p>Read {@link io.zvonok.bench.load.IdleParticipants} first.
 */
@NullMarked
package io.zvonok.bench.load;

import org.jspecify.annotations.NullMarked;
