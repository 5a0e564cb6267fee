package io.zvonok.media.api;

import java.util.Map;

/**
 * A snapshot of the counters.
 *
 * @param counters by lower-case counter name
 * @param loopLagNanos worst delay of each loop's tick in the last second
 */
public record MediaStats(Map<String, Long> counters, int rooms, int peers, int connectedPeers, long[] loopLagNanos) {
    public long counter(String name) {
        return counters.getOrDefault(name, 0L);
    }
}
