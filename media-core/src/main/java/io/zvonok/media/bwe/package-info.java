/**
 * How many bits fit, and who gets them. For publishers: when their packets arrived, so that their own estimators work
 * ({@link io.zvonok.media.bwe.ArrivalRecorder}). For subscribers: what the link carries
 * ({@link io.zvonok.media.bwe.BandwidthEstimator}) and which layer each slot gets of it
 * ({@link io.zvonok.media.bwe.Allocation}).
 *
 * <p>Spec: draft-holmer-rmcat-transport-wide-cc-extensions-01, draft-ietf-rmcat-gcc-02, draft-alvestrand-rmcat-remb-03.
 * Thread: the owning media loop. Read {@link io.zvonok.media.bwe.BandwidthEstimator} first.
 */
@NullMarked
package io.zvonok.media.bwe;

import org.jspecify.annotations.NullMarked;
