/**
 * A lesson in a box: real media loops, real SRTP and small but honest clients over a simulated network, on a clock that
 * only moves when everything due has happened. One seed, one run, to the byte.
 *
 * <p>Nothing here sleeps, opens a socket, starts a thread or reads a clock. What is checked on every run stands in
 * {@link io.zvonok.media.sim.Invariants}. Thread: that of the test. Read {@link io.zvonok.media.sim.Scenario} first.
 */
package io.zvonok.media.sim;
