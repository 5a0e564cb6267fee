/**
 * The quality laboratory's front: plays the cases with many seeds, takes the browsers' results in, and writes one report
 * that shows what was reached of each target. What is played and measured stands in
 * {@code io.zvonok.media.quality}, in the media core's tests.
 *
 * <p>Read {@link io.zvonok.bench.quality.QualityLab} first.
 */
@NullMarked
package io.zvonok.bench.quality;

import org.jspecify.annotations.NullMarked;
