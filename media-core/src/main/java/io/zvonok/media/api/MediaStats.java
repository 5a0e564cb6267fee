package io.zvonok.media.api;

import java.util.Map;

/**
 * A snapshot of the counters.
 *
 * @param counters by lower-case counter name
 * @param timings by lower-case name of what is timed
 * @param subscriptions slots with somebody in them, by kind
 * @param loopLagNanos worst delay of each loop's tick in the last second
 */
public record MediaStats(
        Map<String, Long> counters,
        Map<String, DurationHistogram> timings,
        Map<MediaKind, Integer> subscriptions,
        int rooms,
        int peers,
        int connectedPeers,
        long[] loopLagNanos) {
    /** Counters only. */
    public MediaStats(Map<String, Long> counters, int rooms, int peers, int connectedPeers, long[] loopLagNanos) {
        this(counters, Map.of(), Map.of(), rooms, peers, connectedPeers, loopLagNanos);
    }

    public long counter(String name) {
        return counters.getOrDefault(name, 0L);
    }
}
