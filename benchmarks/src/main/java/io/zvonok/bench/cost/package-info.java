/**
 * What single decisions of the server cost, measured on its own code without sockets. Read
 * {@link io.zvonok.bench.cost.EstimationCost} first.
 */
@NullMarked
package io.zvonok.bench.cost;

import org.jspecify.annotations.NullMarked;
