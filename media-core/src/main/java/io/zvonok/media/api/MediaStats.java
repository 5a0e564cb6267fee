package io.zvonok.media.api;

import java.util.Map;

/**
 * A snapshot of the counters.
 *
 * @param counters by lower-case counter name
 * @param timings by lower-case name of what is timed
 * @param subscriptions slots with somebody in them, by kind
 * @param loopLagNanos worst delay of each loop's tick in the last second
 * @param loopCpuNanos what each loop's thread has used of a processor since it started, -1 where that is not known
 * @param loopDatagrams datagrams in and out of each loop in the last second
 */
public record MediaStats(
        Map<String, Long> counters,
        Map<String, DurationHistogram> timings,
        Map<MediaKind, Integer> subscriptions,
        int rooms,
        int peers,
        int connectedPeers,
        long[] loopLagNanos,
        long[] loopCpuNanos,
        long[] loopDatagrams) {
    public long counter(String name) {
        return counters.getOrDefault(name, 0L);
    }
}
