/**
 * What publishers play: frame sizes and bursts made by seeded models, codec headers that a forwarder reads, voices with
 * silence in between, and the stamp in each payload by which a viewer checks it. No sockets, no clock.
 *
 * <p>Read {@link io.zvonok.bench.load.model.FrameModel} and {@link io.zvonok.bench.load.model.PayloadStamp} first.
 * <p>Thread: that of the owner of each object.
 */
@NullMarked
package io.zvonok.bench.load.model;

import org.jspecify.annotations.NullMarked;
