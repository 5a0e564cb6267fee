package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;

/**
 * The rate by delay: grows while nothing queues, by a factor as long as the link's limit is unknown and by steps near it;
 * falls a little below what arrives when packets queue. It does not grow far beyond what is really sent: probes do that.
 *
 * <p>Spec: draft-ietf-rmcat-gcc-02 section 5.5. Thread: the owning media loop.
 */
final class AimdRateControl {
    private static final double BETA = 0.85;
    private static final double GROWTH_PER_SECOND = 1.08;
    private static final double MAX_OF_ACKNOWLEDGED = 1.5;
    private static final long MAX_ABOVE_ACKNOWLEDGED_BPS = 10_000;
    private static final double FROZEN_HEADROOM = 1.1;
    private static final long MIN_GROWTH_BPS = 1000;
    private static final double MIN_STEP_BPS_PER_SECOND = 4000;
    private static final long RESPONSE_NANOS = Nanos.fromMillis(100);
    private static final double FRAMES_PER_SECOND = 30;
    private static final double PACKET_BITS = 8 * 1200;
    /** A limit found that long ago, and not again since, may not be there any more. */
    private static final long CAPACITY_EXPIRES_NANOS = Nanos.fromSeconds(60);

    private final long minBps;
    private final long maxBps;
    private final LinkCapacity capacity = new LinkCapacity();
    private long estimateBps;
    private boolean holding;
    private long frozenBps;
    private long frozenUntilNanos;
    private long fullBps;
    private long lastChangeNanos = -1;
    private long lastDecreaseNanos = -1;
    private long roundTripNanos = Nanos.fromMillis(100);

    AimdRateControl(BweConfig config) {
        minBps = config.minBps();
        maxBps = config.maxBps();
        estimateBps = config.startBps();
    }

    /**
     * A feedback was read, and nothing has to be cut.
     *
     * @param steady packets do not begin to queue, nor does a queue drain: only then the rate may grow
     * @param acknowledgedBps what arrives, -1 if unknown
     */
    void onFeedback(boolean steady, long acknowledgedBps, long nowNanos) {
        if (steady && !holding) {
            increase(acknowledgedBps, nowNanos);
        }
        holding = !steady;
        lastChangeNanos = nowNanos;
    }

    /**
     * A feedback was read: packets queue.
     *
     * @param carriedBps what the link carries while packets wait, -1 if unknown
     * @param floorBps what was seen to pass a moment ago: no need to go below it at once; 0 if there is none
     */
    void onCongestion(long acknowledgedBps, long carriedBps, long floorBps, long nowNanos) {
        if (mayDecrease(acknowledgedBps, nowNanos)) {
            decrease(acknowledgedBps, carriedBps, floorBps, nowNanos);
        }
        holding = true;
        lastChangeNanos = nowNanos;
    }

    /** A probe arrived as fast as this. */
    void onProbe(long provenBps, long nowNanos) {
        if (capacity.isKnown() && provenBps > capacity.upperBps()) {
            capacity.forget();
        }
        setEstimate(provenBps);
        lastChangeNanos = nowNanos;
    }

    /** A probe arrived slower than it was sent. */
    void onFullProbe(long receivedBps, long nowNanos) {
        capacity.onFullProbe(receivedBps, nowNanos);
        fullBps = receivedBps;
    }

    /** A rise has failed: until then the rate does not grow far above what was sent before. */
    void freeze(long aboutBps, long untilNanos) {
        frozenBps = (long) (FROZEN_HEADROOM * aboutBps);
        frozenUntilNanos = untilNanos;
    }

    /** Where packets began to queue last, 0 if they never did. */
    long fullBps() {
        return fullBps;
    }

    void setEstimate(long bps) {
        estimateBps = Math.max(minBps, Math.min(maxBps, bps));
    }

    void setRoundTrip(long nanos) {
        roundTripNanos = nanos;
    }

    long estimateBps() {
        return estimateBps;
    }

    /** Where the link was found to be full, -1 if it was not. */
    long capacityBps() {
        return capacity.isKnown() ? capacity.meanBps() : -1;
    }

    /** -1 if it never fell. */
    long lastDecreaseNanos() {
        return lastDecreaseNanos;
    }

    private void increase(long acknowledgedBps, long nowNanos) {
        if (lastChangeNanos < 0 || acknowledgedBps < 0) {
            return;
        }
        if (capacity.isKnown()
                && (acknowledgedBps > capacity.upperBps()
                        || nowNanos - capacity.foundNanos() > CAPACITY_EXPIRES_NANOS)) {
            capacity.forget();
        }
        long limit = (long) (MAX_OF_ACKNOWLEDGED * acknowledgedBps) + MAX_ABOVE_ACKNOWLEDGED_BPS;
        if (capacity.isKnown()) {
            limit = Math.min(limit, capacity.upperBps());
        }
        if (nowNanos < frozenUntilNanos) {
            limit = Math.min(limit, frozenBps);
        }
        if (estimateBps >= limit) {
            return;
        }
        double seconds = Math.min(1, (nowNanos - lastChangeNanos) / 1e9);
        double growth = capacity.isKnown()
                ? stepPerSecond() * seconds
                : Math.max(MIN_GROWTH_BPS, estimateBps * (Math.pow(GROWTH_PER_SECOND, seconds) - 1));
        setEstimate(Math.min(limit, estimateBps + (long) growth));
    }

    /** About a packet in each response time. */
    private double stepPerSecond() {
        double frameBits = estimateBps / FRAMES_PER_SECOND;
        double packetBits = frameBits / Math.ceil(frameBits / PACKET_BITS);
        return Math.max(MIN_STEP_BPS_PER_SECOND, packetBits * 1e9 / (roundTripNanos + RESPONSE_NANOS));
    }

    private boolean mayDecrease(long acknowledgedBps, long nowNanos) {
        long interval = Math.max(Nanos.fromMillis(10), Math.min(Nanos.fromMillis(200), roundTripNanos));
        return lastDecreaseNanos < 0 || nowNanos - lastDecreaseNanos >= interval || acknowledgedBps < estimateBps / 2;
    }

    private void decrease(long acknowledgedBps, long carriedBps, long floorBps, long nowNanos) {
        lastDecreaseNanos = nowNanos;
        if (acknowledgedBps < 0) {
            setEstimate(estimateBps / 2);
            return;
        }
        long arriving = carriedBps < 0 ? acknowledgedBps : carriedBps;
        long lowered = (long) (BETA * arriving);
        if (lowered > estimateBps && capacity.isKnown()) {
            lowered = (long) (BETA * capacity.meanBps());
        }
        setEstimate(Math.min(estimateBps, Math.max(floorBps, lowered)));
        if (capacity.isKnown() && arriving < capacity.lowerBps()) {
            capacity.forget();
        }
        capacity.onOveruse(arriving, nowNanos);
        fullBps = arriving;
    }
}
