/**
 * How many bits fit. Here: the receiving side, which tells publishers when their packets arrived so that their own
 * estimators work.
 *
 * <p>Spec: draft-holmer-rmcat-transport-wide-cc-extensions-01. Thread: the owning media loop. Read
 * {@link io.zvonok.media.bwe.ArrivalRecorder} first.
 */
@NullMarked
package io.zvonok.media.bwe;

import org.jspecify.annotations.NullMarked;
