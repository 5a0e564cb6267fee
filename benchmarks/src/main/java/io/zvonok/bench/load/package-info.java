/**
 * Load on a whole server, from outside: the load tester ({@code scripts/loadtest}), and the memory of idle participants.
 *
 * <p>Read {@link io.zvonok.bench.load.LoadTester} and {@link io.zvonok.bench.load.LoadRun} first.
 */
@NullMarked
package io.zvonok.bench.load;

import org.jspecify.annotations.NullMarked;
