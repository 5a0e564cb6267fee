/**
 * Micro-benchmarks (JMH): what one step of a packet's life costs. Always run with {@code -prof gc}; bytes per operation
 * are part of the result.
 *
 * <p>Read {@link io.zvonok.bench.micro.SrtpProtectBenchmark} first.
 */
@NullMarked
package io.zvonok.bench.micro;

import org.jspecify.annotations.NullMarked;
