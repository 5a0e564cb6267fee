/**
 * The simulated half of the quality laboratory: what a viewer gets over links that change, lose and are too small, seed by
 * seed, measured as the targets are written.
 *
 * <p>A {@link io.zvonok.media.quality.QualityCase} says who publishes, who watches and what happens to the bottleneck; a
 * {@link io.zvonok.media.quality.QualityRun} plays it with one seed and makes a
 * {@link io.zvonok.media.quality.QualityResult} of it, in the format that the browsers' half writes too. The report is made
 * by the benchmarks module. Spec: RFC 8867 (cases), RFC 8868 (measures). Thread: that of the caller, nothing is shared.
 * Read {@link io.zvonok.media.quality.QualityCases} first.
 */
package io.zvonok.media.quality;
