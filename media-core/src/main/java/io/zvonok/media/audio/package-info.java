/**
 * Who is speaking: a pure function of audio levels (RFC 6464) and time.
 *
 * <p>Spec: RFC 6464 (client-to-mixer audio level). Thread: the owning media loop. Read
 * {@link io.zvonok.media.audio.LoudestSpeakers} first.
 */
@NullMarked
package io.zvonok.media.audio;

import org.jspecify.annotations.NullMarked;
