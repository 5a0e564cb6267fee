package io.zvonok.media.server;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import java.util.List;

/**
 * How the packet side starts.
 *
 * @param bindAddress literal address to bind, 0.0.0.0 for all of the machine, IPv6 too
 * @param udpPort of the first loop, loop n uses port + n; 0: any free ports
 * @param mediaLoops threads, one per core
 * @param advertisedAddresses literal addresses to tell clients; empty: the bound ones
 * @param includeLoopback bind and tell loopback addresses too
 * @param trains datagrams to one peer may be handed to the kernel together, where it can do that (UDP_SEGMENT)
 */
public record MediaServerConfig(
        String bindAddress,
        int udpPort,
        int mediaLoops,
        List<String> advertisedAddresses,
        boolean includeLoopback,
        boolean trains) {
    /** With trains. */
    public MediaServerConfig(
            String bindAddress,
            int udpPort,
            int mediaLoops,
            List<String> advertisedAddresses,
            boolean includeLoopback) {
        this(bindAddress, udpPort, mediaLoops, advertisedAddresses, includeLoopback, true);
    }

    public MediaServerConfig {
        advertisedAddresses = List.copyOf(advertisedAddresses);
        if (udpPort < 0 || udpPort > 65535) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, "udp-port must be 0..65535, not " + udpPort);
        }
        if (mediaLoops < 1 || mediaLoops > 256) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, "media-loops must be 1..256, not " + mediaLoops);
        }
    }
}
