package io.zvonok.signalling.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How a server is.
 *
 * @param draining lets nobody in any more
 * @param rooms open now
 * @param participants in all rooms, audiences included
 * @param peers media connections, those that are being made included
 * @param counters of packets and events since the start; between two calls {@code time} tells how long it was
 */
public record ServerStatus(
        String version,
        boolean draining,
        Instant time,
        int rooms,
        int participants,
        int peers,
        int connectedPeers,
        List<Loop> loops,
        Map<String, Long> counters) {
    public ServerStatus {
        loops = List.copyOf(loops);
        counters = Map.copyOf(counters);
    }

    /**
     * One thread that forwards media.
     *
     * @param lagMicros how late its ticks were at worst in the last second
     * @param cpuMicros what its thread has used of a processor since it started, -1 where that is not known
     * @param datagrams in and out in the last second
     */
    public record Loop(int index, long lagMicros, long cpuMicros, long datagrams) {}
}
