package io.zvonok.media.sim;

import io.zvonok.media.time.Nanos;
import java.util.Map;
import java.util.TreeMap;

/** What a simulated client asks for again, and when: as browsers do, a moment after the gap, then every round trip. */
final class Retransmissions {
    /** A late packet is given so long to come by itself. */
    private static final long REORDER_WAIT = Nanos.fromMillis(10);

    private static final int MAX_TRIES = 10;
    private static final long MAX_AGE = Nanos.fromMillis(1500);
    private static final int MAX_BEHIND = 1000;

    private final TreeMap<Long, Missing> missing = new TreeMap<>();
    private long highest = -1;

    private static final class Missing {
        final long sinceNanos;
        long askedNanos;
        int tries;

        Missing(long sinceNanos) {
            this.sinceNanos = sinceNanos;
        }
    }

    /** Returns true if the packet had been asked for. */
    boolean onPacket(long sequence, long nowNanos) {
        if (highest >= 0) {
            for (long gap = Math.max(highest + 1, sequence - MAX_BEHIND); gap < sequence; gap++) {
                missing.put(gap, new Missing(nowNanos));
            }
        }
        highest = Math.max(highest, sequence);
        missing.headMap(highest - MAX_BEHIND).clear();
        Missing waitedFor = missing.remove(sequence);
        return waitedFor != null && waitedFor.tries > 0;
    }

    /** Writes the numbers after {@code from} to ask for now; returns how many. Those before are of no use any more. */
    int due(long from, long nowNanos, long roundTripNanos, int[] out) {
        missing.headMap(from, true).clear();
        int count = 0;
        for (Map.Entry<Long, Missing> entry : missing.entrySet()) {
            Missing packet = entry.getValue();
            boolean due = packet.tries == 0
                    ? nowNanos - packet.sinceNanos >= REORDER_WAIT
                    : nowNanos - packet.askedNanos >= roundTripNanos;
            if (due && !isHopeless(packet, nowNanos, roundTripNanos) && count < out.length) {
                packet.tries++;
                packet.askedNanos = nowNanos;
                out[count++] = entry.getKey().intValue() & 0xFFFF;
            }
        }
        return count;
    }

    /** Whether a packet is missing, and its retransmission may come or will be asked for again. */
    boolean isHopedFor(long sequence, long nowNanos, long roundTripNanos) {
        Missing packet = missing.get(sequence);
        return packet != null && !isHopeless(packet, nowNanos, roundTripNanos);
    }

    private static boolean isHopeless(Missing packet, long nowNanos, long roundTripNanos) {
        return nowNanos - packet.sinceNanos >= MAX_AGE
                || (packet.tries >= MAX_TRIES && nowNanos - packet.askedNanos >= roundTripNanos);
    }

    /** Of the numbers after {@code from} and before {@code to}. */
    boolean anyHopedFor(long from, long to, long nowNanos, long roundTripNanos) {
        return missing.subMap(from, false, to, false).values().stream()
                .anyMatch(packet -> !isHopeless(packet, nowNanos, roundTripNanos));
    }
}
