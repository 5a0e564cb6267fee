package io.zvonok.media.stats;

/**
 * What is timed, each with its meaning and the upper bounds of its buckets. Append new constants at the end.
 *
 * <p>Thread: any.
 */
public enum Timing {
    FORWARD_DELAY(
            "from reading a packet to handing its copies to the kernel; without what waits for a viewer's link",
            100,
            250,
            500,
            1_000,
            2_500,
            5_000,
            10_000,
            25_000,
            50_000),
    JOIN_ICE(
            "from adding a peer to its first path",
            5_000,
            10_000,
            25_000,
            50_000,
            100_000,
            250_000,
            500_000,
            1_000_000,
            2_500_000,
            10_000_000),
    DTLS_HANDSHAKE(
            "from the first record of a DTLS handshake to its keys",
            5_000,
            10_000,
            25_000,
            50_000,
            100_000,
            250_000,
            500_000,
            1_000_000,
            2_500_000,
            10_000_000),
    JOIN_FIRST_PACKET(
            "from adding a peer to the first packet of media for it",
            25_000,
            50_000,
            100_000,
            250_000,
            500_000,
            1_000_000,
            2_500_000,
            10_000_000),
    LAYER_SWITCH_WAIT(
            "from wanting another encoding in a slot to its key frame",
            25_000,
            50_000,
            100_000,
            250_000,
            500_000,
            1_000_000,
            2_500_000,
            10_000_000);

    private static final long NANOS_PER_MICRO = 1_000;

    private final String meaning;
    private final long[] boundsNanos;

    Timing(String meaning, long... boundsMicros) {
        this.meaning = meaning;
        this.boundsNanos = new long[boundsMicros.length];
        for (int i = 0; i < boundsMicros.length; i++) {
            boundsNanos[i] = boundsMicros[i] * NANOS_PER_MICRO;
        }
    }

    public String meaning() {
        return meaning;
    }

    /** Ascending; what is longer than the last one has a bucket of its own. */
    public long[] boundsNanos() {
        return boundsNanos.clone();
    }

    int buckets() {
        return boundsNanos.length + 1;
    }

    int bucketOf(long nanos) {
        int bucket = 0;
        while (bucket < boundsNanos.length && nanos > boundsNanos[bucket]) {
            bucket++;
        }
        return bucket;
    }
}
