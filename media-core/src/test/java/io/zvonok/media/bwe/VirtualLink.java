package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;
import java.util.ArrayDeque;
import java.util.Random;

/**
 * A bottleneck: one drop-tail queue that drains at a rate, before it random loss, behind it delay and jitter. Optionally
 * the rate is that of a token bucket, which lets a burst pass at once.
 */
final class VirtualLink {
    /** One packet on its way. */
    record Packet(VirtualViewer viewer, int sequence, int sizeBytes, boolean numbered, long sentNanos) {}

    interface Arrivals {
        void at(long nanos, Packet packet);
    }

    private final Random random;
    private final Arrivals arrivals;
    private final ArrayDeque<Packet> queue = new ArrayDeque<>();
    private long rateBps = 1_000_000_000;
    private long maxQueueBytes = 100_000;
    private long delayNanos = Nanos.fromMillis(25);
    private long jitterNanos;
    private double lossRatio;
    private double bucketBits;
    private double tokens;
    private long heldUntil;

    private long queuedBytes;
    private double headBitsLeft;
    private long servedUntil;
    private long lastArrival;

    VirtualLink(Random random, Arrivals arrivals) {
        this.random = random;
        this.arrivals = arrivals;
    }

    void rate(long bps) {
        rateBps = bps;
    }

    /** What the queue holds at most, as time at a rate. */
    void queue(long millis, long atBps) {
        maxQueueBytes = millis * atBps / 8000;
    }

    void delay(long oneWayMillis) {
        delayNanos = Nanos.fromMillis(oneWayMillis);
    }

    void jitter(long millis) {
        jitterNanos = Nanos.fromMillis(millis);
    }

    void loss(double ratio) {
        lossRatio = ratio;
    }

    /** The rate becomes that of a token bucket of this size. */
    void bucket(int bytes) {
        bucketBits = 8.0 * bytes;
        tokens = bucketBits;
    }

    /** Nothing passes until then. */
    void hold(long untilNanos) {
        heldUntil = untilNanos;
    }

    long queueNanos() {
        return (long) (queuedBytes * 8e9 / rateBps);
    }

    long oneWayNanos() {
        return delayNanos;
    }

    void send(Packet packet, long nowNanos) {
        serve(nowNanos);
        if (lossRatio > 0 && random.nextDouble() < lossRatio) {
            return;
        }
        if (queuedBytes + packet.sizeBytes > maxQueueBytes) {
            return;
        }
        if (queue.isEmpty()) {
            headBitsLeft = 8.0 * packet.sizeBytes;
        }
        queue.add(packet);
        queuedBytes += packet.sizeBytes;
        serve(nowNanos);
    }

    void serve(long untilNanos) {
        while (servedUntil < untilNanos || (tokens > 0 && !queue.isEmpty())) {
            if (heldUntil > servedUntil) {
                servedUntil = Math.min(heldUntil, untilNanos);
                if (servedUntil == untilNanos) {
                    return;
                }
            }
            if (queue.isEmpty()) {
                tokens = Math.min(bucketBits, tokens + rateBps / 1e9 * (untilNanos - servedUntil));
                servedUntil = untilNanos;
                return;
            }
            double fromBucket = Math.min(tokens, headBitsLeft);
            tokens -= fromBucket;
            headBitsLeft -= fromBucket;
            double need = headBitsLeft * 1e9 / rateBps;
            long left = untilNanos - servedUntil;
            if (need > left) {
                headBitsLeft -= left * (rateBps / 1e9);
                servedUntil = untilNanos;
                return;
            }
            servedUntil += (long) need;
            depart(queue.poll());
        }
    }

    private void depart(Packet packet) {
        queuedBytes -= packet.sizeBytes;
        Packet next = queue.peek();
        headBitsLeft = next == null ? 0 : 8.0 * next.sizeBytes;
        long arrival = servedUntil + delayNanos + (long) (random.nextDouble() * jitterNanos);
        lastArrival = Math.max(lastArrival, arrival); // jitter that keeps the order, as most does
        arrivals.at(lastArrival, packet);
    }
}
