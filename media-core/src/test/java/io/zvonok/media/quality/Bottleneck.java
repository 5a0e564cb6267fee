package io.zvonok.media.quality;

import io.zvonok.media.sim.SimulatedNetwork;

/** Watches what enters the one link that is too small, between two samples and on the whole. */
final class Bottleneck implements SimulatedNetwork.Link.Observer {
    private long bytes;
    private long longestQueueNanos;
    private long datagrams;
    private long dropped;

    @Override
    public void onSent(long nowNanos, int sizeBytes, boolean isDropped, long queueDelayNanos) {
        bytes += sizeBytes;
        datagrams++;
        dropped += isDropped ? 1 : 0;
        longestQueueNanos = Math.max(longestQueueNanos, queueDelayNanos);
    }

    @Override
    public void onArrived(long nowNanos, int sizeBytes) {
        // the queue was seen when the datagram entered it
    }

    int takeKbps(int overMillis) {
        long sent = bytes;
        bytes = 0;
        return (int) (sent * 8 / overMillis);
    }

    int takeQueueMillis() {
        long longest = longestQueueNanos;
        longestQueueNanos = 0;
        return (int) (longest / 1_000_000);
    }

    double droppedPercent() {
        return datagrams == 0 ? 0 : 100.0 * dropped / datagrams;
    }
}
