/**
 * Nanos and NTP time as plain numbers. No clock: time always comes in from outside.
 *
 * <p>Spec: RFC 5905 section 6 (NTP timestamp format). Thread: any. Read {@link io.zvonok.media.time.Nanos} first.
 */
@NullMarked
package io.zvonok.media.time;

import org.jspecify.annotations.NullMarked;
