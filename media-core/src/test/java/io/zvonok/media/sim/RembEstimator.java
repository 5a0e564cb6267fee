package io.zvonok.media.sim;

import io.zvonok.media.time.Nanos;

/**
 * A receiver's own estimate of its downlink, of the simple kind: up by 8 % a second, at most to half as much again as it
 * receives, and down to 85 % of what it receives when packets take longer and longer.
 *
 * <p>Spec: draft-alvestrand-rmcat-remb-03.
 */
final class RembEstimator {
    static final long INTERVAL = Nanos.fromSeconds(1);

    private static final double RISE = 0.08;
    private static final double BACK_OFF = 0.85;
    private static final long START_BPS = 500_000;
    private static final long LEAST_BPS = 30_000;
    /** How much later than the fastest ones packets come when a queue is there, and when it is long. */
    private static final long QUEUE = Nanos.fromMillis(30);

    private static final long LONG_QUEUE = Nanos.fromMillis(120);
    private static final long GROWTH_TIME = Nanos.fromMillis(200);
    private static final long SETTLING = Nanos.fromMillis(300);
    private static final double SMOOTHING = 0.1;
    /** The 24 bits of abs-send-time are in units of 2^-18 s. */
    private static final int SEND_TIME_WRAP = 1 << 24;

    private final ReceivedRate rate = new ReceivedRate();
    private double estimateBps = START_BPS;
    private long lastRiseNanos = -1;
    private long lastBackOffNanos = -SETTLING;
    private boolean hasSendTime;
    private int lastSendTime;
    private long sendNanos;
    private double shortestNanos = Double.MAX_VALUE;
    private double lateNanos;
    private double lateBefore;
    private long lateBeforeNanos;
    private boolean backedOff;

    /** @param sendTime of the header extension, -1 if the packet has none */
    void onPacket(int sendTime, int bytes, long nowNanos) {
        rate.add(bytes, nowNanos);
        if (sendTime >= 0) {
            noteDelay(sendTime, nowNanos);
        }
        rise(nowNanos);
        boolean grows = lateNanos > QUEUE && lateNanos > lateBefore + QUEUE / 10.0 || lateNanos > LONG_QUEUE;
        if (grows && nowNanos - lastBackOffNanos >= SETTLING) {
            estimateBps = Math.max(LEAST_BPS, Math.min(estimateBps, BACK_OFF * rate.bps(nowNanos)));
            lastBackOffNanos = nowNanos;
            backedOff = true;
        }
    }

    private void noteDelay(int sendTime, long nowNanos) {
        if (hasSendTime) {
            int step = (sendTime - lastSendTime) << 8 >> 8; // signed 24 bits
            sendNanos += (long) (step * 1e9 / (1 << 18));
        }
        hasSendTime = true;
        lastSendTime = sendTime & SEND_TIME_WRAP - 1;
        double oneWay = (double) nowNanos - sendNanos;
        shortestNanos = Math.min(oneWay, shortestNanos + 1e4);
        lateNanos += SMOOTHING * (oneWay - shortestNanos - lateNanos);
        if (nowNanos - lateBeforeNanos >= GROWTH_TIME) {
            lateBefore = lateNanos;
            lateBeforeNanos = nowNanos;
        }
    }

    private void rise(long nowNanos) {
        if (lastRiseNanos >= 0 && nowNanos - lastBackOffNanos >= SETTLING && lateNanos <= QUEUE) {
            double seconds = (nowNanos - lastRiseNanos) / 1e9;
            double most = Math.max(estimateBps, 1.5 * rate.bps(nowNanos) + 10_000);
            estimateBps = Math.min(estimateBps * Math.pow(1 + RISE, seconds), most);
        }
        lastRiseNanos = nowNanos;
    }

    /** True once after it fell: the sender is to know at once. */
    boolean takeBackOff() {
        boolean fell = backedOff;
        backedOff = false;
        return fell;
    }

    long estimateBps() {
        return (long) estimateBps;
    }
}
