/**
 * The school network check: a room of its own kind in which one browser's media goes through the media core and comes back,
 * for some seconds. Nothing of it is a lesson: nobody else can come in, and no lesson is touched.
 *
 * <p>Thread: any; rooms on one strand. Read {@link io.zvonok.signalling.check.CheckService} first.
 */
@NullMarked
package io.zvonok.signalling.check;

import org.jspecify.annotations.NullMarked;
