/**
 * Plots as inline SVG, for the HTML report. No numbers are made here.
 *
 * <p>Thread: one at a time.
 */
@NullMarked
package io.zvonok.bench.load.report;

import org.jspecify.annotations.NullMarked;
