package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;

/**
 * One probe: packets sent at a rate for some milliseconds, media and padding alike, and how fast they arrived. What
 * arrived is never believed to be faster than it was sent.
 *
 * <p>Spec: none; as the probe estimator of Google congestion control. Thread: the owning media loop.
 */
final class ProbeMeter {
    private static final int MIN_PACKETS = 5;
    private static final double MIN_RECEIVED = 0.8;
    private static final long TICK_NANOS = Nanos.fromMillis(5);
    private static final long MIN_SPAN_NANOS = Nanos.fromMillis(10);
    private static final long GIVE_UP_SENDING_NANOS = Nanos.fromMillis(200);
    private static final long GIVE_UP_WAITING_NANOS = Nanos.fromSeconds(1);
    private static final int MIN_DUE_BYTES = 100;
    private static final int LAST_PACKET_BYTES = 250;
    /** Arriving slower than this part of the sending rate, it has filled the link. */
    private static final double FULL_BELOW = 0.9;

    private static final double MAX_INHERENT_LOSS = 0.2;
    private static final double USE_OF_FULL = 0.95;

    enum Result {
        WAITING,
        /** Sent and arrived at {@link #rateBps}. */
        PASSED,
        /** The link is full at {@link #receivedBps}. */
        FULL,
        /** Too much of it was lost; the rest arrived at {@link #receivedBps}. */
        LOST,
        /** Too little was sent or reported to know. */
        UNKNOWN
    }

    private int cluster;
    private boolean sending;
    private boolean waiting;
    private long targetBps;
    private long durationNanos;
    private long startNanos;
    private long closedNanos;

    private int sentPackets;
    private long sentBytes;
    private long firstSentNanos;
    private long lastSentNanos;

    private int receivedPackets;
    private int lostPackets;
    private final Line sent = new Line();
    private final Line received = new Line();

    private long rateBps;
    private long receivedBps;

    void start(long targetBps, long durationNanos, long nowNanos) {
        cluster++;
        sending = true;
        waiting = true;
        this.targetBps = targetBps;
        this.durationNanos = durationNanos;
        startNanos = nowNanos;
        sentPackets = 0;
        sentBytes = 0;
        receivedPackets = 0;
        lostPackets = 0;
        sent.clear();
        received.clear();
    }

    /** What it would show is out of date. */
    void cancel() {
        sending = false;
        waiting = false;
    }

    /** Sending, or waiting to hear of what was sent. */
    boolean isBusy() {
        return sending || waiting;
    }

    long targetBps() {
        return targetBps;
    }

    /** What has to leave now to keep up the rate. */
    int bytesDue(long nowNanos) {
        if (!sending) {
            return 0;
        }
        long elapsed = nowNanos - startNanos;
        double wanted = targetBps / 8e9 * Math.min(elapsed + TICK_NANOS, durationNanos) - sentBytes;
        if (wanted >= MIN_DUE_BYTES) {
            return (int) wanted;
        }
        return elapsed >= durationNanos ? LAST_PACKET_BYTES : 0;
    }

    /** A packet left: returns the cluster it belongs to, 0 for none. */
    int onSent(int sizeBytes, long nowNanos) {
        if (!sending) {
            return 0;
        }
        if (sentPackets == 0) {
            firstSentNanos = nowNanos;
        }
        lastSentNanos = nowNanos;
        sentPackets++;
        sentBytes += sizeBytes;
        sent.add(sizeBytes, nowNanos);
        boolean enough = nowNanos - startNanos >= durationNanos
                && 8e9 * sentBytes >= (double) targetBps * durationNanos
                && sentPackets >= MIN_PACKETS;
        if (enough) {
            close(nowNanos);
        }
        return cluster;
    }

    /** A queue grows: what was sent is enough to know. */
    void stopSending(long nowNanos) {
        if (sending && nowNanos - startNanos >= MIN_SPAN_NANOS) {
            close(nowNanos);
        }
    }

    void onTick(long nowNanos) {
        if (sending && nowNanos - startNanos > durationNanos + GIVE_UP_SENDING_NANOS) {
            close(nowNanos);
        }
    }

    /** Packets come in the order of their arrival. */
    void onReceived(int cluster, int sizeBytes, long arrivalNanos) {
        if (cluster != this.cluster || !waiting) {
            return;
        }
        receivedPackets++;
        received.add(sizeBytes, arrivalNanos);
    }

    void onLost(int cluster) {
        if (cluster == this.cluster && waiting) {
            lostPackets++;
        }
    }

    /**
     * Called after each feedback and in between. Anything but {@link Result#WAITING} is said once.
     *
     * @param inherentLoss the part of the packets that is lost at any rate
     */
    Result result(double inherentLoss, long nowNanos) {
        if (sending || !waiting) {
            return Result.WAITING;
        }
        if (receivedPackets + lostPackets < sentPackets && nowNanos - closedNanos < GIVE_UP_WAITING_NANOS) {
            return Result.WAITING;
        }
        waiting = false;
        return evaluate(inherentLoss);
    }

    /** What was shown to pass. */
    long rateBps() {
        return rateBps;
    }

    long receivedBps() {
        return receivedBps;
    }

    private Result evaluate(double inherentLoss) {
        long sentSpan = lastSentNanos - firstSentNanos;
        if (sentPackets < MIN_PACKETS || sentSpan < MIN_SPAN_NANOS) {
            return Result.UNKNOWN;
        }
        double knownLoss = Math.min(MAX_INHERENT_LOSS, inherentLoss);
        double sentBps = sent.bps();
        receivedBps = (long) Math.min(sentBps, received.bps() / (1 - knownLoss));
        if (knownLoss + (double) receivedPackets / sentPackets < MIN_RECEIVED) {
            boolean measured = lostPackets > sentPackets / 5 && receivedPackets >= MIN_PACKETS;
            return measured ? Result.LOST : Result.UNKNOWN;
        }
        boolean full = receivedBps < FULL_BELOW * Math.min(sentBps, targetBps);
        rateBps = Math.min(targetBps, full ? (long) (USE_OF_FULL * receivedBps) : receivedBps);
        return full ? Result.FULL : Result.PASSED;
    }

    private void close(long nowNanos) {
        sending = false;
        closedNanos = nowNanos;
    }

    /** The line that fits best through (bytes so far, time): its slope is less moved by jitter than its two ends. */
    private static final class Line {
        private int count;
        private long startNanos;
        private double bytes;
        private double meanBytes;
        private double meanNanos;
        private double bytesSquared;
        private double product;

        void clear() {
            count = 0;
            bytes = 0;
            meanBytes = 0;
            meanNanos = 0;
            bytesSquared = 0;
            product = 0;
        }

        void add(int sizeBytes, long nanos) {
            if (count == 0) {
                startNanos = nanos;
            }
            count++;
            bytes += sizeBytes;
            double offset = bytes - meanBytes;
            meanBytes += offset / count;
            meanNanos += (nanos - startNanos - meanNanos) / count;
            bytesSquared += offset * (bytes - meanBytes);
            product += offset * (nanos - startNanos - meanNanos);
        }

        /** Unlimited if everything came at once. */
        double bps() {
            return product <= 0 ? Double.MAX_VALUE : 8e9 * bytesSquared / product;
        }
    }
}
