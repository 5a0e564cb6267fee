/**
 * Figures: delays, thresholds, what the server spends, and the floor it is compared with.
 *
 * <p>Read {@link io.zvonok.bench.load.measure.Delays} and {@link io.zvonok.bench.load.measure.Calibrator} first.
 */
@NullMarked
package io.zvonok.bench.load.measure;

import org.jspecify.annotations.NullMarked;
