/**
 * Counters: an enum that names and explains each, and per-loop arrays that hold the values.
 *
 * <p>Thread: written by the owning loop only, read by any. Read {@link io.zvonok.media.stats.Counter} first.
 */
@NullMarked
package io.zvonok.media.stats;

import org.jspecify.annotations.NullMarked;
